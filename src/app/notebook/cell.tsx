import {lazy, type ReactNode, Suspense, useEffect, useRef, useState} from "react";
import {dedent} from "../../docs/node-page.ts";
import type {Workflow} from "../../../runtime/workflow.ts";
import {definitionOf} from "../commands.ts";
import {dispatch, documentStore, useDocument} from "../document.ts";
import {useStepState} from "../engine/client.ts";
import {grouped} from "../format.ts";
import {Icon} from "../icons.tsx";
import {Facts} from "../inspector/facts.tsx";
import {ParamForm} from "../inspector/form.tsx";
import {Standing} from "../inspector/inspector.tsx";
import {portsOf, problemsOf, tableSummary} from "../inspector/knowledge.ts";
import {Wires} from "../inspector/wires.tsx";
import {AddStep} from "./add-step.tsx";
import {Note} from "./note.tsx";
import {Prose} from "./prose.tsx";
import {marginLines} from "./words.ts";

const ResultView = lazy(async () => import("../dock/result-view.tsx").then((m) => ({default: m.ResultView})));

export interface CellProps {
  readonly id: string;
  readonly workflow: Workflow;
  /** Its neighbours in the file. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly afterNext: string | undefined;
}

/** One step: its note, what it reads, its parameters and its results. */
export function Cell({id, workflow, before, after, afterNext}: CellProps): ReactNode {
  const focused = useDocument((d) => d.focus === id);
  const state = useStepState(id);
  const step = workflow.steps.get(id)!;
  const definition = definitionOf(workflow, id);
  const sources = [...new Set(Object.values(step.inputs).flat())];
  const article = useRef<HTMLElement>(null);
  useEffect(() => {
    if (focused && !article.current!.contains(document.activeElement)) article.current!.scrollIntoView({block: "start"});
  }, [focused]);
  const general = problemsOf(workflow, id).filter((p) => p.param === undefined && p.port === undefined);
  const moveTo = (beforeId: string | undefined): void =>
    void dispatch({do: "moveStep", step: id, ...(beforeId !== undefined && {before: beforeId})});
  return (
    <>
      <AddStep before={id} />
      <Note step={id} text={workflow.view.notes[id] ?? ""} />
      <article
        ref={article}
        className={focused ? "cell on" : "cell"}
        id={`cell-${id}`}
        data-cell={id}
        tabIndex={-1}
        aria-label={`Step ${id}`}
        onFocus={() => documentStore.select([id])}
      >
        <p className="gutter" aria-hidden="true">
          {marginLines(state).map((line) => (
            <span key={line}>{line}</span>
          ))}
        </p>
        <header className="cell-head">
          <Icon name={step.type} />
          <h2>{definition?.title ?? step.type}</h2>
          <StepName id={id} />
          <span className="mute cell-reads">{sources.length > 0 && `reads ${sources.join(", ")}`}</span>
          <span className="spread" />
          <button
            type="button"
            className="icon"
            aria-label={`Move ${id} up`}
            disabled={before === undefined}
            onClick={() => moveTo(before)}
          >
            <span aria-hidden="true">↑</span>
          </button>
          <button
            type="button"
            className="icon"
            aria-label={`Move ${id} down`}
            disabled={after === undefined}
            onClick={() => moveTo(afterNext)}
          >
            <span aria-hidden="true">↓</span>
          </button>
          <button
            type="button"
            className="icon"
            aria-label={`Delete ${id}`}
            onClick={() => void dispatch({do: "removeStep", steps: [id]})}
          >
            <Icon name="close" />
          </button>
        </header>
        <div className="cell-body">
          {state && state.status !== "done" && <Standing id={id} state={state} />}
          {general.map(({message, fix}) => (
            <p key={message} className="field-error" role="alert">
              {message}
              {fix ? `; ${fix}` : ""}
            </p>
          ))}
          <div className="cell-columns">
            <div className="cell-form">
              {definition && (
                <details className="cell-doc">
                  <summary>{firstLine(definition.doc)}</summary>
                  <Prose text={restOf(definition.doc)} level={3} />
                </details>
              )}
              <Wires workflow={workflow} step={id} />
              <ParamForm step={id} explained={false} />
              {state && <Facts state={state} />}
            </div>
            <Results id={id} workflow={workflow} />
          </div>
        </div>
      </article>
    </>
  );
}

function StepName({id}: {readonly id: string}): ReactNode {
  const [editing, setEditing] = useState(false);
  if (!editing) {
    return (
      <button type="button" className="step-name" aria-label={`Rename ${id}`} onClick={() => setEditing(true)}>
        <code>{id}</code>
      </button>
    );
  }
  const done = (to: string): void => {
    setEditing(false);
    if (to !== id) dispatch({do: "renameStep", step: id, to});
  };
  return (
    <input
      className="mono step-name-input"
      aria-label={`New name of ${id}`}
      autoFocus
      defaultValue={id}
      onBlur={(event) => done(event.target.value.trim())}
      onKeyDown={(event) => {
        if (event.key === "Enter") done(event.currentTarget.value.trim());
        if (event.key === "Escape") setEditing(false);
      }}
    />
  );
}

/** The results, drawn once they come near the sight. */
function Results({id, workflow}: {readonly id: string; readonly workflow: Workflow}): ReactNode {
  const state = useStepState(id);
  const [port, setPort] = useState<string>();
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
  return (
    <div className={state?.stale ? "cell-results stale" : "cell-results"} ref={place}>
      {output && shown !== undefined && (
        <>
          <div className="cell-ports">
            {names.length > 1 && (
              <div className="segments" role="group" aria-label={`Outputs of ${id}`}>
                {names.map((name) => (
                  <button
                    key={name}
                    type="button"
                    aria-pressed={name === shown}
                    className={name === shown ? "on" : ""}
                    onClick={() => setPort(name)}
                  >
                    {name}
                  </button>
                ))}
              </div>
            )}
            {summary && (
              <button type="button" className="link" onClick={() => documentStore.show(id, "out", shown)}>
                {`${grouped(summary.rows)} rows, ${grouped(summary.columns.length)} columns`}
              </button>
            )}
            {state?.stale && <span className="mute">of the last run</span>}
          </div>
          {near && (
            <Suspense fallback={<p className="mute loading">Drawing …</p>}>
              <ResultView at={{step: id, port: shown}} output={output} />
            </Suspense>
          )}
        </>
      )}
    </div>
  );
}

function firstLine(doc: string): string {
  return dedent(doc)
    .split(/\n\s*\n/)[0]!
    .replaceAll("\n", " ")
    .replace(/[*`]/g, "");
}

function restOf(doc: string): string {
  return dedent(doc)
    .split(/\n\s*\n/)
    .slice(1)
    .join("\n\n");
}
