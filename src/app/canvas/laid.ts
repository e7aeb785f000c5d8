// The runs of wires that are laid, and what it costs to run along or across them.
import type {Point} from "./path.ts";

/** A straight run of a wire, level or upright: `at` across it, `low` to `high` along it. */
export interface Run {
  readonly level: boolean;
  readonly at: number;
  readonly low: number;
  readonly high: number;
  readonly source: string;
  /** Where its wire arrives: wires to one port may meet. */
  readonly target: string;
  readonly wire: string;
}

/** Runs nearer than this to each other look like one. */
const near = 9;
/** And nearer than this, like a pair. */
export const paired = 14;
/** Where one run ends and another goes on close by, they look like one too. */
const beyond = 10;
const [perCrossing, perShared, perPaired] = [22, 4, 0.2];
/** What is saved of the length on which wires of one output run together. */
export const together = 0.4;

type Whose = Pick<Run, "source" | "target" | "wire">;

/** The runs of a way. */
export function runsOf(points: readonly Point[], whose: Whose): Run[] {
  return points.slice(1).map((b, i) => {
    const a = points[i]!;
    const level = a.y === b.y;
    const [from, to] = level ? [a.x, b.x] : [a.y, b.y];
    return {level, at: level ? a.y : a.x, low: Math.min(from, to), high: Math.max(from, to), ...whose};
  });
}

/** What a run costs that goes beside those laid: wires of one output may run together, others stay apart. */
export function costBeside(
  laid: readonly Run[],
  {source, target}: Pick<Run, "source" | "target">,
  {level, at, low, high}: Pick<Run, "level" | "at" | "low" | "high">
): number {
  let cost = 0;
  let bundled = 0;
  for (const run of laid) {
    const apart = Math.abs(run.at - at);
    if (run.level !== level || apart >= paired) continue;
    const own = run.source === source;
    const room = own ? 0 : beyond;
    const shared = Math.min(high, run.high + room) - Math.max(low, run.low - room);
    if (shared <= 0) continue;
    if (own && apart === 0) bundled = Math.max(bundled, shared);
    else if (own || run.target !== target) cost += shared * (apart < near ? perShared : perPaired);
  }
  return cost - together * bundled;
}

/** What it costs across them: wires cross those of other outputs as seldom as they can. */
export function costAcross(
  laid: readonly Run[],
  source: string,
  {level, at, low, high}: Omit<Run, "source" | "target" | "wire">
): number {
  let cost = 0;
  // Counted on one end only: the next run begins where this one ends.
  for (const run of laid)
    if (run.level !== level && run.source !== source && low < run.at && run.at <= high && run.low < at && at < run.high)
      cost += perCrossing;
  return cost;
}
