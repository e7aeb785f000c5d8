import {counted} from "../format.ts";
import {type ReactNode, type RefObject, useEffect, useRef, useState} from "react";
import type {Workflow} from "../../../runtime/workflow.ts";
import {dispatch, useDocument} from "../document.ts";
import {Icon} from "../icons.tsx";
import {useWorkbench} from "../workbench.ts";
import {AddStep} from "./add-step.tsx";
import {Cell} from "./cell.tsx";
import {Note} from "./note.tsx";
import {Outline} from "./outline.tsx";

/** The workflow as a page in reading order: notes and steps, all of it editable without a canvas. */
export function Notebook(): ReactNode {
  const workflow = useDocument((d) => d.workflow);
  const ids = [...workflow.steps.keys()];
  const sheet = useRef<HTMLDivElement>(null);
  useFollow(sheet);
  return (
    <main className="notebook" aria-label="Notebook">
      <Outline workflow={workflow} />
      <div className="sheet" ref={sheet}>
        <Title title={workflow.title} />
        <p className="by">{`${counted(ids.length, "step")}${originText(workflow)}`}</p>
        <Note step="" text={workflow.view.notes[""] ?? ""} after={ids[0]} />
        {ids.map((id, i) => (
          <Cell key={id} id={id} workflow={workflow} before={ids[i - 1]} after={ids[i + 1]} afterNext={ids[i + 2]} />
        ))}
        <AddStep before={undefined} />
        {ids.length === 0 && <p className="mute">The workflow has no steps yet: add one here, or open a file.</p>}
      </div>
    </main>
  );
}

const settleMs = 3000;

/** Brings the selected step's cell up, and holds it there while results above it are drawn, until the person moves. */
function useFollow(sheet: RefObject<HTMLDivElement | null>): void {
  const focus = useDocument((d) => d.focus);
  // Beside the canvas the page is narrower, and all of it moves.
  const {view} = useWorkbench();
  useEffect(() => {
    const page = sheet.current!.parentElement!;
    const cell = page.querySelector(`[data-cell="${CSS.escape(focus ?? "")}"]`);
    if (!cell || cell.contains(document.activeElement)) return;
    const settle = (): void => cell.scrollIntoView({block: "start"});
    const observer = new ResizeObserver(settle);
    observer.observe(sheet.current!);
    const moved = new AbortController();
    const stop = (): void => {
      observer.disconnect();
      moved.abort();
    };
    for (const type of ["wheel", "pointerdown", "keydown", "touchmove"])
      page.addEventListener(type, stop, {passive: true, signal: moved.signal});
    const timer = setTimeout(stop, settleMs);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [focus, view]);
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
