import type {ReactNode} from "react";
import {definitionOf} from "../commands.ts";
import {useDocument} from "../document.ts";
import {useStepState} from "../engine/client.ts";
import {Icon} from "../icons.tsx";

/** All about the selected step. */
export function Inspector(): ReactNode {
  const id = useDocument((d) => d.focus);
  const workflow = useDocument((d) => d.workflow);
  const state = useStepState(id);
  const step = id === undefined ? undefined : workflow.steps.get(id);
  if (!step) {
    return (
      <aside className="inspector" aria-label="Inspector">
        <header className="panel-head">
          <h2>{workflow.title || "Workflow"}</h2>
        </header>
        <p className="inspector-doc">{workflow.view.notes[""]}</p>
      </aside>
    );
  }
  const definition = definitionOf(workflow, id!);
  return (
    <aside className="inspector" aria-label="Inspector">
      <header className="panel-head">
        <Icon name={step.type} />
        <h2>{definition?.title ?? step.type}</h2>
        <span className="mono mute">{id}</span>
      </header>
      <p className="inspector-doc">{definition?.doc.split("\n")[0]}</p>
      <pre className="mono">{JSON.stringify(step.params, null, 2)}</pre>
      <p className="mute">{state?.error ?? state?.status}</p>
    </aside>
  );
}
