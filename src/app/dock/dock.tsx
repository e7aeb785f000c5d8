import {lazy, type ReactNode, Suspense, useState} from "react";
import type {Workflow} from "../../../runtime/workflow.ts";
import {definitionOf} from "../commands.ts";
import {documentStore, useDocument} from "../document.ts";
import {type States, useStates} from "../engine/client.ts";
import type {OutputView, PortRef} from "../engine/protocol.ts";
import {counted, grouped} from "../format.ts";
import {portsOf, sourcesOf, tableSummary} from "../inspector/knowledge.ts";
import {Standing} from "../inspector/inspector.tsx";
import {FigureChoice, FigureView} from "./figure-choice.tsx";
import {LiveBoard, TableTools, TableView} from "./lazy-parts.ts";
import {useTableControls} from "./table-controls.ts";

const ResultView = lazy(async () => import("./result-view.tsx").then((m) => ({default: m.ResultView})));

type Side = "in" | "out";

interface Tab {
  readonly side: Side;
  readonly name: string;
  readonly kind: string;
  readonly at: PortRef;
  readonly output: OutputView | undefined;
}

/** What the selected step gives and takes: any table with its rows, any result in the view of its kind. */
export function Dock(): ReactNode {
  const id = useDocument((d) => d.focus);
  const port = useDocument((d) => d.port);
  const workflow = useDocument((d) => d.workflow);
  const states = useStates();
  const tabs = id === undefined ? [] : tabsOf(workflow, states, id);
  const tab = tabs.find((t) => t.side === (port?.side ?? "out") && t.name === port?.name) ?? tabs.find((t) => t.side === "out");
  return (
    <section className="dock" aria-label="Results">
      {tab && id !== undefined ? (
        <DockOf id={id} tabs={tabs} tab={tab} states={states} />
      ) : (
        <p className="dock-empty mute">Select a step to see what it gives.</p>
      )}
    </section>
  );
}

function tabsOf(workflow: Workflow, states: States, id: string): readonly Tab[] {
  const definition = definitionOf(workflow, id);
  if (!definition) return [];
  const outputs = portsOf(definition.outputs).map(
    ([name, {kind}]): Tab => ({
      side: "out",
      name,
      kind: kind.name,
      at: {step: id, port: name},
      output: states[id]?.outputs?.[name]
    })
  );
  const inputs = portsOf(definition.inputs).flatMap(([name, {kind}]): readonly Tab[] => {
    const at = sourcesOf(workflow, id, name)[0];
    return at ? [{side: "in", name, kind: kind.name, at, output: states[at.step]?.outputs?.[at.port]}] : [];
  });
  return [...outputs, ...inputs];
}

interface DockOfProps {
  readonly id: string;
  readonly tabs: readonly Tab[];
  readonly tab: Tab;
  readonly states: States;
}

function DockOf({id, tabs, tab, states}: DockOfProps): ReactNode {
  const [shows, setShows] = useState<"both" | "table" | "plot">("both");
  const [figure, setFigure] = useState({of: "", name: ""});
  const drawn = figure.of === id ? figure.name : "";
  const {at, output} = tab;
  const key = `${at.step}.${at.port}`;
  const controls = useTableControls(key);
  const summary = tableSummary(output);
  const state = states[at.step];
  return (
    <>
      <header className="dock-head">
        <div className="dock-tabs" role="tablist" aria-label={`Outputs and inputs of ${id}`}>
          {tabs.map((t, i) => (
            <button
              key={`${t.side} ${t.name}`}
              type="button"
              role="tab"
              id={`dock-tab-${t.side}-${t.name}`}
              aria-selected={t === tab}
              aria-controls="dock-panel"
              tabIndex={t === tab ? 0 : -1}
              className={t.side === "in" && tabs[i - 1]?.side === "out" ? "first-in" : ""}
              onClick={() => {
                setFigure({of: "", name: ""});
                documentStore.show(id, t.side, t.name);
              }}
              onKeyDown={(event) => {
                const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? tabs.length - 1 : 0;
                if (step === 0) return;
                const next = tabs[(i + step) % tabs.length]!;
                documentStore.show(id, next.side, next.name);
                document.getElementById(`dock-tab-${next.side}-${next.name}`)?.focus();
              }}
            >
              <span className={`kind kind-${t.kind}`} aria-hidden="true" />
              {t.side === "in" && <span className="mute">in </span>}
              {t.name}
            </button>
          ))}
        </div>
        <span className="mute dock-facts">
          {tab.side === "in" && `from ${key}, `}
          {summary &&
            countText(
              summary.rows,
              summary.columns.length,
              controls.filter === "" && !controls.onlyLit ? undefined : controls.matched
            )}
          {state?.stale && output && " · of the last run"}
        </span>
        {summary?.meta?.["simulated"] !== undefined && <span className="tag">simulated</span>}
        <span className="spread" />
        <FigureChoice key={id} step={id} shown={drawn} onShow={(name) => setFigure({of: id, name})} />
        {drawn === "" && summary && output && shows !== "plot" && (
          <TableTools at={at} hash={output.hash} summary={summary} controls={controls} />
        )}
        {drawn === "" && summary && (
          <div className="segments" role="group" aria-label="Show">
            {(["table", "both", "plot"] as const).map((s) => (
              <button key={s} type="button" aria-pressed={shows === s} onClick={() => setShows(s)}>
                {s === "both" ? "Both" : s === "table" ? "Table" : "Plot"}
              </button>
            ))}
          </div>
        )}
      </header>
      {state?.preview !== undefined && <LiveBoard state={state} />}
      <div className={`dock-body show-${summary ? shows : "plot"}`} id="dock-panel" role="tabpanel" aria-label={key}>
        {drawn !== "" ? (
          <div className="dock-view">
            <FigureView step={id} name={drawn} fill />
          </div>
        ) : output ? (
          <>
            {summary && shows !== "plot" && (
              <TableView key={`table ${key}`} at={at} hash={output.hash} summary={summary} controls={controls} />
            )}
            {(!summary || shows !== "table") && (
              <div className="dock-view">
                <Suspense fallback={<p className="mute loading">Drawing …</p>}>
                  <ResultView at={at} output={output} fill />
                </Suspense>
              </div>
            )}
          </>
        ) : (
          <div className="dock-empty">
            <p>{`${key} has not been made yet.`}</p>
            {state && <Standing id={at.step} state={state} alone />}
          </div>
        )}
      </div>
    </>
  );
}

function countText(rows: number, columns: number, matched: number | undefined): string {
  const all = `${counted(rows, "row")}, ${counted(columns, "column")}`;
  return matched === undefined ? all : `${grouped(matched)} of ${all}`;
}
