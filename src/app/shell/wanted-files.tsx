import type {ReactNode} from "react";
import {library} from "../../../nodes/index.ts";
import type {Params} from "../../../runtime/params.ts";
import type {Workflow} from "../../../runtime/workflow.ts";

interface Wanted {
  readonly step: string;
  readonly name: string;
}

/** The files steps ask for, and whether they are here. */
export function WantedFiles({
  steps,
  given,
  otherwise
}: {
  readonly steps: Workflow["steps"];
  readonly given: readonly string[];
  /** What is said of one that is not. */
  readonly otherwise: string;
}): ReactNode {
  const files = filesWanted(steps);
  return (
    <section>
      <h3>Files it asks for</h3>
      {files.length === 0 && <p className="mute">None.</p>}
      <ul className="wanted">
        {files.map(({step, name}) => (
          <li key={`${step} ${name}`}>
            <span className="mono">{name}</span>
            <span className="mute">{given.includes(name) ? "given" : otherwise}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function filesWanted(steps: Workflow["steps"]): readonly Wanted[] {
  return [...steps].flatMap(([step, {type, params}]) =>
    Object.entries((library.get(type)?.params ?? {}) as Params).flatMap(([param, {type: kind}]) => {
      const name = params[param];
      return kind === "file" && typeof name === "string" && name !== "" ? [{step, name}] : [];
    })
  );
}
