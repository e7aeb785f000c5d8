import {ViewportPortal} from "@xyflow/react";
import {memo, type ReactNode} from "react";
import {rowCount} from "../format.ts";
import type {LabelPlace} from "./labels.ts";
import {useTravelling} from "./rows.ts";
import type {Scene} from "./scene.ts";

/** The rows of every table that leaves a step, once. */
export const Counts = memo(function Counts({labels}: Pick<Scene, "labels">): ReactNode {
  return (
    <ViewportPortal>
      <svg className="counts" width="1" height="1" aria-hidden="true">
        {[...labels].map(([source, place]) => (
          <Count key={source} source={source} place={place} />
        ))}
      </svg>
    </ViewportPortal>
  );
});

const Count = memo(function Count({
  source,
  place: {x, y, on, anchor}
}: {
  readonly source: string;
  readonly place: LabelPlace;
}): ReactNode {
  const travelling = useTravelling(source);
  if (!travelling) return null;
  return (
    <text className={`${travelling.stale ? "stale" : ""}${on ? " on-ground" : ""}`} x={x} y={y + 4} textAnchor={anchor}>
      {rowCount(travelling.rows)}
    </text>
  );
});
