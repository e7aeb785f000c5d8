import {type ReactNode, useState} from "react";
import {dispatch, isDirty, useDocument} from "../document.ts";
import {useBehind, useStates} from "../engine/client.ts";
import {duration} from "../format.ts";
import {StateRing} from "../canvas/glyphs.tsx";
import {Icon, Mark} from "../icons.tsx";
import {setWorkbench, useWorkbench, type View} from "../workbench.ts";
import {keyText, runAction} from "./actions.ts";
import {type Standing, standingOf} from "./standing.ts";

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
  const behind = useBehind();
  const standing = standingOf(states);
  const again = states.some(({status}) => status === "failed" || status === "invalid" || status === "stopped");
  const asks = states.some(({status}) => status === "asks");
  return (
    <>
      <span className="plan" role="status" aria-busy={behind || standing?.is === "waiting"}>
        {standing && <Told standing={standing} of={states.length} />}
      </span>
      {standing?.is === "running" && (
        <button className="outline" onClick={() => runAction("stop")}>
          <Icon name="stop" />
          Stop
        </button>
      )}
      {(asks || again) && (
        <button className="primary" onClick={() => runAction("run")}>
          {asks ? "Run rest" : "Run again"}
          <kbd>{keyText("mod+enter")}</kbd>
        </button>
      )}
    </>
  );
}

function Told({standing, of}: {readonly standing: Standing; readonly of: number}): ReactNode {
  switch (standing.is) {
    case "running":
      return (
        <>
          <StateRing ring="running" label="running" />
          <span>
            <b>{standing.running}</b> running, <b>{standing.done}</b> of {of} done
          </span>
        </>
      );
    case "asks":
      return (
        <>
          <StateRing ring="asks" label="asks" />
          <span>
            <b>{standing.waiting}</b> of {of} wait for a yes
            {standing.estimateMs >= 950 && (
              <>
                , about <b>{duration(standing.estimateMs)}</b>
              </>
            )}
          </span>
        </>
      );
    case "failed":
      return (
        <>
          <StateRing ring="failed" label="failed" />
          <span>
            <b>{standing.failed}</b> of {of} {standing.failed === 1 ? "needs" : "need"} a look
          </span>
        </>
      );
    case "stopped":
      return (
        <>
          <StateRing ring="stale" label="stopped" />
          <span>
            Stopped, <b>{standing.stopped}</b> of {of} left
          </span>
        </>
      );
    case "waiting":
      return (
        <>
          <StateRing ring="waits" label="waiting" />
          <span>
            <b>{standing.done}</b> of {of} done
          </span>
        </>
      );
    case "done":
      return (
        <>
          <StateRing ring="cached" label="up to date" />
          <span>
            All <b>{of}</b> up to date{standing.cached > 0 ? `, ${standing.cached} from cache` : ""}
          </span>
        </>
      );
  }
}
