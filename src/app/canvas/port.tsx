import {Handle, Position, useConnection} from "@xyflow/react";
import {type CSSProperties, type KeyboardEvent, memo, type ReactNode} from "react";
import {documentStore} from "../document.ts";
import {grouped} from "../format.ts";
import {wireFrom} from "../shell/wire-by-keys.ts";
import {PortShape} from "./glyphs.tsx";
import type {PlacedPort} from "./ports.ts";
import {answerFor, type PortAt} from "./wiring.ts";

const positions = {left: Position.Left, right: Position.Right, top: Position.Top, bottom: Position.Bottom} as const;

/** A port on the edge of a card: drawn 8 to 11 pixels wide, hit at 24. */
export const PortOnCard = memo(function PortOnCard({
  port,
  reachable
}: {
  readonly port: PlacedPort;
  readonly reachable: boolean;
}): ReactNode {
  const at: PortAt = {step: port.step, port: port.port, direction: port.direction};
  const answer = useAnswer(at);
  const look = answer === undefined ? "" : answer ? " lit" : " refused";
  const horizontal = port.side === "top" || port.side === "bottom";
  const {ends} = port;
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const reach = 24 + high - low;
  const off = (low + high) / 2;
  const style: CSSProperties = {
    left: port.x + (horizontal ? off : 0),
    top: port.y + (horizontal ? 0 : off),
    width: horizontal ? reach : 24,
    height: horizontal ? 24 : reach
  };
  const connect = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    wireFrom(at);
  };
  const middle: readonly [number, number] = horizontal ? [reach / 2, 12] : [12, reach / 2];
  return (
    <Handle
      id={`${port.direction}:${port.name}`}
      type={port.direction === "in" ? "target" : "source"}
      position={positions[port.side]}
      className={`port${look}`}
      style={style}
      role="button"
      tabIndex={reachable ? 0 : -1}
      aria-label={portName(port)}
      title={`${port.port}: ${port.kind}. ${port.doc}`}
      onKeyDown={connect}
      onDoubleClick={() => documentStore.show(port.step, port.direction, port.port)}
    >
      <svg width={style.width} height={style.height} aria-hidden="true">
        {ends.map((end) => (
          <PortShape
            key={end}
            kind={port.kind}
            hollow={port.wires === 0}
            x={middle[0] + (horizontal ? end - off : 0)}
            y={middle[1] + (horizontal ? 0 : end - off)}
          />
        ))}
        {answer === true && <circle className="port-lit" cx={middle[0]} cy={middle[1]} r="10" />}
        {answer === false && <path className="port-slash" d={`M${middle[0] - 6} ${middle[1] + 6}l12-12`} />}
      </svg>
    </Handle>
  );
});

/** While a wire is drawn: whether it may end here. */
function useAnswer(at: PortAt): boolean | undefined {
  return useConnection(({inProgress, fromHandle}) => {
    if (!inProgress || !fromHandle) return undefined;
    const start = handleAt(fromHandle);
    if (start.step === at.step || start.direction === at.direction) return undefined;
    return answerFor(documentStore.current.workflow, start, at).ok;
  });
}

/** The port behind a handle: "out:model" on the card of its step, "out:model@tune" on that of a group. */
export function handleAt({nodeId, id}: {readonly nodeId: string; readonly id?: string | null | undefined}): PortAt {
  const [direction, name] = (id ?? "").split(":") as ["in" | "out", string];
  const [port, step = nodeId] = name.split("@") as [string, string | undefined];
  return {step, port, direction};
}

function portName({direction, name, port, step, kind, wires}: PlacedPort): string {
  const what = direction === "in" ? "input" : "output";
  const whose = name === port ? "" : ` of ${step}`;
  return `${what} ${port}${whose}, ${kind}, ${wires === 0 ? "not connected" : wires === 1 ? "1 wire" : `${grouped(wires)} wires`}`;
}
