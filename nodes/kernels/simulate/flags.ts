import type {Rng} from "../random.ts";

/** Positions of the `k` largest scores among `rows`; ties go to the earlier row. */
export function largest(scores: Float64Array, rows: ArrayLike<number>, k: number): Int32Array {
  const order = Int32Array.from(rows);
  order.sort((a, b) => scores[b]! - scores[a]! || a - b);
  return order.subarray(0, Math.max(0, k));
}

/** Quality flags of sources; one element a source. */
export interface Flags {
  /** Four characters a source, W1 to W4: '0', or the artefact that spoils it. */
  readonly cc: Uint8Array;
  readonly ext: Int32Array;
}

const ARTEFACTS = "DPHOdpho";
const ZERO = 48;

/** Flags that call the sources with `dirty` 0 clean, and every other contaminated (four in five), extended, or both. */
export function drawFlags(rng: Rng, dirty: Uint8Array): Flags {
  const cc = new Uint8Array(4 * dirty.length).fill(ZERO);
  const ext = new Int32Array(dirty.length);
  for (let i = 0; i < dirty.length; ++i) {
    if (!dirty[i]) continue;
    const u = rng.real();
    if (u < 0.8) {
      const first = rng.int(4);
      const spoilt = 1 + rng.int(3);
      for (let k = 0; k < spoilt; ++k) cc[4 * i + ((first + k) & 3)] = ARTEFACTS.charCodeAt(rng.int(8));
    }
    if (u > 0.62) ext[i] = 1 + rng.int(5);
  }
  return {cc, ext};
}
