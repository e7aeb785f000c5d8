// Where row counts stand: once for every table that leaves a step, on or beside its wires, clear of cards, of other wires and of each other.
import type {Workflow} from "../../../runtime/workflow.ts";
import {around, type PlacedWire, type Rect} from "./geometry.ts";
import {type Run, runsOf} from "./laid.ts";
import type {Point} from "./path.ts";

/** A count: half-way up its words, and along them as anchored. */
export interface LabelPlace extends Point {
  /** Whether it stands on the wire, with a patch of ground behind it. */
  readonly on: boolean;
  /** Which end of the words stands still, whatever their length. */
  readonly anchor: "start" | "middle" | "end";
}

/** The room that is kept: five digits, or "444 k". */
const [width, height] = [36, 12];
/** From the line to the middle of words beside it. */
const aside = 9;
/** How long a run must be for words on it, so that the wire still shows on both sides. */
const [onRun, besideRun] = [84, 26];
const perOwn = 30;

type Labelled = Pick<PlacedWire, "id" | "source" | "kind" | "to" | "port">;

/** A place for the count of each source, by source. Those in `keep` stay where they were. */
export function placeLabels(
  wires: readonly Labelled[],
  routes: ReadonlyMap<string, readonly Point[]>,
  cards: readonly Rect[],
  workflow: Workflow,
  keep: ReadonlyMap<string, LabelPlace> = new Map()
): Map<string, LabelPlace> {
  const runs = wires.flatMap((w) => runsOf(routes.get(w.id) ?? [], {source: w.source, target: `${w.to}.${w.port}`, wire: w.id}));
  const found = new Map<string, LabelPlace>(keep);
  const taken = [...keep.values()].map(boxOf);
  for (const [source, own] of tables(wires, workflow)) {
    if (found.has(source)) continue;
    const mine = new Set(own);
    const along = runs.filter((r) => mine.has(r.wire));
    if (along.length === 0) continue;
    const about = around(along.map(areaOf));
    const place = best(
      along,
      runs.filter((r) => meets(areaOf(r), about, width)),
      cards.filter((c) => meets(c, about, width)),
      taken.filter((c) => meets(c, about, width))
    );
    if (!place) continue;
    found.set(source, place);
    taken.push(boxOf(place));
  }
  return found;
}

// The wires of every table; a condition only looks at it, so the count stands where it flows on.
function tables(wires: readonly Labelled[], workflow: Workflow): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const onward = wires.filter(({to}) => workflow.steps.get(to)?.type !== "condition");
  const flowing = new Set(onward.map((w) => w.source));
  for (const {id, source, kind} of [...onward, ...wires.filter((w) => !flowing.has(w.source))])
    if (kind === "table") found.set(source, [...(found.get(source) ?? []), id]);
  return found;
}

function best(own: readonly Run[], runs: readonly Run[], cards: readonly Rect[], taken: readonly Rect[]): LabelPlace | undefined {
  let found: LabelPlace | undefined;
  let least = Infinity;
  for (const run of own)
    for (const place of placesOn(run)) {
      const box = boxOf(place);
      // A long run in the open is read best; words beside it less well.
      let cost = place.cost - Math.min(60, (run.high - run.low) / 6);
      // Rather none than one that cannot be read: the cards have the counts too.
      if (cards.some((card) => meets(box, card, 2)) || taken.some((other) => meets(box, other, 3))) continue;
      const met = cost < least ? runs.filter((other) => meets(box, areaOf(other), 2)) : [];
      if (met.some((other) => other.source !== run.source)) continue;
      cost += perOwn * met.filter((o) => !place.on || o.level !== run.level || o.at !== run.at).length;
      if (cost < least) [found, least] = [{x: place.x, y: place.y, on: place.on, anchor: place.anchor}, cost];
    }
  return found;
}

function* placesOn({level, at, low, high}: Run): Iterable<LabelPlace & {readonly cost: number}> {
  const length = high - low;
  const along = [0.5, 0.3, 0.7, 0.15, 0.85];
  for (const [i, share] of along.entries()) {
    const p = Math.round(low + length * share);
    const cost = 6 * i;
    const inside = Math.min(p - low, high - p);
    if (level) {
      if (length >= onRun && inside >= 30) yield {x: p, y: at, on: true, anchor: "middle", cost};
      if (length >= besideRun && inside >= 10) {
        yield {x: p, y: at - aside, on: false, anchor: "middle", cost: cost + 8};
        yield {x: p, y: at + aside + 1, on: false, anchor: "middle", cost: cost + 14};
      }
    } else if (length >= besideRun && inside >= 9) {
      yield {x: at + 7, y: p, on: false, anchor: "start", cost: cost + 24};
      yield {x: at - 7, y: p, on: false, anchor: "end", cost: cost + 28};
      if (length >= onRun) yield {x: at, y: p, on: true, anchor: "middle", cost: cost + 26};
    }
  }
}

/** The room a count takes. */
export function boxOf({x, y, anchor}: Pick<LabelPlace, "x" | "y" | "anchor">): Rect {
  const before = anchor === "start" ? 0 : anchor === "end" ? width : width / 2;
  return {x: x - before, y: y - height / 2, width, height};
}

function meets(a: Rect, b: Rect, room: number): boolean {
  return a.x < b.x + b.width + room && b.x < a.x + a.width + room && a.y < b.y + b.height + room && b.y < a.y + a.height + room;
}

function areaOf({level, at, low, high}: Run): Rect {
  return level ? {x: low, y: at, width: high - low, height: 0} : {x: at, y: low, width: 0, height: high - low};
}
