/** A list of positions in degrees, one entry a row; NaN where a row has no position. */
export interface Positions {
  readonly ra: Float64Array;
  readonly dec: Float64Array;
}

/** Whether a row has a position: neither coordinate is missing or infinite. */
export function isPlaced(list: Positions, row: number): boolean {
  return Number.isFinite(list.ra[row]) && Number.isFinite(list.dec[row]);
}

/** The number of rows without a position; they match nothing. */
export function countUnplaced(list: Positions): number {
  let count = 0;
  for (let i = 0; i < list.ra.length; i++) if (!isPlaced(list, i)) count++;
  return count;
}

/** Declinations quoted in a message; the rest are counted. */
const QUOTED = 3;

/** Throws if any declination lies outside [−90, 90] degrees, naming list and row (counted from 1). */
export function checkPositions(lists: readonly Positions[]): void {
  const bad: string[] = [];
  let count = 0;
  lists.forEach(({dec}, k) => {
    for (let i = 0; i < dec.length; i++) {
      const value = dec[i]!;
      if (!(Math.abs(value) > 90)) continue;
      if (count++ < QUOTED) bad.push(`${value} in row ${i + 1} of list ${k + 1}`);
    }
  });
  if (count === 0) return;
  const more = count > QUOTED ? ` and ${count - QUOTED} more` : "";
  throw new Error(`declination outside [-90, 90]; got ${bad.join(", ")}${more}, give degrees or null`);
}
