// The families of shapes: ports by kind of value, rings by state. Neither rests on colour alone.
import type {ReactNode} from "react";
import type {Ring} from "./words.ts";

// Each as an outline around 0,0.
const outlines: Readonly<Record<string, string>> = {
  table: "M-4-4h8v8h-8z",
  filter: "M0-5.5 5.5 0 0 5.5-5.5 0z",
  target: "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0",
  search: "M-3.5-4.8 5 0-3.5 4.800z",
  model: "M-2.6-4.600h5.200L5.3 0 2.6 4.600h-5.200L-5.3 0z",
  metrics: "M-3-5h6v10h-6z",
  figure: "M0-5.2 5-1.5 3.1 4.400h-6.200L-5-1.500z"
};

export function kindColour(kind: string): string {
  return `var(--k-${kind in outlines ? kind : "table"})`;
}

/** A port's shape, at 0,0 of an SVG: hollow where nothing is connected. */
export function PortShape({
  kind,
  hollow,
  x = 0,
  y = 0
}: {
  readonly kind: string;
  readonly hollow: boolean;
  readonly x?: number;
  readonly y?: number;
}): ReactNode {
  const colour = kindColour(kind);
  const ring = kind === "target";
  const outline = outlines[kind] ?? outlines["table"]!;
  return (
    <g transform={`translate(${x} ${y})${hollow || ring ? " scale(.86)" : ""}`}>
      <path className="port-gap" d={outline} />
      <path
        d={outline}
        fill={hollow || ring ? "var(--card)" : colour}
        stroke={colour}
        strokeWidth={ring && !hollow ? 2.8 : hollow ? 1.6 : 0}
      />
    </g>
  );
}

/** A port's shape on its own, e.g. in lists. */
export function PortGlyph({kind}: {readonly kind: string}): ReactNode {
  return (
    <svg className="glyph" viewBox="-7 -7 14 14" width="14" height="14" aria-hidden="true">
      <PortShape kind={kind} hollow={false} />
    </svg>
  );
}

const circle = <circle cx="7" cy="7" r="5.4" />;

/** The state of a step as a ring of 13 pixels. */
export function StateRing({
  ring,
  fraction,
  label
}: {
  readonly ring: Ring;
  readonly fraction?: number | undefined;
  readonly label: string;
}): ReactNode {
  return (
    <svg
      className={`ring ${ring}`}
      viewBox="0 0 14 14"
      fill="none"
      strokeWidth="1.3"
      strokeLinecap="round"
      strokeLinejoin="round"
      role="img"
      aria-label={label}
    >
      {shapeOf(ring, fraction)}
    </svg>
  );
}

function shapeOf(ring: Ring, fraction = 0.25): ReactNode {
  switch (ring) {
    case "cached":
      return (
        <g stroke="var(--ink3)">
          {circle}
          <path d="m4.7 7.1 1.6 1.6 3-3.2" />
        </g>
      );
    case "fresh":
      return (
        <>
          <circle cx="7" cy="7" r="6" fill="var(--ink2)" />
          <path d="m4.6 7.2 1.6 1.6 3.1-3.4" stroke="var(--card)" strokeWidth="1.6" />
        </>
      );
    case "running":
      return (
        <g strokeWidth="2.2">
          <circle cx="7" cy="7" r="5" stroke="var(--edge)" />
          <circle
            cx="7"
            cy="7"
            r="5"
            stroke="var(--accent)"
            strokeDasharray={`${31.4 * fraction} 99`}
            transform="rotate(-90 7 7)"
            strokeLinecap="butt"
          />
        </g>
      );
    case "waits":
      return (
        <g stroke="var(--ink2)">
          {circle}
          <path d="M7 4.200V7l1.9 1.3" />
        </g>
      );
    case "stale":
      return <circle cx="7" cy="7" r="5.4" stroke="var(--ink2)" strokeDasharray="2.2 2" strokeWidth="1.5" />;
    case "failed":
      return (
        <>
          <path d="M4.4.8h5.200l3.6 3.600v5.200l-3.6 3.600H4.400L.8 9.600V4.400z" fill="var(--fail)" />
          <path d="M7 3.600v4M7 10v.2" stroke="var(--on-fail)" strokeWidth="1.7" />
        </>
      );
    case "bypassed":
      return (
        <g stroke="var(--ink3)">
          {circle}
          <path d="m3.3 10.7 7.4-7.4" />
        </g>
      );
    case "asks":
      return (
        <g stroke="var(--ink2)">
          {circle}
          <path d="M5.4 5.600c.1-2 3.2-2 3.2 0 0 1.2-1.6 1.2-1.6 2.400M7 9.900v.1" />
        </g>
      );
  }
}
