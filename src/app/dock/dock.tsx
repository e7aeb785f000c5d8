import type {ReactNode} from "react";
import {useDocument} from "../document.ts";
import {useStepState} from "../engine/client.ts";

/** The result of the selected step. */
export function Dock(): ReactNode {
  const id = useDocument((d) => d.focus);
  const state = useStepState(id);
  return (
    <section className="dock" aria-label="Results">
      <header className="panel-head">
        <h2>{id ?? "Results"}</h2>
        {id === undefined && <span className="mute">Select a step to see what it gives.</span>}
      </header>
      {Object.entries(state?.outputs ?? {}).map(([port, {kind, hash}]) => (
        <p key={port}>
          {port}: {kind} <span className="mono mute">{hash.slice(0, 12)}</span>
        </p>
      ))}
    </section>
  );
}
