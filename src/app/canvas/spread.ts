// Sets runs that share a channel between cards evenly apart, and one alone into its middle.
import type {Rect} from "./geometry.ts";
import {type Point, straightened} from "./path.ts";
import type {WireToLead} from "./ways.ts";

/** Runs of one output on one line, which stay together. */
interface Track {
  readonly source: string;
  readonly fixed: boolean;
  readonly at: number;
  low: number;
  high: number;
  /** Whose corners move with it: the wire's id, and the run's first corner. */
  readonly runs: {readonly wire: string; readonly corner: number}[];
}

interface Corner {
  x: number;
  y: number;
}

/** A channel wider than this is taken as so wide to either side of the run. */
const widest = 90;
const aside = 34;
const least = 9;

/** The ways with their inner runs moved aside, none across a card or another run; worked out in small pieces. */
export function* spreading(
  ways: ReadonlyMap<string, readonly Point[]>,
  wires: readonly Pick<WireToLead, "id" | "source">[],
  cards: readonly Rect[],
  still: ReadonlySet<string>
): Generator<undefined, Map<string, readonly Point[]>> {
  const corners = new Map([...ways].map(([id, points]) => [id, points.map((p): Corner => ({...p}))]));
  const sources = new Map(wires.map((w) => [w.id, w.source]));
  for (const level of [false, true]) {
    const tracks = tracksOf(corners, sources, still, level);
    yield* moving(tracks, cards, corners, level);
  }
  return new Map([...corners].map(([id, points]) => [id, straightened(points)]));
}

function tracksOf(
  corners: ReadonlyMap<string, readonly Corner[]>,
  sources: ReadonlyMap<string, string>,
  still: ReadonlySet<string>,
  level: boolean
): Track[] {
  const found: Track[] = [];
  for (const [wire, points] of corners) {
    for (let i = 1; i < points.length; ++i) {
      const [a, b] = [points[i - 1]!, points[i]!];
      if ((a.y === b.y) !== level) continue;
      const [from, to] = level ? [a.x, b.x] : [a.y, b.y];
      const fixed = i === 1 || i === points.length - 1 || still.has(wire);
      const track = {
        source: sources.get(wire)!,
        fixed,
        at: level ? a.y : a.x,
        low: Math.min(from, to),
        high: Math.max(from, to),
        runs: [{wire, corner: i - 1}]
      };
      found.push(track);
    }
  }
  return joined(found);
}

function joined(tracks: readonly Track[]): Track[] {
  const found: Track[] = [];
  const sorted = tracks.toSorted((a, b) => (a.source < b.source ? -1 : a.source > b.source ? 1 : a.at - b.at || a.low - b.low));
  for (const track of sorted) {
    const last = found.at(-1);
    if (last && last.source === track.source && last.at === track.at && track.low <= last.high) {
      last.high = Math.max(last.high, track.high);
      last.runs.push(...track.runs);
      if (track.fixed && !last.fixed) found[found.length - 1] = {...last, fixed: true};
    } else found.push({...track, runs: [...track.runs]});
  }
  return found;
}

function* moving(
  tracks: readonly Track[],
  cards: readonly Rect[],
  corners: ReadonlyMap<string, Corner[]>,
  level: boolean
): Generator<undefined> {
  const sorted = tracks.toSorted((a, b) => a.at - b.at || bend(a, corners, level) - bend(b, corners, level));
  const channels = sorted.map((track) => (track.fixed ? undefined : channelOf(track, cards, corners, level)));
  yield;
  sorted.forEach((track, i) => narrowed(channels[i], track, sorted));
  yield;
  const wished = evenly(sorted, channels);
  yield;
  sorted.forEach((track, i) => {
    const free = sorted.every((other, j) => j === i || keepsApart(track, other, wished[i]!, wished[j]!));
    if (!free) return;
    for (const {wire, corner} of track.runs)
      for (const p of corners.get(wire)!.slice(corner, corner + 2)) {
        if (level) p.y = wished[i]!;
        else p.x = wished[i]!;
      }
  });
}

