import type {ReactNode} from "react";
import {documentStore, useDocument} from "../document.ts";
import {useStates} from "../engine/client.ts";

export function Canvas(): ReactNode {
  const workflow = useDocument((d) => d.workflow);
  const states = useStates();
  return (
    <main className="canvas" aria-label="Canvas">
      {[...workflow.steps.keys()].map((id) => (
        <button key={id} onClick={() => documentStore.select([id])}>
          {id} {states[id]?.status}
        </button>
      ))}
    </main>
  );
}
