import {LN10, exp, expm1, log10} from "../math.ts";
import {type Rng, stream} from "../random.ts";
import type {Clusters} from "./clusters.ts";

/** The stars' true spectral energy distributions: log10 of the flux density in µJy, one element a source. */
export interface Stars {
  readonly bp: Float64Array;
  readonly g: Float64Array;
  readonly rp: Float64Array;
  readonly j: Float64Array;
  readonly h: Float64Array;
  readonly k: Float64Array;
  readonly wise1: Float64Array;
  readonly i1: Float64Array;
  readonly i2: Float64Array;
  readonly wise2: Float64Array;
  readonly i3: Float64Array;
  readonly i4: Float64Array;
  readonly wise3: Float64Array;
  readonly wise4: Float64Array;
  readonly m1: Float64Array;
}

export type Band = keyof Stars;

/** Wavelengths in µm, and the extinction in units of that in V. */
const optical = {
  bp: [0.504, 1.07],
  g: [0.582, 0.84],
  rp: [0.762, 0.6],
  j: [1.235, 0.29],
  h: [1.662, 0.18],
  k: [2.159, 0.12]
} as const;

const opticalBands = (Object.keys(optical) as (keyof typeof optical)[]).map((band) => [band, optical[band]] as const);

const WISE1 = 3.35;

/** What sets the sources of one group apart. */
export interface Population {
  /** Of log10 W1 flux in µJy: a normal part and an exponential tail. */
  readonly mean: number;
  readonly deviation: number;
  readonly tail: number;
  /** Multiplies the clusters' shares of stars with discs. */
  readonly discs: number;
}

/**
 * Draws the stars of the rows [start, end): a photosphere of one temperature, reddened, and on some a disc of a warm part,
 * which shows from W2 on, and a cold part, which shows at 22 and 24 µm only.
 */
export function drawStars(
  rng: Rng,
  population: Population,
  clusters: Clusters,
  cluster: Int32Array,
  to: Stars,
  start: number,
  end: number
): void {
  for (let i = start; i < end; ++i) {
    const c = cluster[i]!;
    const w1 = population.mean + population.deviation * rng.normal() + population.tail * Math.min(rng.exponential(), 4);
    const heat = rng.normal();
    const temperature = 4800 * exp(LN10 * (0.06 * heat + 0.1 * Math.min(w1 - 3.6, 2)));
    const {warm, cold} = drawDisc(rng, population.discs * clusters.discs[c]!);
    const reddening = 0.4 * clusters.extinction[c]! * exp(0.3 * rng.normal());
    for (const [band, [wavelength, extinction]] of opticalBands)
      to[band][i] = w1 + planckRatio(wavelength, temperature) - reddening * extinction;
    // Rayleigh–Jeans beyond W1; cool stars are a little redder still. Slow variability parts the epochs of WISE and Spitzer.
    const cool = -heat;
    const aloft = Math.max(warm - 0.2, 0);
    to.wise1[i] = w1;
    to.i1[i] = w1 - 0.05 + 0.05 * warm + 0.02 * rng.normal();
    to.i2[i] = w1 - 0.245 + 0.2 * warm + 0.008 * cool + 0.02 * rng.normal();
    to.wise2[i] = w1 - 0.263 + 0.22 * warm + 0.012 * cool;
    to.i3[i] = w1 - 0.46 + 0.45 * warm + 0.014 * cool + 0.02 * rng.normal();
    to.i4[i] = w1 - 0.743 + aloft * (1 + 0.25 * aloft) + 0.018 * cool + 0.015 * rng.normal() + spread(rng, 0.016, 0.1, 9);
    to.wise3[i] = w1 - 1.095 + warm + 0.02 * cool;
    const m1 = w1 - 1.7 + cold + 0.03 * cool + spread(rng, 0.024, 0.1, 13);
    to.wise4[i] = m1 + 0.0755 + 0.02 * rng.normal();
    to.m1[i] = m1;
  }
}

/** Excesses in dex, at 12 µm and at 24 µm; a star without a disc may still have a little cold dust. */
function drawDisc(rng: Rng, share: number): {readonly warm: number; readonly cold: number} {
  const has = rng.real() < share;
  const warm = has ? 0.62 * Math.min(Math.abs(rng.normal()), 2.6) : 0;
  const late = Math.max(warm - 0.1, 0);
  const cold = has ? 1.4 * late + 0.45 * late * late + Math.abs(0.33 * rng.normal()) : Math.abs(0.05 * rng.normal());
  return {warm, cold};
}

/** A deviate of standard deviation `s`, `k` times as wide with probability `p`. */
export function spread(rng: Rng, s: number, p: number, k: number): number {
  return rng.normal() * (rng.real() < p ? s * k : s);
}

/** log10 of Planck's B_ν at a wavelength (µm) over that at W1, for a temperature in K. */
function planckRatio(wavelength: number, temperature: number): number {
  const x = 14387.77 / (wavelength * temperature);
  const x1 = 14387.77 / (WISE1 * temperature);
  return 3 * log10(WISE1 / wavelength) + log10(expm1(x1) / expm1(x));
}

export function emptyStars(n: number): Stars {
  const band = (): Float64Array => new Float64Array(n);
  return {
    bp: band(),
    g: band(),
    rp: band(),
    j: band(),
    h: band(),
    k: band(),
    wise1: band(),
    i1: band(),
    i2: band(),
    wise2: band(),
    i3: band(),
    i4: band(),
    wise3: band(),
    wise4: band(),
    m1: band()
  };
}

/** 10 to the power x. */
export function dex(x: number): number {
  return exp(LN10 * x);
}

export function starStream(seed: number, group: string): Rng {
  return stream("simulate", seed, "stars", group);
}