function beside(a: Track, b: Track): boolean {
  return a.low < b.high + least && b.low < a.high + least;
}

// Runs of other outputs that stay where they are bound a channel as cards do.
function narrowed(channel: Channel | undefined, track: Track, sorted: readonly Track[]): void {
  if (!channel) return;
  for (const other of sorted) {
    const {at, fixed, source} = other;
    if (!fixed || source === track.source || at < channel.low || at > channel.high || !beside(track, other)) continue;
    if (at < track.at) channel.low = Math.max(channel.low, at);
    else if (at > track.at) channel.high = Math.min(channel.high, at);
  }
}

// Each as many parts of its channel's width along as there are runs before it, of those before and behind.
function evenly(sorted: readonly Track[], channels: readonly (Channel | undefined)[]): number[] {
  const sharing = (i: number, j: number): boolean => {
    const {low, high} = channels[i]!;
    return channels[j] !== undefined && sorted[j]!.at > low && sorted[j]!.at < high && beside(sorted[i]!, sorted[j]!);
  };
  const before = new Int32Array(sorted.length).fill(1);
  const behind = new Int32Array(sorted.length).fill(1);
  for (let i = 0; i < sorted.length; ++i)
    for (let j = 0; j < i; ++j) if (channels[i] && sharing(i, j)) before[i] = Math.max(before[i]!, before[j]! + 1);
  for (let i = sorted.length - 1; i >= 0; --i)
    for (let j = i + 1; j < sorted.length; ++j)
      if (channels[i] && sharing(i, j)) behind[i] = Math.max(behind[i]!, behind[j]! + 1);
  return sorted.map(({at}, i) => {
    const channel = channels[i];
    if (!channel) return at;
    const wide = channel.high - channel.low > widest;
    const low = wide ? Math.max(channel.low, at - aside) : channel.low;
    const high = wide ? Math.min(channel.high, at + aside) : channel.high;
    return Math.round(low + ((high - low) * before[i]!) / (before[i]! + behind[i]!));
  });
}

// Whether two runs come no nearer to each other than they were, or than they may, and do not change sides.
function keepsApart(track: Track, other: Track, to: number, otherTo: number): boolean {
  if (!beside(track, other) || Math.abs(track.at - other.at) > 2 * widest) return true;
  const [now, then] = [track.at - other.at, to - otherTo];
  return now * then >= 0 && Math.abs(then) >= Math.min(Math.abs(now), least);
}

// Where its ends lead to: of two runs on one line, the one that turns to the low side stands there.
function bend(track: Track, corners: ReadonlyMap<string, readonly Corner[]>, level: boolean): number {
  let sum = 0;
  for (const {wire, corner} of track.runs) {
    const points = corners.get(wire)!;
    for (const p of [points[corner - 1], points[corner + 2]]) if (p) sum += Math.sign((level ? p.y : p.x) - track.at);
  }
  return sum;
}

interface Channel {
  low: number;
  high: number;
}

// As far as cards beside it and the corners before and after it let it move.
function channelOf(
  track: Track,
  cards: readonly Rect[],
  corners: ReadonlyMap<string, readonly Corner[]>,
  level: boolean
): Channel | undefined {
  const {at, low, high, runs} = track;
  const channel = {low: -Infinity, high: Infinity};
  const narrow = (edge: number): void => {
    if (edge < at) channel.low = Math.max(channel.low, edge);
    else if (edge > at) channel.high = Math.min(channel.high, edge);
  };
  for (const {x, y, width, height} of cards) {
    const [start, length, first, across] = level ? [x, width, y, height] : [y, height, x, width];
    if (start >= high + 4 || start + length <= low - 4) continue;
    if (first < at && first + across > at) return undefined;
    narrow(first + across <= at ? first + across : first);
  }
  for (const {wire, corner} of runs) {
    const points = corners.get(wire)!;
    for (const p of [points[corner - 1], points[corner + 2]]) if (p) narrow(level ? p.y : p.x);
  }
  return channel.low === -Infinity && channel.high === Infinity ? undefined : channel;
}
