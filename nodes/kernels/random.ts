import seedrandom from "seedrandom";
import {log} from "./math.ts";

/**
 * The stream of random numbers that belongs to a name: the words, joined by "/", seed four 32-bit integers of seedrandom (ARC4),
 * and these seed xoshiro128**. The same words give the same numbers in every engine; other words give an unrelated stream.
 */
export function stream(...words: readonly (string | number)[]): Rng {
  const seed = seedrandom(words.join("/"));
  return new Rng(Int32Array.of(seed.int32(), seed.int32(), seed.int32(), seed.int32()));
}

/** xoshiro128** (Blackman & Vigna 2021, ACM TOMS 47, 36): 128 bits of state, period 2^128 − 1. */
export class Rng {
  readonly #s: Int32Array;
  #spare = NaN;

  /** Throws unless the state is four 32-bit words, not all of them zero. */
  constructor(state: ArrayLike<number>) {
    this.#s = Int32Array.from(state);
    if (this.#s.length !== 4) throw new Error(`the state of a random stream is 4 words; got ${this.#s.length}`);
    if (!this.#s.some((word) => word !== 0))
      throw new Error("the state of a random stream must not be all zeros; got 0, 0, 0, 0");
  }

  /** The four words of the present state: another kernel that starts from them goes on with the same numbers. */
  state(): Int32Array {
    return this.#s.slice();
  }

  /** An integer in [0, 2^32). */
  uint32(): number {
    const s = this.#s;
    const s1 = s[1]!;
    const a = Math.imul(s1, 5);
    const result = Math.imul((a << 7) | (a >>> 25), 9);
    const s2 = s[2]! ^ s[0]!;
    const s3 = s[3]! ^ s1;
    s[1] = s1 ^ s2;
    s[0] = s[0]! ^ s3;
    s[2] = s2 ^ (s1 << 9);
    s[3] = (s3 << 11) | (s3 >>> 21);
    return result >>> 0;
  }

  /** A multiple of 2^−53 in [0, 1). */
  real(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** An integer in [0, n) without bias (Lemire 2019, ACM TOMACS 29, 3), for 1 ≤ n ≤ 2^32. */
  int(n: number): number {
    if (!(Number.isInteger(n) && 1 <= n && n <= 4294967296))
      throw new Error(`a random integer needs a bound in [1, 4294967296]; got ${n}`);
    let u = this.uint32();
    let low = Math.imul(u, n) >>> 0;
    if (low < n) {
      const least = 4294967296 % n;
      while (low < least) {
        u = this.uint32();
        low = Math.imul(u, n) >>> 0;
      }
    }
    return n <= 2097152 ? (u * n - low) / 4294967296 : highProduct(u, n);
  }

  /** A standard normal deviate (Marsaglia's polar method; two are made at a time). */
  normal(): number {
    if (!Number.isNaN(this.#spare)) {
      const spare = this.#spare;
      this.#spare = NaN;
      return spare;
    }
    let x: number;
    let y: number;
    let r2: number;
    do {
      x = 2 * this.real() - 1;
      y = 2 * this.real() - 1;
      r2 = x * x + y * y;
    } while (r2 >= 1 || r2 === 0);
    const factor = Math.sqrt((-2 * log(r2)) / r2);
    this.#spare = y * factor;
    return x * factor;
  }

  /** A deviate of the exponential distribution of mean 1. */
  exponential(): number {
    return -log(1 - this.real());
  }

  /** A uniformly random order of 0 … n − 1 (Fisher–Yates). */
  permutation(n: number): Uint32Array {
    const order = new Uint32Array(n);
    for (let i = 0; i < n; ++i) order[i] = i;
    return this.shuffle(order);
  }

  /** Puts the elements in a uniformly random order, in place, and returns them. */
  shuffle<A extends {readonly length: number; [index: number]: unknown}>(array: A): A {
    for (let i = array.length - 1; i > 0; --i) {
      const j = this.int(i + 1);
      const element = array[i];
      array[i] = array[j];
      array[j] = element;
    }
    return array;
  }
}

/** ⌊u n / 2^32⌋ for integers below or equal to 2^32, in halves since the product does not fit a double. */
function highProduct(u: number, n: number): number {
  const uLow = u & 0xffff;
  const uHigh = u >>> 16;
  const nLow = n % 65536;
  const nHigh = (n - nLow) / 65536;
  const middle = uHigh * nLow + Math.floor((uLow * nLow) / 65536);
  return uHigh * nHigh + Math.floor((uLow * nHigh + middle) / 65536);
}
