import {type ReactNode, useMemo, useState} from "react";
import {estimators, type EstimatorSpec} from "../../../nodes/kernels/estimators/estimators.ts";
import type {Metrics, Search} from "../../../nodes/kinds.ts";
import type {Json} from "../../../runtime/node.ts";
import type {Target} from "../../../runtime/table.ts";
import {drawable, importancesView, leaderboardView, searchView} from "../../views/learning.ts";
import {metricsView} from "../../views/metrics.ts";
import {publishedScores} from "../../views/published.ts";
import {hyperparameterTitles, unitText} from "../../views/words.ts";
import {documentStore, useDocument} from "../document.ts";
import {engine, useStepState} from "../engine/client.ts";
import {download} from "../files.ts";
import {grouped} from "../format.ts";
import type {OutputView, PortRef} from "../engine/protocol.ts";
import {tableSummary} from "../inspector/knowledge.ts";
import {FilterPlots} from "./filter-plots.tsx";
import type {Origin} from "./lit.ts";
import {useLoaded} from "./loading.ts";
import {Picture} from "./picture.tsx";
import {TablePlots} from "./table-plots.tsx";

export interface ResultViewProps {
  readonly at: PortRef;
  readonly output: OutputView;
  /** Fills its place rather than keeping its own height. */
  readonly fill?: boolean;
}

/** The view of an output's kind. */
export function ResultView({at, output, fill = false}: ResultViewProps): ReactNode {
  const {kind, hash, summary} = output;
  switch (kind) {
    case "table":
      return <TablePlots key={`${at.step}.${at.port}`} at={at} hash={hash} summary={tableSummary(output)!} fill={fill} />;
    case "filter":
      return <FilterPlots key={`${at.step}.${at.port}`} at={at} hash={hash} fill={fill} />;
    case "search":
      return <SearchPlots at={at} hash={hash} fill={fill} />;
    case "model":
      return <ModelPlot summary={summary} fill={fill} />;
    case "metrics":
      return <MetricsTable step={at.step} metrics={summary as unknown as Metrics} />;
    case "target":
      return <TargetFacts target={summary as unknown as Target} />;
    case "file":
      return <FileFacts at={at} summary={summary} />;
    default:
      return <pre className="mono">{JSON.stringify(summary, null, 2)}</pre>;
  }
}

function SearchPlots({at, hash, fill}: {readonly at: PortRef; readonly hash: string; readonly fill: boolean}): ReactNode {
  const {value, error} = useLoaded(hash, async () => (await engine.value(at)) as Search);
  const [chosen, setChosen] = useState<string>();
  const board = useStepState(at.step)?.outputs?.["leaderboard"];
  const origin = useMemo((): Origin | undefined => {
    const count = value?.configurations.length ?? 0;
    if (!board || tableSummary(board)?.rows !== count) return undefined;
    return {at: {step: at.step, port: "leaderboard"}, root: board.hash, identity: Int32Array.from({length: count}, (_, i) => i)};
  }, [value, board?.hash]);
  if (error !== undefined) return <p className="field-error">{error}</p>;
  if (!value) return <p className="mute loading">Reading the search …</p>;
  const names = drawable(value);
  const name = chosen !== undefined && names.includes(chosen) ? chosen : names[0];
  return (
    <div className={fill ? "plots fill search-plots" : "plots search-plots"}>
      {names.length > 0 && (
        <div className="search-scatter">
          <Picture
            of={[value, name]}
            fill={fill}
            controls={
              <div className="plot-controls">
                <label>
                  against
                  <select value={name} onChange={(event) => setChosen(event.target.value)}>
                    {names.map((n) => (
                      <option key={n} value={n}>
                        {hyperparameterTitles[n] ?? n}
                      </option>
                    ))}
                  </select>
                </label>
              </div>
            }
            make={(frame) => searchView(frame, value, name)}
            origin={origin}
          />
        </div>
      )}
      <div className="search-table" tabIndex={0} role="group" aria-label={`Leaderboard of ${at.step}`}>
        <Picture of={[value]} make={(frame) => leaderboardView(frame, value, 10)} />
      </div>
    </div>
  );
}

interface ModelSummary {
  readonly features: readonly string[];
  readonly rows: number;
  readonly target: string;
  readonly spec: EstimatorSpec;
  readonly importances?: readonly number[];
}

function ModelPlot({summary, fill}: {readonly summary: Json; readonly fill: boolean}): ReactNode {
  const {features, rows, target, importances, spec} = summary as unknown as ModelSummary;
  const {words} = estimators[spec.estimator];
  if (!importances) return <p>{`${target} from ${features.join(", ")}, by ${words} on ${rows.toLocaleString("en-US")} rows.`}</p>;
  return (
    <div className="plots model-plot">
      <Picture
        of={[summary, fill]}
        make={(frame) => importancesView({...frame, width: Math.min(frame.width, 520)}, {features, rows, importances})}
      />
    </div>
  );
}

function MetricsTable({step, metrics}: {readonly step: string; readonly metrics: Metrics}): ReactNode {
  const workflow = useDocument((d) => d.workflow);
  const published = useMemo(() => publishedScores(workflow)[step], [workflow, step]);
  return (
    <div className="plots metrics-table">
      <Picture of={[metrics, published]} make={(frame) => metricsView(frame, metrics, published)} />
    </div>
  );
}

interface FileSummary {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
}

/** A file that a step made, to be taken away. */
function FileFacts({at, summary}: {readonly at: PortRef; readonly summary: Json}): ReactNode {
  const {name, mediaType, bytes} = summary as unknown as FileSummary;
  const save = async (): Promise<void> => {
    try {
      const {blob} = await engine.exportedFile(at);
      download(name, blob);
      documentStore.tell(`Saved ${name}.`);
    } catch (error) {
      documentStore.tell(`${name} could not be saved: ${(error as Error).message}`, "problem");
    }
  };
  return (
    <div className="file-facts">
      <dl className="facts">
        {[
          ["file", name],
          ["type", mediaType],
          ["size", `${grouped(bytes)} bytes`]
        ].map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <button type="button" className="primary" onClick={() => void save()}>
        {`Save ${name}`}
      </button>
    </div>
  );
}

function TargetFacts({target}: {readonly target: Target}): ReactNode {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["column", target.column],
    ["error", target.errorColumn],
    ["wavelength", target.wavelength === undefined ? undefined : `${target.wavelength} µm`],
    ["unit", target.unit && unitText(target.unit)],
    ["transform", target.transform]
  ];
  return (
    <dl className="facts target-facts">
      {facts.map(
        ([name, value]) =>
          value !== undefined && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          )
      )}
    </dl>
  );
}
