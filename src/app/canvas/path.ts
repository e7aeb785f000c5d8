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

/** The middle of a way's longest level run, where a sign on it stands best. */
export function middleOf(points: readonly Point[]): Point {
  let found = {x: points[0]!.x, y: points[0]!.y, room: 0};
  for (let i = 1; i < points.length; ++i) {
    const [a, b] = [points[i - 1]!, points[i]!];
    const length = distance(a, b);
    const room = a.y === b.y ? length : length * 0.4;
    if (room > found.room) found = {x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, room};
  }
  return found;
}
