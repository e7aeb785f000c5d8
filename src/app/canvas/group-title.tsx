import {type ReactNode, useState} from "react";
import {dispatch} from "../document.ts";

/** The name of a group, to be edited where it stands. */
export function GroupTitle({group}: {readonly group: string}): ReactNode {
  const [draft, setDraft] = useState<string>();
  const commit = (): void => {
    if (draft !== undefined && draft.trim() !== group) dispatch({do: "renameGroup", group, to: draft});
    setDraft(undefined);
  };
  return (
    <input
      className="group-title nodrag nopan"
      aria-label={`Name of the group ${group}`}
      data-group-title={group}
      value={draft ?? group}
      size={Math.max(6, (draft ?? group).length)}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Escape") setDraft(undefined);
        if (event.key === "Enter" || event.key === "Escape") event.currentTarget.blur();
        event.stopPropagation();
      }}
    />
  );
}
