import {Handle, Position} from "@xyflow/react";
import {type CSSProperties, type KeyboardEvent, memo, type ReactNode, useState, useSyncExternalStore} from "react";
import {flushSync} from "react-dom";
import {documentStore} from "../document.ts";
import {drawnFrom, onDrawing} from "./grabbed.ts";
import {grouped} from "../format.ts";
import {wireFrom} from "../shell/wire-by-keys.ts";
import {PortShape} from "./glyphs.tsx";
import type {PlacedPort} from "./ports.ts";
import {answerFor, type PortAt} from "./wiring.ts";

const positions = {left: Position.Left, right: Position.Right, top: Position.Top, bottom: Position.Bottom} as const;

/**
 * A port on the edge of a card: drawn 8 to 11 pixels wide, hit at 24.
 * Each handle of React Flow listens to every change of the canvas, which with a thousand of them takes a frame; so a port is one, where
 * wires can begin, only once the pointer has come to it. Until then it looks the same to React Flow, which reads its attributes.
 */
export const PortOnCard = memo(function PortOnCard({
  card,
  port,
  reachable
}: {
  /** The card's id. */
  readonly card: string;
  readonly port: PlacedPort;
  readonly reachable: boolean;
}): ReactNode {
  const at: PortAt = {step: port.step, port: port.port, direction: port.direction};
  const answer = useAnswer(at);
  const [near, setNear] = useState(false);
  const look = answer === undefined ? "" : ` ${answer}`;
  const horizontal = port.side === "top" || port.side === "bottom";
  const {ends} = port;
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const reach = 24 + high - low;
  const off = (low + high) / 2;
  const [width, height] = horizontal ? [reach, 24] : [24, reach];
  const style: CSSProperties = {
    left: port.x + (horizontal ? off : 0) - width / 2,
    top: port.y + (horizontal ? 0 : off) - height / 2,
    width,
    height
  };
  const connect = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    wireFrom(at);
  };
  const middle: readonly [number, number] = horizontal ? [reach / 2, 12] : [12, reach / 2];
  const id = port.handle;
  const type = port.direction === "in" ? "target" : "source";
  const own = {
    style,
    role: "button",
    tabIndex: reachable ? 0 : -1,
    "aria-label": portName(port),
    title: `${port.port}: ${port.kind}. ${port.doc}`,
    onKeyDown: connect,
    onDoubleClick: () => documentStore.show(port.step, port.direction, port.port)
  };
  const shapes = (
    <svg width={width} height={height} aria-hidden="true">
      {ends.map((end) => (
        <PortShape
          key={end}
          kind={port.kind}
          hollow={port.wires === 0}
          x={middle[0] + (horizontal ? end - off : 0)}
          y={middle[1] + (horizontal ? 0 : end - off)}
        />
      ))}
      {answer === "lit" && <circle className="port-lit" cx={middle[0]} cy={middle[1]} r="10" />}
      {answer === "refused" && <path className="port-slash" d={`M${middle[0] - 6} ${middle[1] + 6}l12-12`} />}
    </svg>
  );
  if (!near)
    return (
      <div
        {...own}
        className={`react-flow__handle ${type} connectable connectablestart connectableend connectionindicator nodrag nopan port${look}`}
        data-handleid={id}
        data-nodeid={card}
        data-handlepos={port.side}
        data-id={`1-${card}-${id}-${type}`}
        onPointerEnter={() => drawnFrom() ?? flushSync(() => setNear(true))}
      >
        {shapes}
      </div>
    );
  return (
    <Handle {...own} id={id} type={type} position={positions[port.side]} className={`port${look}`}>
      {shapes}
    </Handle>
  );
});

/** While a wire is drawn from another card: whether it may end here; "aside" where it begins like this one. */
function useAnswer(at: PortAt): "lit" | "refused" | "aside" | undefined {
  return useSyncExternalStore(onDrawing, () => {
    const start = drawnFrom();
    if (!start || start.step === at.step) return undefined;
    if (start.direction === at.direction) return "aside";
    return answerFor(documentStore.current.workflow, start, at).ok ? "lit" : "refused";
  });
}

/** The port behind a handle: "out:model" on the card of its step, "out:model@tune" on that of a group, "out:model~top" on a second edge. */
export function handleAt({nodeId, id}: {readonly nodeId: string; readonly id?: string | null | undefined}): PortAt {
  const [direction, name] = (id ?? "").replace(/~.*/, "").split(":") as ["in" | "out", string];
  const [port, step = nodeId] = name.split("@") as [string, string | undefined];
  return {step, port, direction};
}

function portName({direction, name, port, step, kind, wires, handle, side}: PlacedPort): string {
  const what = direction === "in" ? "input" : "output";
  const whose = name === port ? "" : ` of ${step}`;
  const where = handle.includes("~") ? ` at the ${side}` : "";
  return `${what} ${port}${whose}${where}, ${kind}, ${wires === 0 ? "not connected" : wires === 1 ? "1 wire" : `${grouped(wires)} wires`}`;
}
