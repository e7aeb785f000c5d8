import type {ReactNode} from "react";
import {nodes} from "../../../nodes/index.ts";
import {dispatch} from "../document.ts";
import {Icon} from "../icons.tsx";

/** Every node there is, to add by click or drag. */
export function Palette(): ReactNode {
  return (
    <nav className="palette" aria-label="Nodes">
      {nodes.map(({type, title}) => (
        <button key={type} onClick={() => dispatch({do: "addStep", type})}>
          <Icon name={type} />
          {title}
        </button>
      ))}
    </nav>
  );
}
