/** UTF-8 strings end to end: string i is bytes[offsets[i] … offsets[i + 1]). */
export interface Text {
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

const ZERO = 48;

/** Row i becomes word `which[i]` of a short list. */
export function wordsText(words: readonly string[], which: ArrayLike<number>): Text {
  const encoder = new TextEncoder();
  const encoded = words.map((word) => encoder.encode(word));
  const offsets = new Int32Array(which.length + 1);
  for (let i = 0; i < which.length; ++i) offsets[i + 1] = offsets[i]! + encoded[which[i]!]!.length;
  const bytes = new Uint8Array(offsets[which.length]!);
  for (let i = 0; i < which.length; ++i) bytes.set(encoded[which[i]!]!, offsets[i]);
  return {offsets, bytes};
}

/** Row i becomes the `width` characters of row `rows[i]` of `cells`, or nothing where `valid` is 0. */
export function cellsText(cells: Uint8Array, width: number, rows: ArrayLike<number>, valid?: Uint8Array): Text {
  const offsets = new Int32Array(rows.length + 1);
  for (let i = 0; i < rows.length; ++i) offsets[i + 1] = offsets[i]! + (valid && !valid[i] ? 0 : width);
  const bytes = new Uint8Array(offsets[rows.length]!);
  for (let i = 0; i < rows.length; ++i) {
    if (valid && !valid[i]) continue;
    const from = rows[i]! * width;
    for (let k = 0; k < width; ++k) bytes[offsets[i]! + k] = cells[from + k]!;
  }
  return {offsets, bytes};
}

const PREFIX = "SimSSTSL2 J";
/** Characters of a name such as "SimSSTSL2 J034434.29+320946.1". */
export const NAME_WIDTH = PREFIX.length + 18;

/** Names in the manner of the Spitzer source list: the position, cut (not rounded) to 0.01 s and 0.1″. */
export function positionNames(ra: Float64Array, dec: Float64Array): Uint8Array {
  const cells = new Uint8Array(ra.length * NAME_WIDTH);
  for (let i = 0; i < ra.length; ++i) {
    let at = i * NAME_WIDTH;
    for (let k = 0; k < PREFIX.length; ++k) cells[at++] = PREFIX.charCodeAt(k);
    at = sexagesimal(cells, at, Math.floor(ra[i]! * 24000 + 1e-6), 100, 2);
    cells[at++] = dec[i]! < 0 ? 45 : 43;
    sexagesimal(cells, at, Math.floor(Math.abs(dec[i]!) * 36000 + 1e-6), 10, 1);
  }
  return cells;
}

/** Writes hours or degrees, minutes and seconds of a count of 1/`unit` seconds; returns where it stopped. */
function sexagesimal(cells: Uint8Array, at: number, count: number, unit: number, decimals: number): number {
  const seconds = Math.floor(count / unit);
  const next = digits(cells, digits(cells, at, Math.floor(seconds / 3600), 2), Math.floor(seconds / 60) % 60, 2);
  const point = digits(cells, next, seconds % 60, 2);
  cells[point] = 46;
  return digits(cells, point + 1, count % unit, decimals);
}

function digits(cells: Uint8Array, at: number, value: number, width: number): number {
  for (let k = width - 1, rest = value; k >= 0; --k, rest = Math.floor(rest / 10)) cells[at + k] = ZERO + (rest % 10);
  return at + width;
}
