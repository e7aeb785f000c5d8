// Ways as they are drawn.

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The SVG path through the points, its corners rounded. */
export function pathOf(points: readonly Point[], radius = 7): string {
  const [first, ...rest] = points;
  let path = `M${first!.x},${first!.y}`;
  rest.forEach((corner, i) => {
    const next = rest[i + 1];
    if (!next) {
      path += `L${corner.x},${corner.y}`;
      return;
    }
    const before = i === 0 ? first! : rest[i - 1]!;
    const r = Math.min(radius, distance(before, corner) / 2, distance(corner, next) / 2);
    const inward = toward(corner, before, r);
    const outward = toward(corner, next, r);
    path += `L${inward.x},${inward.y}Q${corner.x},${corner.y} ${outward.x},${outward.y}`;
  });
  return path;
}

function toward(from: Point, to: Point, by: number): Point {
  return {x: from.x + Math.sign(to.x - from.x) * by, y: from.y + Math.sign(to.y - from.y) * by};
}

/** How far it is between two points along the axes. */
export function distance(a: Point, b: Point): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
}

/** Without points that repeat, and those in the middle of a straight run in one direction. */
export function straightened(points: readonly Point[]): Point[] {
  const out: Point[] = [];
  for (const point of points) {
    const [before, last] = [out.at(-2), out.at(-1)];
    if (last && last.x === point.x && last.y === point.y) continue;
    if (before && last && sameRun(before, last, point)) out.pop();
    out.push(point);
  }
  return out;
}

function sameRun(a: Point, b: Point, c: Point): boolean {
  if (a.x === b.x && b.x === c.x) return Math.sign(b.y - a.y) === Math.sign(c.y - b.y);
  return a.y === b.y && b.y === c.y && Math.sign(b.x - a.x) === Math.sign(c.x - b.x);
}

/** Where a sign on a way stands: on its longest run, level before upright, and off its middle, where words stand. */
export function signPlace(points: readonly Point[]): Point {
  let found: Point = points[0]!;
  let most = 0;
  for (let i = 1; i < points.length; ++i) {
    const [a, b] = [points[i - 1]!, points[i]!];
    const length = distance(a, b);
    const room = a.y === b.y ? length : length * 0.4;
    if (room <= most) continue;
    const share = length < 90 ? 0.5 : 0.28;
    most = room;
    found = {x: a.x + share * (b.x - a.x), y: a.y + share * (b.y - a.y)};
  }
  return found;
}
