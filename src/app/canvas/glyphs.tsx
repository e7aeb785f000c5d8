// The families of shapes: ports by kind of value, rings by state. Neither rests on colour alone.
import type {ReactNode} from "react";
import type {Ring} from "./words.ts";

type Outline = readonly (readonly [x: number, y: number])[];

// Corners around 0,0; none is a circle. As numbers, since a transform for each port is dear to draw.
const outlines: Readonly<Record<string, Outline>> = {
  table: [
    [-4, -4],
    [4, -4],
    [4, 4],
    [-4, 4]
  ],
  filter: [
    [0, -5.5],
    [5.5, 0],
    [0, 5.5],
    [-5.5, 0]
  ],
  target: [],
  search: [
    [-3.5, -4.8],
    [5, 0],
    [-3.5, 4.8]
  ],
  model: [
    [-2.6, -4.6],
    [2.6, -4.6],
    [5.3, 0],
    [2.6, 4.6],
    [-2.6, 4.6],
    [-5.3, 0]
  ],
  metrics: [
    [-3, -5],
    [3, -5],
    [3, 5],
    [-3, 5]
  ],
  figure: [
    [0, -5.2],
    [5, -1.5],
    [3.1, 4.4],
    [-3.1, 4.4],
    [-5, -1.5]
  ]
};

function outlinePath(kind: string, x: number, y: number, scale: number): string {
  const corners = outlines[kind] ?? outlines["table"]!;
  if (corners.length > 0) return `M${corners.map(([dx, dy]) => `${x + scale * dx},${y + scale * dy}`).join("L")}z`;
  const r = 4.5 * scale;
  return `M${x - r},${y}a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0`;
}

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
  const outline = outlinePath(kind, x, y, hollow || ring ? 0.86 : 1);
  if (!hollow && !ring) return <path className="port-gap" d={outline} fill={colour} />;
  return (
    <>
      <path className="port-gap" d={outline} />
      <path d={outline} fill="var(--card)" stroke={colour} strokeWidth={ring && !hollow ? 2.8 : 1.6} />
    </>
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
