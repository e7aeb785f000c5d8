import {ViewportPortal} from "@xyflow/react";
import {memo, type ReactNode, useMemo} from "react";
import {rowCount} from "../format.ts";
import {labelPlace} from "./routes.ts";
import {useTravelling} from "./rows.ts";
import type {Scene} from "./scene.ts";

const least = 30;

/** The rows of every table that leaves a step, once, where its wires have most room. */
export const Counts = memo(function Counts({wires, routes, workflow}: Pick<Scene, "wires" | "routes" | "workflow">): ReactNode {
  const places = useMemo(() => {
    const found = new Map<string, ReturnType<typeof labelPlace>>();
    // A condition only looks at the table; the count stands where it flows on.
    const onward = wires.filter(({to}) => workflow.steps.get(to)?.type !== "condition");
    const flowing = new Set(onward.map((w) => w.source));
    for (const {id, source, kind} of [...onward, ...wires.filter((w) => !flowing.has(w.source))]) {
      const points = routes.get(id);
      if (kind !== "table" || !points) continue;
      const place = labelPlace(points);
      if (place.room > (found.get(source)?.room ?? least)) found.set(source, place);
    }
    return found;
  }, [wires, routes, workflow]);
  return (
    <ViewportPortal>
      <svg className="counts" width="1" height="1" aria-hidden="true">
        {[...places].map(([source, {x, y, level, room}]) => (
          <Count key={source} source={source} x={x} y={y} level={level} onGround={level && room > 110} />
        ))}
      </svg>
    </ViewportPortal>
  );
});

interface CountProps {
  readonly source: string;
  readonly x: number;
  readonly y: number;
  readonly level: boolean;
  readonly onGround: boolean;
}

const Count = memo(function Count({source, x, y, level, onGround}: CountProps): ReactNode {
  const travelling = useTravelling(source);
  if (!travelling) return null;
  return (
    <text
      className={`${travelling.stale ? "stale" : ""}${onGround ? " on-ground" : ""}`}
      x={level ? x : x + 7}
      y={level && !onGround ? y - 5 : y + 4}
      textAnchor={level ? "middle" : "start"}
    >
      {rowCount(travelling.rows)}
    </text>
  );
});
