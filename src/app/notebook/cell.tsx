import {type KeyboardEvent, type ReactNode, useRef, useState} from "react";
import {dedent} from "../../docs/node-page.ts";
import type {Workflow} from "../../../runtime/workflow.ts";
import {definitionOf} from "../commands.ts";
import {dispatch, documentStore, useDocument} from "../document.ts";
import {useStates, useStepState} from "../engine/client.ts";
import type {StepView} from "../engine/protocol.ts";
import {Icon} from "../icons.tsx";
import {Facts} from "../inspector/facts.tsx";
import {ParamForm, Provenance} from "../inspector/lazy-parts.ts";
import {Standing} from "../inspector/inspector.tsx";
import {Wires} from "../inspector/wires.tsx";
import {WarningMark, warningsOf} from "../warnings.tsx";
import {AddStep} from "./add-step.tsx";
import {Note} from "./note.tsx";
import {Prose} from "./prose.tsx";
import {CellResults} from "./cell-results.tsx";
import {marginLines} from "./words.ts";

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
  const moveTo = (beforeId: string | undefined): void => {
    const held = document.activeElement as HTMLElement | null;
    dispatch({do: "moveStep", step: id, ...(beforeId !== undefined && {before: beforeId})});
    // What is moved in the page loses the keyboard.
    requestAnimationFrame(() => {
      held?.focus({preventScroll: true});
      article.current?.scrollIntoView({block: "nearest"});
    });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!event.altKey || (event.target as Element).matches("input, textarea, select")) return;
    if (event.key === "ArrowUp" && before !== undefined) moveTo(before);
    else if (event.key === "ArrowDown" && after !== undefined) moveTo(afterNext);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <AddStep before={id} />
      <Note step={id} text={workflow.view.notes[id] ?? ""} before={before ?? ""} after={after} />
      <article
        ref={article}
        className={focused ? "cell on" : "cell"}
        id={`cell-${id}`}
        data-cell={id}
        tabIndex={-1}
        aria-label={`Step ${id}`}
        onFocus={() => documentStore.select([id])}
        onKeyDown={onKeyDown}
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
          <WarningMark warnings={warningsOf(state)} of={id} />
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
            onClick={() => {
              const next = after ?? before;
              dispatch({do: "removeStep", steps: [id]});
              requestAnimationFrame(() =>
                document.querySelector<HTMLElement>(`[data-cell="${CSS.escape(next ?? "")}"]`)?.focus({preventScroll: true})
              );
            }}
          >
            <Icon name="close" />
          </button>
        </header>
        <div className="cell-body">
          {state && state.status !== "done" && <Standing id={id} state={state} />}
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
              {state?.outputs && <Origin workflow={workflow} step={id} state={state} />}
            </div>
            <CellResults id={id} workflow={workflow} />
          </div>
        </div>
      </article>
    </>
  );
}

/** Where the results come from, once somebody asks. */
function Origin({
  workflow,
  step,
  state
}: {
  readonly workflow: Workflow;
  readonly step: string;
  readonly state: StepView;
}): ReactNode {
  const [open, setOpen] = useState(false);
  const states = useStates();
  return (
    <details className="cell-doc cell-origin" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Provenance</summary>
      {open && <Provenance workflow={workflow} states={states} step={step} state={state} />}
    </details>
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
