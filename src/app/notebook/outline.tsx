import type {ReactNode} from "react";
import type {Workflow} from "../../../runtime/workflow.ts";
import {documentStore, useDocument} from "../document.ts";
import {useStates} from "../engine/client.ts";
import {Icon} from "../icons.tsx";
import {statusWord} from "./words.ts";

/** All steps at a glance, with how they stand; a click or Enter goes there. */
export function Outline({workflow}: {readonly workflow: Workflow}): ReactNode {
  const states = useStates();
  const focus = useDocument((d) => d.focus);
  return (
    <nav className="contents" aria-label="Steps">
      <ul>
        {[...workflow.steps].map(([id, {type}]) => (
          <li key={id}>
            <a
              href={`#cell-${id}`}
              className={id === focus ? "on" : ""}
              aria-current={id === focus ? "true" : undefined}
              onClick={(event) => {
                event.preventDefault();
                documentStore.select([id]);
                const cell = document.querySelector<HTMLElement>(`[data-cell="${CSS.escape(id)}"]`);
                cell?.scrollIntoView({block: "start"});
                cell?.focus({preventScroll: true});
              }}
            >
              <Icon name={type} />
              <span className="contents-name">{id}</span>
              <span className={`contents-state state-${states[id]?.status ?? "waiting"}`}>{statusWord(states[id])}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
