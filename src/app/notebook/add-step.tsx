import {type ReactNode, useState} from "react";
import {library} from "../../../nodes/index.ts";
import {dispatch, documentStore} from "../document.ts";
import {Icon} from "../icons.tsx";

const groups = {
  sources: "Sources",
  catalogues: "Catalogues",
  filters: "Filters",
  learning: "Learning",
  results: "Results"
} as const;

/** Puts a new step before another, or at the end. */
export function AddStep({before}: {readonly before: string | undefined}): ReactNode {
  const [open, setOpen] = useState(false);
  const add = (type: string): void => {
    setOpen(false);
    if (!dispatch({do: "addStep", type})) return;
    const id = documentStore.current.focus!;
    if (before !== undefined) dispatch({do: "moveStep", step: id, before});
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-cell="${CSS.escape(id)}"]`)?.focus());
  };
  return (
    <div className={before === undefined ? "add-step last" : "add-step"}>
      {open ? (
        <select
          autoFocus
          value=""
          aria-label={before === undefined ? "Add a step at the end" : `Add a step before ${before}`}
          onChange={(event) => add(event.target.value)}
          onBlur={() => setOpen(false)}
          onKeyDown={(event) => event.key === "Escape" && setOpen(false)}
        >
          <option value="">Choose a step</option>
          {Object.entries(groups).map(([group, title]) => (
            <optgroup key={group} label={title}>
              {[...library.values()]
                .filter((node) => node.group === group)
                .map((node) => (
                  <option key={node.type} value={node.type}>
                    {node.title}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      ) : (
        <button
          type="button"
          aria-label={before === undefined ? "Add a step at the end" : `Add a step before ${before}`}
          onClick={() => setOpen(true)}
        >
          <Icon name="plus" />
          {before === undefined ? "Add a step" : ""}
        </button>
      )}
    </div>
  );
}
