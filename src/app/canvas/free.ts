// Where a new card may stand: seen, and clear of all that is there.
import type {Place} from "../commands.ts";
import {overlap, type Rect} from "./geometry.ts";
import {snapped} from "./layout.ts";

/** What is left between a new card and others, and between it and the edge of what is seen. */
const [apart, inset] = [18, 16];
const step = 20;

/** The place nearest to the one wished for where a card stands clear of others within what is seen; where there is none, below all others. */
export function freeAmong(
  taken: readonly Rect[],
  seen: Rect,
  [wx, wy]: Place,
  size: Pick<Rect, "width" | "height"> = {width: 140, height: 62}
): Place {
  const [right, bottom] = [seen.x + seen.width - inset - size.width, seen.y + seen.height - inset - size.height];
  const [left, top] = [seen.x + inset, seen.y + inset];
  const start: Place = [snapped(Math.max(left, Math.min(right, wx))), snapped(Math.max(top, Math.min(bottom, wy)))];
  const near = taken.filter((card) => overlap(card, seen, apart));
  let best: Place | undefined;
  let least = Infinity;
  for (let x = start[0] - step * Math.ceil((start[0] - left) / step); x <= right; x += step)
    for (let y = start[1] - step * Math.ceil((start[1] - top) / step); y <= bottom; y += step) {
      const far = Math.hypot(x - start[0], y - start[1]);
      if (x < left || y < top || far >= least || near.some((card) => overlap({x, y, ...size}, card, apart))) continue;
      [best, least] = [[x, y], far];
    }
  return best ?? (taken.length === 0 ? start : below(taken, start[0]));
}

function below(taken: readonly Rect[], x: number): Place {
  return [x, snapped(Math.max(...taken.map((card) => card.y + card.height)) + step)];
}
