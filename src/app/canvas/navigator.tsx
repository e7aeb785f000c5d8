import {MiniMap, Panel, useStore} from "@xyflow/react";
import {memo, type ReactNode, useCallback, useSyncExternalStore} from "react";
import {engine} from "../engine/client.ts";
import {Icon} from "../icons.tsx";
import {runAction} from "../shell/actions.ts";
import type {CardNode} from "./card.tsx";
import type {Rect} from "./geometry.ts";
import {shows} from "./fit.ts";
import {canvasView} from "./view.ts";

/** The ways to zoom, and a small map while some of the workflow lies out of sight. */
export const Navigator = memo(function Navigator({extent}: {readonly extent: Rect | undefined}): ReactNode {
  const zoom = useStore(({transform}) => transform[2]);
  const hides = useStore(
    ({transform: [x, y, scale], width, height}) =>
      extent !== undefined && width > 0 && !shows({x, y, zoom: scale}, extent, {width, height})
  );
  const statuses = useSyncExternalStore(subscribe, () =>
    Object.entries(engine.states)
      .map(([id, {status}]) => `${id} ${status}`)
      .join()
  );
  const colour = useCallback(({id}: {readonly id: string}) => colourOf(id), [statuses]);
  return (
    <Panel position="bottom-right" className="navigator">
      {hides && (
        <MiniMap<CardNode>
          pannable
          zoomable
          ariaLabel="Map of the canvas"
          nodeColor={colour}
          nodeBorderRadius={24}
          bgColor="var(--canvas)"
          maskColor="light-dark(#16191d14, #00000066)"
        />
      )}
      <div className="navigator-bar">
        <button className="icon" aria-label="Zoom out" onClick={() => canvasView()?.zoom(1 / 1.2)}>
          <Icon name="minus" />
        </button>
        <button
          aria-label={`${Math.round(zoom * 100)} %, zoom to 100 %`}
          title="100 % (0)"
          onClick={() => canvasView()?.zoom("actual")}
        >
          {Math.round(zoom * 100)} %
        </button>
        <button className="icon" aria-label="Zoom in" onClick={() => canvasView()?.zoom(1.2)}>
          <Icon name="plus" />
        </button>
        <span className="spread" />
        <button
          className="icon"
          aria-label="Fit"
          title="Fit (F); again for all of it, however small"
          onClick={() => canvasView()?.fit("asked")}
        >
          <Icon name="fit" />
        </button>
        <button className="icon" aria-label="Lay out" title="Lay out (L)" onClick={() => runAction("layout")}>
          <Icon name="layout" />
        </button>
      </div>
    </Panel>
  );
});

const subscribe = (listener: () => void): (() => void) => engine.onState(listener);

function colourOf(id: string): string {
  if (id.startsWith("frame:")) return "transparent";
  const status = engine.states[id]?.status;
  if (status === "running") return "var(--accent)";
  if (status === "failed" || status === "invalid") return "var(--fail)";
  return status === "done" ? "var(--control)" : "var(--edge)";
}
