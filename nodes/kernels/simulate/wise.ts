import {exp} from "../math.ts";
import {type Rng, stream} from "../random.ts";
import type {Clusters} from "./clusters.ts";
import {dex, spread, type Stars} from "./stars.ts";

/** What WISE reports in one band; one element a source. */
export interface WiseBand {
  /** µJy; the 95 % limit where the signal-to-noise ratio is below 2. */
  readonly flux: Float64Array;
  /** µJy; NaN where the flux is a limit. */
  readonly error: Float64Array;
  readonly rchi2: Float64Array;
  /** Frames that cover the source, and those that detect it. */
  readonly m: Int32Array;
  readonly nm: Int32Array;
  /** A: S/N ≥ 10, B: ≥ 3, C: ≥ 2, U: limit; as character codes. */
  readonly quality: Uint8Array;
}

/** Instrument and sky of the four bands. Fluxes in µJy; sky terms in dex. */
const bands = [
  {band: "wise1", floor: 8, relative: 0.022, jitter: 0.018, dirt: 0.025, glow: 0, glowSpread: 0, share: 1},
  {band: "wise2", floor: 12, relative: 0.022, jitter: 0.018, dirt: 0.025, glow: 0, glowSpread: 0, share: 1},
  {band: "wise3", floor: 110, relative: 0.03, jitter: 0.03, dirt: 0.05, glow: 110, glowSpread: 0.22, share: 0.55},
  {band: "wise4", floor: 1000, relative: 0.04, jitter: 0.035, dirt: 0.06, glow: 450, glowSpread: 0.2, share: 0.55}
] as const;

/**
 * Measures the sources: each band adds noise and, at 12 and 22 µm, the glow of dust around the star that profile fitting takes for
 * the star, so that faint sources come out too bright; below S/N 2 the flux becomes a limit, as in AllWISE.
 * `dust` is the glow's strength in standard deviations; `dirty` is 1 for sources that are not clean.
 */
export function measureWise(
  seed: number,
  stars: Stars,
  clusters: Clusters,
  cluster: Int32Array,
  dust: Float64Array,
  dirty: Uint8Array
): readonly WiseBand[] {
  const n = cluster.length;
  const frames = stream("simulate", seed, "wise", "frames");
  const covered = cluster.map((c) => Math.max(6, poisson(frames, clusters.frames[c]!)));
  return bands.map(({band, ...sky}, b) => {
    const rng = stream("simulate", seed, "wise", band);
    const to = emptyBand(n);
    for (let i = 0; i < n; ++i) {
      const dirt = dirty[i]!;
      const m =
        b < 2 ? Math.max(6, covered[i]! - (b ? rng.int(2) : 0)) : Math.max(4, Math.round(sky.share * covered[i]!) - rng.int(3));
      const star = dex(stars[band][i]! + sky.jitter * rng.normal() + dirt * spread(rng, sky.dirt, 0.07, 5));
      const glow =
        sky.glow * dex((b < 2 ? 0 : 0.16) * dust[i]! + sky.glowSpread * rng.normal() + 0.3 * dirt * Math.abs(rng.normal()));
      const floor = sky.floor * dex(0.08 * rng.normal() + 0.06 * Math.max(dust[i]!, -1.5));
      const error = Math.sqrt(sky.relative * star * (sky.relative * star) + floor * floor);
      // Errors are quoted on the safe side: fluxes scatter by 0.6 of them.
      const flux = star + glow + 0.6 * floor * rng.normal();
      const ratio = flux / error;
      to.flux[i] = ratio < 2 ? Math.max(flux, 0) + 2 * error : flux;
      to.error[i] = ratio < 2 ? NaN : error;
      to.quality[i] = ratio >= 10 ? 65 : ratio >= 3 ? 66 : ratio >= 2 ? 67 : 85;
      to.m[i] = m;
      to.nm[i] = binomial(rng, m, detectability(rng, b, ratio / Math.sqrt(m)));
      to.rchi2[i] = chi2(rng, b, star, glow / (star + glow), dust[i]!, dirt);
    }
    return to;
  });
}

/** Share of the frames that detect a source of so much signal-to-noise each; at 22 µm the frames' own glow decides more than the source. */
function detectability(rng: Rng, b: number, each: number): number {
  const excess = b === 3 ? 0.25 * Math.min(each, 8) - 1.5 + 2.5 * rng.normal() : 1.6 * (each - 3 - 1.5 * rng.normal());
  return 1 / (1 + exp(-excess));
}

/** Reduced χ² of the profile fit: worse for bright (saturated) sources in W1 and W2, and where dust outshines the star in W3 and W4. */
function chi2(rng: Rng, b: number, star: number, glowShare: number, dust: number, dirt: number): number {
  const mess = dirt * Math.abs(rng.normal());
  if (b < 2) {
    const bright = Math.max(0, star / (b ? 60000 : 30000));
    return exp((b ? 0.13 : 0.12) * rng.normal() - 0.03 + 0.03 * dust + 0.1 * mess) * (1 + (0.25 * bright) / (1 + 0.3 * bright));
  }
  return exp(0.06 * rng.normal() - 0.1 + (b === 2 ? 0.45 : 0.18) * glowShare + 0.04 * mess);
}

function emptyBand(n: number): WiseBand {
  return {
    flux: new Float64Array(n),
    error: new Float64Array(n),
    rchi2: new Float64Array(n),
    m: new Int32Array(n),
    nm: new Int32Array(n),
    quality: new Uint8Array(n)
  };
}

/** Poisson and binomial deviates by their normal limits: close enough for frame counts, and one draw each. */
function poisson(rng: Rng, mean: number): number {
  return Math.max(0, Math.round(mean + Math.sqrt(mean) * rng.normal()));
}

function binomial(rng: Rng, n: number, p: number): number {
  return Math.max(0, Math.min(n, Math.round(n * p + Math.sqrt(n * p * (1 - p)) * rng.normal())));
}
