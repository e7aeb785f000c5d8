import {ViewportPortal} from "@xyflow/react";
import type {ReactNode} from "react";
import {useDocument} from "../document.ts";
import {useStates} from "../engine/client.ts";
import {rowCount} from "../format.ts";
import type {PlacedWire} from "./geometry.ts";
import {labelPlace, type Point} from "./routes.ts";
import {rowsAt} from "./words.ts";

const least = 30;

/** The rows of every table that leaves a step, once, where its wires have most room. */
export function Counts({
  wires,
  routes
}: {
  readonly wires: readonly PlacedWire[];
  readonly routes: ReadonlyMap<string, readonly Point[]>;
}): ReactNode {
  const states = useStates();
  const workflow = useDocument((d) => d.workflow);
  const places = new Map<string, ReturnType<typeof labelPlace>>();
  // A condition only looks at the table; the count stands where it flows on.
  const onward = wires.filter(({to}) => workflow.steps.get(to)?.type !== "condition");
  const shown = [...onward, ...wires.filter((w) => !onward.some((o) => o.source === w.source))];
  for (const {id, source, kind} of shown) {
    const points = routes.get(id);
    if (kind !== "table" || !points) continue;
    const place = labelPlace(points);
    if (place.room > (places.get(source)?.room ?? least)) places.set(source, place);
  }
  return (
    <ViewportPortal>
      <svg className="counts" width="1" height="1" aria-hidden="true">
        {[...places].map(([source, {x, y, level, room}]) => {
          const travelling = rowsAt(states, source);
          if (!travelling) return null;
          const onGround = level && room > 110;
          return (
            <text
              key={source}
              className={`${travelling.stale ? "stale" : ""}${onGround ? " on-ground" : ""}`}
              x={level ? x : x + 7}
              y={level && !onGround ? y - 5 : y + 4}
              textAnchor={level ? "middle" : "start"}
            >
              {rowCount(travelling.rows)}
            </text>
          );
        })}
      </svg>
    </ViewportPortal>
  );
}
