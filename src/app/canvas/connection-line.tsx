import type {ConnectionLineComponentProps} from "@xyflow/react";
import type {ReactNode} from "react";
import {documentStore} from "../document.ts";
import type {Side} from "./geometry.ts";
import {grabbedWire} from "./grabbed.ts";
import {kindColour} from "./glyphs.tsx";
import {handleAt} from "./port.tsx";
import {distance, pathOf, type Point} from "./path.ts";
import {quickWay} from "./routes.ts";
import {answerFor, portOf} from "./wiring.ts";
import {titleOf} from "./words.ts";

const opposite: Readonly<Record<Side, Side>> = {left: "right", right: "left", top: "bottom", bottom: "top"};

const allSides: readonly Side[] = ["left", "right", "top", "bottom"];

// On the ground a wire may end from whichever side it comes.
function effort(points: readonly Point[]): number {
  return points.reduce((sum, point, i) => sum + 26 + (i > 0 ? distance(points[i - 1]!, point) : 0), 0);
}

/** The wire being drawn, and what would come of dropping it here. */
export function ConnectionLine({fromHandle, fromX, fromY, toX, toY, toHandle}: ConnectionLineComponentProps): ReactNode {
  const {workflow} = documentStore.current;
  const from = handleAt(fromHandle);
  const kind = portOf(workflow, from)?.kind.name ?? "table";
  const side = fromHandle.position as Side;
  const wire = {
    to: "",
    port: "",
    source: "",
    from: {x: fromX, y: fromY, side},
    end: {x: toX, y: toY}
  };
  const sides = toHandle ? [toHandle.position as Side] : [opposite[side], ...allSides];
  const ways = sides.map((to) => quickWay({...wire, end: {...wire.end, side: to}}));
  const path = pathOf(ways.reduce((least, way) => (effort(way) < effort(least) ? way : least)));
  const grabbed = grabbedWire();
  const away =
    grabbed && `Drop on the ground to take ${titleOf(workflow, grabbed.source.slice(0, grabbed.source.indexOf(".")))} off.`;
  const tip = toHandle ? tipFor(from, handleAt(toHandle)) : away;
  const refused = toHandle !== null && !answerFor(workflow, from, handleAt(toHandle)).ok;
  return (
    <g>
      <path
        d={path}
        fill="none"
        stroke={refused ? "var(--ink3)" : kindColour(kind)}
        strokeWidth="2"
        strokeDasharray={refused ? "2 5" : undefined}
      />
      {tip !== undefined && (
        <foreignObject x={toX + 14} y={toY + 14} width="280" height="90" className="drawn-tip">
          <div className="tip">{tip}</div>
        </foreignObject>
      )}
    </g>
  );
}

function tipFor(from: ReturnType<typeof handleAt>, at: ReturnType<typeof handleAt>): string {
  const {workflow} = documentStore.current;
  const answer = answerFor(workflow, from, at);
  if (!answer.ok) return answer.reason;
  const {to, port, source} = answer.wire;
  const many = portOf(workflow, {step: to, port, direction: "in"})?.many === true;
  const before = workflow.steps.get(to)!.inputs[port] ?? [];
  if (before.includes(source)) return "Connected already.";
  const name = titleOf(workflow, source.slice(0, source.indexOf(".")));
  if (before.length === 0) return `Drop to connect ${name} to ${titleOf(workflow, to)}.`;
  const old = titleOf(workflow, before[0]!.slice(0, before[0]!.indexOf(".")));
  return many
    ? `Drop to add ${name} to ${before.length === 1 ? old : `${before.length} others`}, or to replace.`
    : `Drop to use ${name} instead of ${old}.`;
}
