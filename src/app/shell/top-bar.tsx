import {type ReactNode, useState} from "react";
import {dispatch, isDirty, useDocument} from "../document.ts";
import {useStates} from "../engine/client.ts";
import {duration} from "../format.ts";
import {StateRing} from "../canvas/glyphs.tsx";
import {Icon, Mark} from "../icons.tsx";
import {setWorkbench, useWorkbench, type View} from "../workbench.ts";
import {keyText, runAction} from "./actions.ts";

const views: readonly (readonly [View, string])[] = [
  ["canvas", "Canvas"],
  ["notebook", "Notebook"],
  ["both", "Both"],
  ["compare", "Compare"]
];

export function TopBar(): ReactNode {
  const name = useDocument((d) => d.name);
  const dirty = useDocument(isDirty);
  const canUndo = useDocument((d) => d.past.length > 0);
  const canRedo = useDocument((d) => d.future.length > 0);
  const {view} = useWorkbench();
  return (
    <header className="top">
      <Mark />
      <span className="word">Fluxloom</span>
      <span className="slash" />
      <Title />
      <button className="file-name" title={`Earlier states (${keyText("mod+shift+h")})`} onClick={() => runAction("states")}>
        {`${name}, ${dirty ? "edited" : "saved"}`}
      </button>
      <button
        className="icon"
        aria-label="Undo"
        title={`Undo (${keyText("mod+z")})`}
        disabled={!canUndo}
        onClick={() => runAction("undo")}
      >
        <Icon name="undo" />
      </button>
      <button
        className="icon"
        aria-label="Redo"
        title={`Redo (${keyText("mod+shift+z")})`}
        disabled={!canRedo}
        onClick={() => runAction("redo")}
      >
        <Icon name="redo" />
      </button>
      <span className="spread" />
      <div className="segments" role="group" aria-label="View">
        {views.map(([is, title]) => (
          <button key={is} aria-pressed={view === is} onClick={() => setWorkbench({view: is})}>
            {title}
          </button>
        ))}
      </div>
      <span className="spread" />
      <Progress />
      <button
        className="icon"
        aria-label="Search commands"
        title={`Search (${keyText("mod+k")})`}
        onClick={() => runAction("palette")}
      >
        <Icon name="find" />
      </button>
      <button
        className="icon"
        aria-label="Recent workflows"
        title={`Recent workflows (${keyText("mod+shift+o")})`}
        onClick={() => runAction("recent")}
      >
        <Icon name="open" />
      </button>
      <button
        className="icon"
        aria-label="Save as a file"
        title={`Save as a file (${keyText("mod+s")})`}
        onClick={() => runAction("save")}
      >
        <Icon name="save" />
      </button>
      <button className="icon" aria-label="Share by link" title="Share by link" onClick={() => runAction("share")}>
        <Icon name="share" />
      </button>
      <button className="icon" aria-label="Dark or light" title="Dark or light" onClick={() => runAction("theme")}>
        <Icon name="theme" />
      </button>
    </header>
  );
}

function Title(): ReactNode {
  const title = useDocument((d) => d.workflow.title);
  const [draft, setDraft] = useState<string>();
  const commit = (): void => {
    if (draft !== undefined && draft !== title) dispatch({do: "title", title: draft});
    setDraft(undefined);
  };
  return (
    <h1>
      <input
        className="title"
        aria-label="Title"
        placeholder="Untitled"
        value={draft ?? title}
        size={Math.max(8, Math.min(40, (draft ?? title).length))}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
      />
    </h1>
  );
}

/** What runs or waits, in numbers, with the buttons that end or begin it. */
function Progress(): ReactNode {
  const states = Object.values(useStates());
  const count = (status: string): number => states.filter((s) => s.status === status).length;
  const [running, asks, failed] = [count("running"), count("asks"), count("failed") + count("invalid")];
  const waiting = count("waiting");
  const done = states.filter((s) => s.status === "done");
  const cached = done.filter((s) => s.cached).length;
  const estimate = states.reduce((sum, s) => sum + (s.status === "asks" ? (s.estimateMs ?? 0) : 0), 0);
  return (
    <>
      <span className="plan" role="status">
        {running > 0 ? (
          <>
            <StateRing ring="running" label="running" />
            <span>
              <b>{running}</b> running, <b>{done.length}</b> of {states.length} done
            </span>
          </>
        ) : asks > 0 ? (
          <>
            <StateRing ring="asks" label="asks" />
            <span>
              <b>{asks + waiting}</b> of {states.length} wait for a yes
              {estimate >= 950 && (
                <>
                  , about <b>{duration(estimate)}</b>
                </>
              )}
            </span>
          </>
        ) : failed > 0 ? (
          <>
            <StateRing ring="failed" label="failed" />
            <span>
              <b>{failed}</b> of {states.length} {failed === 1 ? "needs" : "need"} a look
            </span>
          </>
        ) : (
          states.length > 0 && (
            <>
              <StateRing ring="cached" label="up to date" />
              <span>
                All <b>{states.length}</b> up to date{cached > 0 ? `, ${cached} from cache` : ""}
              </span>
            </>
          )
        )}
      </span>
      {running > 0 && (
        <button className="outline" onClick={() => runAction("stop")}>
          <Icon name="stop" />
          Stop
        </button>
      )}
      {(asks > 0 || failed > 0 || count("stopped") > 0) && (
        <button className="primary" onClick={() => runAction("run")}>
          {asks > 0 ? "Run rest" : "Run again"}
          <kbd>{keyText("mod+enter")}</kbd>
        </button>
      )}
    </>
  );
}
