import {type ReactNode, useState} from "react";
import {dispatch} from "../document.ts";
import {Prose} from "./prose.tsx";

export interface NoteProps {
  readonly step: string;
  readonly text: string;
  /** The steps before and after in the file, "" for the workflow: where the note can go. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

/** What a person wrote about a step, or about the workflow where the step is "". */
export function Note({step, text, before, after}: NoteProps): ReactNode {
  const [draft, setDraft] = useState<string>();
  const about = step === "" ? "the workflow" : step;
  if (draft === undefined) {
    return (
      <div className={text === "" ? "note empty" : "note"}>
        {text !== "" && <Prose text={text} level={2} />}
        <div className="note-edit">
          <button
            type="button"
            className="link"
            aria-label={`${text === "" ? "Write" : "Edit"} the note on ${about}`}
            onClick={() => setDraft(text)}
          >
            {text === "" ? "Write a note" : "Edit"}
          </button>
          {text !== "" && (
            <>
              {before !== undefined && <Send step={step} to={before} way="up" />}
              {after !== undefined && <Send step={step} to={after} way="down" />}
              <button
                type="button"
                className="link"
                aria-label={`Delete the note on ${about}`}
                onClick={() => void dispatch({do: "note", step, text: ""})}
              >
                Delete
              </button>
            </>
          )}
        </div>
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

function Send({step, to, way}: {readonly step: string; readonly to: string; readonly way: "up" | "down"}): ReactNode {
  const label = `Move the note on ${step === "" ? "the workflow" : step} to ${to === "" ? "the workflow" : to}`;
  return (
    <button
      type="button"
      className="link"
      aria-label={label}
      title={label}
      onClick={() => void dispatch({do: "moveNote", from: step, to})}
    >
      {way === "up" ? "Move up" : "Move down"}
    </button>
  );
}
