import type {ReactNode} from "react";
import {definitionOf} from "../commands.ts";
import {documentStore, useDocument} from "../document.ts";
import {useStates} from "../engine/client.ts";

/** The workflow as a page in reading order. */
export function Notebook(): ReactNode {
  const workflow = useDocument((d) => d.workflow);
  const states = useStates();
  return (
    <main className="notebook" aria-label="Notebook">
      <h1>{workflow.title || "Workflow"}</h1>
      {[...workflow.steps.keys()].map((id) => (
        <article key={id} onFocus={() => documentStore.select([id])}>
          <h2>
            {id} <small className="mute">{definitionOf(workflow, id)?.title}</small>
          </h2>
          <p>{workflow.view.notes[id]}</p>
          <p className="mute">{states[id]?.status}</p>
        </article>
      ))}
    </main>
  );
}
