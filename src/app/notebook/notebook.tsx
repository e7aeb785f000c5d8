import {type ReactNode, useState} from "react";
import type {Workflow} from "../../../runtime/workflow.ts";
import {dispatch, useDocument} from "../document.ts";
import {Icon} from "../icons.tsx";
import {AddStep} from "./add-step.tsx";
import {Cell} from "./cell.tsx";
import {Note} from "./note.tsx";
import {Outline} from "./outline.tsx";

/** The workflow as a page in reading order: notes and steps, all of it editable without a canvas. */
export function Notebook(): ReactNode {
  const workflow = useDocument((d) => d.workflow);
  const ids = [...workflow.steps.keys()];
  return (
    <main className="notebook" aria-label="Notebook">
      <Outline workflow={workflow} />
      <div className="sheet">
        <Title title={workflow.title} />
        <p className="by">{`${ids.length} steps${originText(workflow)}`}</p>
        <Note step="" text={workflow.view.notes[""] ?? ""} />
        {ids.map((id, i) => (
          <Cell key={id} id={id} workflow={workflow} before={ids[i - 1]} after={ids[i + 1]} afterNext={ids[i + 2]} />
        ))}
        <AddStep before={undefined} />
        {ids.length === 0 && <p className="mute">The workflow has no steps yet: add one here, or open a file.</p>}
      </div>
    </main>
  );
}

function originText({steps}: Workflow): string {
  return [...steps.values()].some(({type}) => type === "simulate") ? ", on simulated data" : "";
}

function Title({title}: {readonly title: string}): ReactNode {
  const [editing, setEditing] = useState(false);
  if (!editing) {
    return (
      <div className="notebook-title">
        <h1>{title || "Untitled workflow"}</h1>
        <button type="button" className="icon" aria-label="Edit the title" onClick={() => setEditing(true)}>
          <Icon name="tune" />
        </button>
      </div>
    );
  }
  const done = (text: string): void => {
    setEditing(false);
    if (text !== title) dispatch({do: "title", title: text});
  };
  return (
    <input
      className="title-input"
      aria-label="Title"
      autoFocus
      defaultValue={title}
      onBlur={(event) => done(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") done(event.currentTarget.value);
        if (event.key === "Escape") setEditing(false);
      }}
    />
  );
}
