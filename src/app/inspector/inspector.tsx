import {type ReactNode, useEffect, useState} from "react";
import {dedent} from "../../docs/node-page.ts";
import {changeText} from "../../../runtime/key.ts";
import type {Workflow} from "../../../runtime/workflow.ts";
import {run} from "../runs.ts";
import {definitionOf} from "../commands.ts";
import {documentStore, useDocument} from "../document.ts";
import {useStates} from "../engine/client.ts";
import type {StepView} from "../engine/protocol.ts";
import {counted, duration, estimated} from "../format.ts";
import {Icon} from "../icons.tsx";
import {hasFacts, problemsOf} from "./knowledge.ts";
import {Facts, ParamForm, Prose, Provenance, Wires} from "./lazy-parts.ts";

/** All about the selected step: how it stands, its parameters, what it counted, where it comes from. */
export function Inspector(): ReactNode {
  const id = useDocument((d) => d.focus);
  const workflow = useDocument((d) => d.workflow);
  const step = id === undefined ? undefined : workflow.steps.get(id);
  return (
    <aside className="inspector" aria-label="Inspector">
      {step ? <StepPanel key={id} id={id!} workflow={workflow} /> : <WorkflowPanel workflow={workflow} />}
    </aside>
  );
}

function StepPanel({id, workflow}: {readonly id: string; readonly workflow: Workflow}): ReactNode {
  const states = useStates();
  const [explained, setExplained] = useState(false);
  const step = workflow.steps.get(id)!;
  const definition = definitionOf(workflow, id);
  const state = states[id];
  const changed = Object.keys(step.params).length;
  return (
    <>
      <header className="inspector-head">
        <div>
          <Icon name={step.type} />
          <h2>{definition?.title ?? step.type}</h2>
          <code className="mute">{id}</code>
        </div>
        {state && <Standing id={id} state={state} />}
      </header>
      {definition && (
        <>
          <Section
            title="Parameters"
            note={changed > 0 ? `${changed} changed` : ""}
            action={
              Object.keys(definition.params as object).length > 0 && (
                <button type="button" className="link" aria-pressed={explained} onClick={() => setExplained(!explained)}>
                  {explained ? "Hide help" : "Explain"}
                </button>
              )
            }
          >
            <ParamForm step={id} explained={explained} />
          </Section>
          <Section title="Reads" folded={!problemsOf(workflow, id).some((p) => p.port !== undefined)}>
            <Wires workflow={workflow} step={id} />
          </Section>
          {state && hasFacts(state) && (
            <Section title="Counts" note={state.stale ? "of the last run" : ""}>
              <Facts state={state} />
            </Section>
          )}
          {state?.outputs && (
            <Section title="Provenance" folded>
              <Provenance workflow={workflow} states={states} step={id} state={state} />
            </Section>
          )}
          <Section title={`About ${definition.title.toLowerCase()}`} folded>
            <Prose text={dedent(definition.doc)} level={4} />
            {(definition.references ?? []).length > 0 && (
              <>
                <h4 className="references-title">It follows</h4>
                <ul className="references">
                  {definition.references!.map((reference) => (
                    <li key={reference}>{reference}</li>
                  ))}
                </ul>
              </>
            )}
          </Section>
        </>
      )}
    </>
  );
}

interface SectionProps {
  readonly title: string;
  readonly note?: string;
  readonly folded?: boolean;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

function Section({title, note = "", folded = false, action, children}: SectionProps): ReactNode {
  const [open, setOpen] = useState(!folded);
  // What has to be seen now unfolds it; nothing folds it but the person.
  useEffect(() => {
    if (!folded) setOpen(true);
  }, [folded]);
  return (
    <section className="inspector-section">
      <div className="section-head">
        <h3>
          <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
            <Icon name="down" />
            {title}
          </button>
        </h3>
        <span className="mute">{note}</span>
        {open && action}
      </div>
      {open && <div className="section-body">{children}</div>}
    </section>
  );
}

export interface StandingProps {
  readonly id: string;
  readonly state: StepView;
  /** Whether what is wrong with single parameters and wires is not said beside them. */
  readonly alone?: boolean;
}

/** How a step stands, in words, with what can be done about it. */
export function Standing({id, state, alone = false}: StandingProps): ReactNode {
  const problems = (state.problems ?? []).filter((p) => alone || (p.param === undefined && p.port === undefined));
  const {status, fraction, message, remainingMs, error, by, ms = 0, cached, why = [], estimateMs = 0} = state;
  switch (status) {
    case "running":
      return (
        <div className="standing running">
          <progress max={1} {...(fraction !== undefined && {value: fraction})} aria-label="Progress" />
          <p>
            <span>
              {fraction !== undefined && `${Math.round(fraction * 100)} %`}
              {remainingMs !== undefined && `${fraction === undefined ? "about " : ", "}${duration(remainingMs)} left`}
              {fraction === undefined && remainingMs === undefined && "running"}
            </span>
            <span className="mute">{message}</span>
          </p>
        </div>
      );
    case "asks":
      return (
        <div className="standing">
          <p>{`Takes ${estimated(estimateMs)}${why.length > 0 ? `; changed: ${why.map(changeText).join(", ")}` : ""}.`}</p>
          <button type="button" className="primary" onClick={() => run([id])}>
            Run it
          </button>
        </div>
      );
    case "failed":
      return (
        <div className="standing failed" role="alert">
          {error?.split("\n").map((line) => (
            <p key={line}>{line}</p>
          ))}
          <button type="button" className="outline" onClick={() => run([id])}>
            Try again
          </button>
        </div>
      );
    case "blocked":
    case "waiting":
      return (
        <p className="standing mute">
          {by === undefined ? "Waits." : status === "blocked" ? "Held up by " : "Waits for "}
          {by !== undefined && (
            <button type="button" className="link" onClick={() => documentStore.select([by])}>
              {by}
            </button>
          )}
        </p>
      );
    case "stopped":
      return <p className="standing mute">Stopped before it was done.</p>;
    case "invalid":
      return (
        <div className="standing failed" role="alert">
          {problems.length === 0 && <p>Something is wrong with it; see below.</p>}
          {problems.map(({message, fix}) => (
            <p key={message}>{fix ? `${message}; ${fix}` : message}</p>
          ))}
        </div>
      );
    case "done":
      return <p className="standing mute">{cached ? `From cache; took ${duration(ms)}` : `Just computed in ${duration(ms)}`}</p>;
  }
}

function WorkflowPanel({workflow}: {readonly workflow: Workflow}): ReactNode {
  const problems = [...workflow.steps.keys()].flatMap((id) => problemsOf(workflow, id));
  return (
    <>
      <header className="inspector-head">
        <div>
          <h2>{workflow.title || "Untitled workflow"}</h2>
        </div>
        <p className="mute">{`${counted(workflow.steps.size, "step")}. Select one to see its parameters.`}</p>
      </header>
      {problems.length > 0 && (
        <Section title="Problems" note={String(problems.length)}>
          <ul className="problems">
            {problems.map(({where, message, fix}) => (
              <li key={`${where} ${message}`}>
                <button type="button" className="link" onClick={() => documentStore.select([where])}>
                  {where}
                </button>{" "}
                {message}
                {fix ? `; ${fix}` : ""}
              </li>
            ))}
          </ul>
        </Section>
      )}
      {workflow.view.notes[""] !== undefined && (
        <Section title="Notes">
          <Prose text={workflow.view.notes[""]} level={4} />
        </Section>
      )}
    </>
  );
}
