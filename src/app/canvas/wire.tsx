import {ViewportPortal} from "@xyflow/react";
import {memo, type ReactNode, useMemo} from "react";
import {counted} from "../format.ts";
import {Icon} from "../icons.tsx";
import {chooseInsertion} from "../shell/choices.ts";
import {byKey, type PlacedWire} from "./geometry.ts";
import {kindColour} from "./glyphs.tsx";
import {distance, signPlace, pathOf, type Point} from "./path.ts";
import {useTravelling} from "./rows.ts";

/** A wire as it is shown. */
export interface ShownWire {
  readonly id: string;
  readonly wire: PlacedWire;
  readonly points: readonly Point[];
  /** Whether it brings what is learned from. */
  readonly trains: boolean;
  readonly hovered: boolean;
  readonly selected: boolean;
  /** How it differs from the workflow it is compared with; "same" where it does not. */
  readonly mark: "added" | "removed" | "same" | undefined;
}

interface WiresProps {
  readonly wires: readonly ShownWire[];
  readonly onHover: (id: string | undefined) => void;
  readonly onSelect: (id: string, also: boolean) => void;
}

/** All wires, beneath the cards. */
export const Wires = memo(function Wires({wires, onHover, onSelect}: WiresProps): ReactNode {
  const bundles = byKey(wires, (shown) => shown.wire.source);
  return (
    <ViewportPortal>
      <svg className="wires" width="1" height="1" role="presentation">
        {[...bundles].map(([source, bundle]) => (
          <Bundle key={source} wires={bundle} onHover={onHover} onSelect={onSelect} />
        ))}
      </svg>
      {wires.map((shown) => (shown.hovered || shown.selected) && <InsertButton key={shown.id} shown={shown} onHover={onHover} />)}
    </ViewportPortal>
  );
});

// The wires of one output: cut where another crosses them, not where one of them branches off.
const Bundle = memo(
  function Bundle({wires, onHover, onSelect}: WiresProps): ReactNode {
    return (
      <g>
        {wires.map(({id, points}) => (
          <Halo key={id} points={points} />
        ))}
        {wires.map((shown) => (
          <WireOnCanvas key={shown.id} shown={shown} onHover={onHover} onSelect={onSelect} />
        ))}
        {wires.map(({id, points, wire}) => wire.kind === "model" && <Between key={id} points={points} />)}
      </g>
    );
  },
  (a, b) =>
    a.onHover === b.onHover &&
    a.onSelect === b.onSelect &&
    a.wires.length === b.wires.length &&
    a.wires.every((wire, i) => wire === b.wires[i])
);

const Halo = memo(function Halo({points}: {readonly points: readonly Point[]}): ReactNode {
  return <path className="wire-halo" d={pathOf(points)} />;
});

/** The ground between the two rails of a model's wire. */
const Between = memo(function Between({points}: {readonly points: readonly Point[]}): ReactNode {
  return <path className="wire-between" d={pathOf(points)} />;
});

/** A wire: its kind in hue and stroke, its rows in its width. */
const WireOnCanvas = memo(function WireOnCanvas({
  shown: {id, wire, points, hovered, selected, trains, mark},
  onHover,
  onSelect
}: {readonly shown: ShownWire} & Pick<WiresProps, "onHover" | "onSelect">): ReactNode {
  const travelling = useTravelling(wire.source);
  const path = useMemo(() => pathOf(points), [points]);
  const near = hovered || selected;
  return (
    <g
      className={`wire${mark ? ` mark-${mark}` : ""}${selected ? " selected" : ""}`}
      data-wire={id}
      onPointerEnter={() => onHover(id)}
      onPointerLeave={() => onHover(undefined)}
      onClick={(event) => {
        event.stopPropagation();
        if (mark !== "removed") onSelect(id, event.shiftKey || event.metaKey || event.ctrlKey);
      }}
    >
      {mark === "added" && <path className="wire-marked" d={path} />}
      {near && <path className="wire-glow" d={path} stroke={kindColour(wire.kind)} />}
      <Stroke path={path} points={points} kind={wire.kind} rows={travelling?.rows} dashed={trains} />
      {(mark === "added" || mark === "removed") && <Disc at={signPlace(points)} mark={mark} />}
      <path className="wire-reach" d={path} />
    </g>
  );
});

