import {type KeyboardEvent, type PointerEvent, type ReactNode, useRef} from "react";
import {type Panel, setWorkbench, useWorkbench, workbench} from "../workbench.ts";

type Edge = Panel | "split";

interface EdgeOf {
  readonly label: string;
  /** Whether the edge stands upright, and is moved to left and right. */
  readonly upright: boolean;
  /** Whether the panel grows towards the left or the top. */
  readonly reversed: boolean;
  readonly least: number;
  readonly most: () => number;
  /** How it is written into the style. */
  readonly unit: "px" | "%";
}

const edges: Readonly<Record<Edge, EdgeOf>> = {
  palette: {label: "Width of the list of nodes", upright: true, reversed: false, least: 160, most: () => 280, unit: "px"},
  inspector: {label: "Width of the inspector", upright: true, reversed: true, least: 280, most: () => 560, unit: "px"},
  dock: {
    label: "Height of the results",
    upright: false,
    reversed: true,
    least: 120,
    most: () => Math.round(innerHeight * 0.6),
    unit: "px"
  },
  split: {label: "Width of the canvas", upright: true, reversed: false, least: 25, most: () => 75, unit: "%"}
};

const keyMoves: Readonly<Record<string, -1 | 1>> = {ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1};

/** The edge of a panel: dragged, or moved by the arrows; twice pressed, or Delete, it goes back to where it was at first. */
export function Separator({of}: {readonly of: Edge}): ReactNode {
  const {sizes} = useWorkbench();
  const own = useRef<HTMLDivElement>(null);
  const drag = useRef<{readonly from: number; readonly size: number}>(undefined);
  const {label, upright, reversed, least, most, unit} = edges[of];
  const shell = (): HTMLElement => own.current!.closest<HTMLElement>(".shell")!;
  const whole = (): number => (unit === "%" ? shell().clientWidth / 100 : 1);
  const clamped = (size: number): number => Math.max(least, Math.min(most(), size));
  const measured = (): number => {
    const panel = shell().querySelector(of === "split" ? ":scope > .canvas" : `:scope > .${of}`);
    const {width = 0, height = 0} = panel?.getBoundingClientRect() ?? {};
    return Math.round((upright ? width : height) / whole());
  };
  const show = (size: number): void => shell().style.setProperty(`--${of}`, `${size}${unit}`);
  const keep = (size: number | undefined): void => {
    const {[of]: _before, ...others} = workbench().sizes;
    if (size === undefined) shell().style.removeProperty(`--${of}`);
    setWorkbench({sizes: size === undefined ? others : {...others, [of]: size}});
  };
  const at = ({clientX, clientY}: PointerEvent): number => (upright ? clientX : clientY);
  const draggedTo = (event: PointerEvent): number => {
    const {from, size} = drag.current!;
    return clamped(size + ((reversed ? -1 : 1) * (at(event) - from)) / whole());
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = keyMoves[event.key];
    const stride = (unit === "%" ? 2 : 16) * (event.shiftKey ? 4 : 1);
    if (by !== undefined) keep(clamped(measured() + (reversed ? -by : by) * stride));
    else if (event.key === "Home") keep(least);
    else if (event.key === "End") keep(most());
    else if (event.key === "Delete") keep(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // A landmark of its own: it stands between panels and belongs to none.
    <aside className="edge" aria-label={`${label}, edge`}>
      <div
        ref={own}
        className={`separator of-${of} ${upright ? "upright" : "level"}`}
        role="separator"
        tabIndex={0}
        aria-label={label}
        aria-orientation={upright ? "vertical" : "horizontal"}
        aria-valuemin={least}
        aria-valuemax={most()}
        aria-valuenow={sizes[of] ?? (own.current ? measured() : least)}
        aria-valuetext={sizes[of] === undefined ? "as it was at first" : `${sizes[of]} ${unit === "%" ? "percent" : "pixels"}`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = {from: at(event), size: measured()};
        }}
        onPointerMove={(event) => drag.current && show(draggedTo(event))}
        onPointerUp={(event) => {
          if (drag.current && at(event) !== drag.current.from) keep(draggedTo(event));
          drag.current = undefined;
        }}
        onPointerCancel={() => (drag.current = undefined)}
        onDoubleClick={() => keep(undefined)}
        onKeyDown={onKeyDown}
      />
    </aside>
  );
}
