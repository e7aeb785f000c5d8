// Which rows and columns of a large table are in sight.

export interface Body {
  readonly count: number;
  readonly rowHeight: number;
  /** Height of the rows in sight. */
  readonly viewport: number;
  /** The greatest height the page can have: beyond, scrolling is in proportion. */
  readonly tallest: number;
}

/** The first row in sight at a scroll position. */
export function indexAt(top: number, {count, rowHeight, viewport, tallest}: Body): number {
  const whole = count * rowHeight;
  if (whole <= tallest) return clamp(Math.floor(top / rowHeight), 0, Math.max(0, count - 1));
  const share = top / Math.max(1, tallest - viewport);
  return clamp(Math.round(share * (count - Math.floor(viewport / rowHeight))), 0, Math.max(0, count - 1));
}

/** The scroll position that has a row first in sight. */
export function topOf(index: number, body: Body): number {
  const {count, rowHeight, viewport, tallest} = body;
  if (count * rowHeight <= tallest) return index * rowHeight;
  return (index / Math.max(1, count - Math.floor(viewport / rowHeight))) * (tallest - viewport);
}

/** Where a row stands on the sheet when it is scrolled to a position. */
export function offsetAt(index: number, top: number, body: Body): number {
  if (body.count * body.rowHeight <= body.tallest) return index * body.rowHeight;
  return top + (index - indexAt(top, body)) * body.rowHeight;
}

/** The columns in sight, with one more on each side: from, to, and the width of those before. */
export function windowOf(
  widths: readonly number[],
  left: number,
  width: number
): readonly [from: number, to: number, before: number] {
  let [from, before] = [0, 0];
  while (from < widths.length - 1 && before + widths[from]! < left) before += widths[from++]!;
  let [to, edge] = [from, before];
  while (to < widths.length && edge < left + width) edge += widths[to++]!;
  return from > 0
    ? [from - 1, Math.min(widths.length, to + 1), before - widths[from - 1]!]
    : [from, Math.min(widths.length, to + 1), before];
}

function clamp(x: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, x));
}