function InsertButton({
  shown: {id, wire, points, mark},
  onHover
}: {readonly shown: ShownWire} & Pick<WiresProps, "onHover">): ReactNode {
  const travelling = useTravelling(wire.source);
  const place = signPlace(points);
  if (mark !== undefined) return null;
  return (
    <button
      className="wire-insert nodrag nopan"
      style={{transform: `translate(-50%, -50%) translate(${place.x}px, ${place.y}px)`}}
      aria-label={`Insert a step between ${wire.source} and ${wire.to}`}
      title={`${wire.source} → ${wire.to}.${wire.port}${travelling ? `, ${counted(travelling.rows, "row")}` : ""}. Click to insert a step; Delete cuts the wire.`}
      onPointerEnter={() => onHover(id)}
      onPointerLeave={() => onHover(undefined)}
      onClick={(event) => chooseInsertion(wire, [event.clientX, event.clientY])}
    >
      <Icon name="plus" />
    </button>
  );
}

// A disc with a sign: a mark that does not rest on colour.
function Disc({at, mark}: {readonly at: Point; readonly mark: "added" | "removed"}): ReactNode {
  return (
    <g className={`wire-disc ${mark}`} transform={`translate(${at.x} ${at.y})`}>
      <circle r="7" />
      <path d={mark === "added" ? "M-3.500 0h7M0-3.500v7" : "M-3.500 0h7"} />
    </g>
  );
}

interface StrokeProps {
  readonly path: string;
  readonly points: readonly Point[];
  readonly kind: string;
  readonly rows: number | undefined;
  readonly dashed: boolean;
}

function Stroke({path, points, kind, rows = 0, dashed}: StrokeProps): ReactNode {
  const colour = kindColour(kind);
  const common = {d: path, fill: "none", stroke: colour, strokeLinejoin: "round"} as const;
  switch (kind) {
    case "table":
      return (
        <path
          {...common}
          strokeWidth={1.1 + 0.34 * Math.log10(Math.max(10, rows))}
          strokeDasharray={dashed ? "6 4.5" : undefined}
        />
      );
    case "filter":
      return (
        <>
          <path {...common} strokeWidth="1.8" />
          <Arrow at={points[0]!} from={points[1]!} long={headOf(points)} colour={colour} />
          <Arrow at={points.at(-1)!} from={points.at(-2)!} long={headOf(points)} colour={colour} />
        </>
      );
    case "target":
      return <path {...common} strokeWidth="3" strokeLinecap="round" strokeDasharray="0.1 5.2" />;
    case "search":
      return <path {...common} strokeWidth="1.9" strokeDasharray="7 3 1.8 3" />;
    case "model":
      return <path {...common} strokeWidth="5" />;
    case "metrics":
      return <path {...common} strokeWidth="1.8" strokeDasharray="2.2 3.2" />;
    default:
      return <path {...common} strokeWidth="1.4" />;
  }
}

// How long a head is: where there is little room between two cards, both are shorter.
function headOf(points: readonly Point[]): number {
  return points.length > 2 ? 8.5 : Math.min(8.5, (distance(points[0]!, points[1]!) - 15) / 2);
}

// Its point stands clear of the port.
function Arrow({
  at,
  from,
  long,
  colour
}: {
  readonly at: Point;
  readonly from: Point;
  readonly long: number;
  readonly colour: string;
}): ReactNode {
  const [dx, dy] = [Math.sign(at.x - from.x), Math.sign(at.y - from.y)];
  // Along the way, and across it.
  const corner = (along: number, across: number): string =>
    `${at.x + (along - 6) * dx - across * dy},${at.y + (along - 6) * dy + across * dx}`;
  return <path d={`M${corner(0, 0)}L${corner(-long, -4.2)}L${corner(-0.78 * long, 0)}L${corner(-long, 4.2)}z`} fill={colour} />;
}
