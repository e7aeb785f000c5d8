import {type ReactNode, useState} from "react";
import {dispatch} from "../document.ts";
import {Prose} from "./prose.tsx";

/** What a person wrote about a step, or about the workflow where the step is "". */
export function Note({step, text}: {readonly step: string; readonly text: string}): ReactNode {
  const [draft, setDraft] = useState<string>();
  const about = step === "" ? "the workflow" : step;
  if (draft === undefined) {
    return (
      <div className={text === "" ? "note empty" : "note"}>
        {text !== "" && <Prose text={text} level={2} />}
        <button
          type="button"
          className="link note-edit"
          aria-label={`${text === "" ? "Write" : "Edit"} the note on ${about}`}
          onClick={() => setDraft(text)}
        >
          {text === "" ? "Write a note" : "Edit"}
        </button>
      </div>
    );
  }
  const save = (): void => {
    if (draft !== text) dispatch({do: "note", step, text: draft.trim()});
    setDraft(undefined);
  };
  return (
    <div className="note editing">
      <textarea
        aria-label={`Note on ${about}, in Markdown`}
        autoFocus
        rows={Math.max(3, draft.split("\n").length + 1)}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
          if (event.key === "Escape") setDraft(undefined);
        }}
      />
      <div className="note-actions">
        <button type="button" className="primary" onClick={save}>
          Keep
        </button>
        <button type="button" onClick={() => setDraft(undefined)}>
          Cancel
        </button>
        <span className="mute">Markdown; Ctrl Enter keeps it, Esc gives it up.</span>
      </div>
    </div>
  );
}
