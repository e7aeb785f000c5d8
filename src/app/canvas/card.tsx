import {Handle, type Node, type NodeProps, Position, useConnection, useUpdateNodeInternals} from "@xyflow/react";
import {type CSSProperties, type KeyboardEvent, memo, type ReactNode, useEffect} from "react";
import {documentStore, useDocument} from "../document.ts";
import {useStepState} from "../engine/client.ts";
import {Icon} from "../icons.tsx";
import {wireFrom} from "../shell/wire-by-keys.ts";
import {grouped} from "../format.ts";
import type {PlacedCard, PlacedPort} from "./geometry.ts";
import {PortShape, StateRing} from "./glyphs.tsx";
import {answerFor, type PortAt} from "./wiring.ts";
import {stateOf, summaryText, titleOf, whyText} from "./words.ts";

export type CardNode = Node<{readonly card: PlacedCard}, "card">;

const positions = {left: Position.Left, right: Position.Right, top: Position.Top, bottom: Position.Bottom} as const;

/** A step on the canvas. */
export const Card = memo(function Card({id, data: {card}, selected}: NodeProps<CardNode>): ReactNode {
  const workflow = useDocument((d) => d.workflow);
  const state = useStepState(id);
  const refresh = useUpdateNodeInternals();
  const shape = card.ports.map((p) => `${p.name}${p.side}${p.x},${p.y},${p.ends.join()}`).join();
  useEffect(() => refresh(id), [id, refresh, shape]);
  if (!workflow.steps.has(id)) return null;
  const title = titleOf(workflow, id);
  const {ring, words} = stateOf(workflow, id, state);
  const why = whyText(state);
  const mono = card.type === "condition" || card.type === "target";
  const fraction = state?.fraction;
  return (
    <div
      className={`card ${card.form} is-${ring}${selected ? " selected" : ""}`}
      style={{width: card.width, height: card.height}}
      role="group"
      tabIndex={0}
      data-step={id}
      aria-label={spoken(card, title, words)}
      onFocus={(event) => {
        if (event.target === event.currentTarget && !documentStore.current.selection.includes(id)) documentStore.select([id]);
      }}
    >
      <div className="card-title">
        <Icon name={card.type} />
        <span>{title}</span>
        <StateRing ring={ring} fraction={fraction} label={words} />
      </div>
      <div className={`card-summary${mono ? " mono" : ""}`}>{summaryText(workflow, id, state)}</div>
      {card.form === "card" && (
        <div className="card-state" title={why ? `${words}; ${why}` : words}>
          {words}
        </div>
      )}
      {ring === "running" && (
        <div className="card-bar">
          <i style={{width: `${100 * (fraction ?? 0)}%`}} />
        </div>
      )}
      {card.ports.map((port) => (
        <Port key={`${port.direction}:${port.name}`} step={id} port={port} reachable={selected} />
      ))}
    </div>
  );
});

function Port({
  step,
  port,
  reachable
}: {
  readonly step: string;
  readonly port: PlacedPort;
  readonly reachable: boolean;
}): ReactNode {
  const at: PortAt = {step, port: port.name, direction: port.direction};
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
      title={`${port.name}: ${port.kind}. ${port.doc}`}
      onKeyDown={connect}
      onDoubleClick={() => documentStore.show(step, port.direction, port.name)}
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
}

/** While a wire is drawn: whether it may end here. */
function useAnswer(at: PortAt): boolean | undefined {
  const from = useConnection(({inProgress, fromHandle}) =>
    inProgress && fromHandle ? `${fromHandle.nodeId} ${fromHandle.id}` : ""
  );
  const workflow = useDocument((d) => d.workflow);
  if (from === "") return undefined;
  const start = handleAt(from);
  if (start.step === at.step) return undefined;
  return start.direction === at.direction ? undefined : answerFor(workflow, start, at).ok;
}

/** "tune out:model" read back. */
export function handleAt(words: string): PortAt {
  const [step, handle] = words.split(" ") as [string, string];
  const [direction, port] = handle.split(":") as ["in" | "out", string];
  return {step, port, direction};
}

function spoken(card: PlacedCard, title: string, words: string): string {
  return `${title}, ${card.type}, ${words}`;
}

function portName({direction, name, kind, wires}: PlacedPort): string {
  const what = direction === "in" ? "input" : "output";
  return `${what} ${name}, ${kind}, ${wires === 0 ? "not connected" : wires === 1 ? "1 wire" : `${grouped(wires)} wires`}`;
}
