import {lazy, type ReactNode, Suspense, useEffect, useRef, useState} from "react";
import type {Workflow} from "../../../runtime/workflow.ts";
import {definitionOf} from "../commands.ts";
import {FigureChoice, FigureView} from "../dock/figure-choice.tsx";
import {LiveBoard, TableTools, TableView} from "../dock/lazy-parts.ts";
import {useTableControls} from "../dock/table-controls.ts";
import {useStepState} from "../engine/client.ts";
import type {OutputView, PortRef} from "../engine/protocol.ts";
import {counted} from "../format.ts";
import {portsOf, tableSummary, type TableSummary} from "../inspector/knowledge.ts";

const ResultView = lazy(async () => import("../dock/result-view.tsx").then((m) => ({default: m.ResultView})));

/** The results of a step, drawn once they come near the sight: each output in the view of its kind, tables also row by row. */
export function CellResults({id, workflow}: {readonly id: string; readonly workflow: Workflow}): ReactNode {
  const state = useStepState(id);
  const [port, setPort] = useState<string>();
  const [rows, setRows] = useState(false);
  const [figure, setFigure] = useState("");
  const [near, setNear] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => entry!.isIntersecting && setNear(true), {rootMargin: "400px"});
    observer.observe(place.current!);
    return () => observer.disconnect();
  }, []);
  const definition = definitionOf(workflow, id);
  const names = definition ? portsOf(definition.outputs).map(([name]) => name) : [];
  const shown = port !== undefined && names.includes(port) ? port : names.find((name) => state?.outputs?.[name]);
  const output = shown === undefined ? undefined : state?.outputs?.[shown];
  const summary = tableSummary(output);
  const waits = output && !near ? " unseen-yet" : "";
  return (
    <div className={`cell-results${state?.stale ? " stale" : ""}${waits}`} ref={place}>
      {state?.preview !== undefined && <LiveBoard state={state} />}
      {output && shown !== undefined && (
        <>
          <div className="cell-ports">
            {near && <FigureChoice step={id} shown={figure} onShow={setFigure} />}
            {figure === "" && names.length > 1 && (
              <Segments label={`Outputs of ${id}`} names={names} shown={shown} onShow={setPort} />
            )}
            {figure === "" && summary && (
              <Segments
                label={`How ${id}.${shown} is shown`}
                names={["Plot", "Table"]}
                shown={rows ? "Table" : "Plot"}
                onShow={(how) => setRows(how === "Table")}
              />
            )}
            {summary && (
              <span className="mute">{`${counted(summary.rows, "row")}, ${counted(summary.columns.length, "column")}`}</span>
            )}
            {state?.stale && <span className="mute">of the last run</span>}
          </div>
          {near &&
            (figure !== "" ? (
              <FigureView step={id} name={figure} />
            ) : summary && rows ? (
              <CellTable at={{step: id, port: shown}} output={output} summary={summary} />
            ) : (
              <Suspense fallback={<p className="mute loading">Drawing …</p>}>
                <ResultView at={{step: id, port: shown}} output={output} />
              </Suspense>
            ))}
        </>
      )}
    </div>
  );
}

interface SegmentsProps {
  readonly label: string;
  readonly names: readonly string[];
  readonly shown: string;
  readonly onShow: (name: string) => void;
}

function Segments({label, names, shown, onShow}: SegmentsProps): ReactNode {
  return (
    <div className="segments" role="group" aria-label={label}>
      {names.map((name) => (
        <button key={name} type="button" aria-pressed={name === shown} onClick={() => onShow(name)}>
          {name}
        </button>
      ))}
    </div>
  );
}

interface CellTableProps {
  readonly at: PortRef;
  readonly output: OutputView;
  readonly summary: TableSummary;
}

function CellTable({at, output, summary}: CellTableProps): ReactNode {
  const controls = useTableControls(`${at.step}.${at.port}`);
  return (
    <>
      <div className="cell-tools">
        <TableTools at={at} hash={output.hash} summary={summary} controls={controls} />
      </div>
      <div className="cell-table">
        <TableView key={`${at.step}.${at.port}`} at={at} hash={output.hash} summary={summary} controls={controls} />
      </div>
    </>
  );
}
