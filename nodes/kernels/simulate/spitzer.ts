import {exp} from "../math.ts";
import {stream} from "../random.ts";
import {largest} from "./flags.ts";
import type {Clusters} from "./clusters.ts";
import {dex, spread, type Stars} from "./stars.ts";

/** Fluxes and errors as Spitzer would report them, µJy; one element a source, whether it was seen or not. */
export interface Photometry {
  readonly flux: Float64Array;
  readonly error: Float64Array;
}

/** MIPS at 24 µm: three per cent and 15 µJy, now and then worse (variable stars, blends). */
export function measureMips1(seed: number, {m1}: Stars, dirty: Uint8Array): Photometry {
  const rng = stream("simulate", seed, "m1");
  return measure(m1, (i, flux) => {
    const scatter = spread(rng, 0.025, 0.06, 6) + (dirty[i] ? spread(rng, 0.03, 0.07, 5) : 0);
    return [flux * dex(scatter), 0.03 * flux + 15 * exp(0.3 * rng.normal())];
  });
}

/** IRAC: under one per cent and a few µJy. */
export function measureIrac(seed: number, band: "i1" | "i2" | "i3" | "i4", stars: Stars, dirty: Uint8Array): Photometry {
  const rng = stream("simulate", seed, band);
  return measure(stars[band], (i, flux) => {
    const scatter = spread(rng, 0.016, 0.05, 6) + (dirty[i] ? spread(rng, 0.02, 0.1, 9) : 0);
    return [flux * dex(scatter), 0.004 * flux + 2 * exp(0.3 * rng.normal())];
  });
}

/** 2MASS: two per cent and a noise that hides the faintest. */
export function measureTwoMass(seed: number, band: "j" | "h" | "k", stars: Stars): Photometry {
  const rng = stream("simulate", seed, band);
  return measure(stars[band], (_, flux) => {
    const error = 0.02 * flux + 30 * exp(0.2 * rng.normal());
    return [flux + error * rng.normal(), error];
  });
}

function measure(band: Float64Array, of: (i: number, flux: number) => readonly [number, number]): Photometry {
  const flux = new Float64Array(band.length);
  const error = new Float64Array(band.length);
  for (let i = 0; i < band.length; ++i) {
    const [f, e] = of(i, dex(band[i]!));
    flux[i] = Math.max(f, 0.001);
    error[i] = e;
  }
  return {flux, error};
}

/** Which of the first `clean.length` sources Spitzer detected: exactly `wanted` of them, `wantedClean` of these clean; 1 where it did. */
function choose(score: Float64Array, dirty: Uint8Array, barred: Uint8Array, wanted: number, wantedClean: number): Uint8Array {
  const chosen = new Uint8Array(score.length);
  const rows = Int32Array.from(score, (_, i) => i).filter((i) => !barred[i]);
  const clean = rows.filter((i) => !dirty[i]);
  const rest = rows.filter((i) => dirty[i]);
  for (const i of largest(score, clean, wantedClean)) chosen[i] = 1;
  for (const i of largest(score, rest, wanted - wantedClean)) chosen[i] = 1;
  return chosen;
}

/** MIPS sees what is bright at 24 µm, in the clusters it looked at. */
export function detectMips1(
  seed: number,
  n: number,
  {m1}: Stars,
  clusters: Clusters,
  cluster: Int32Array,
  dirty: Uint8Array,
  barred: Uint8Array,
  wanted: number,
  wantedClean: number
): Uint8Array {
  const rng = stream("simulate", seed, "m1", "detect");
  const score = new Float64Array(n);
  for (let i = 0; i < n; ++i)
    score[i] =
      Math.min(m1[i]!, 4) +
      (dirty[i] ? 0.32 : 0.19) * rng.normal() +
      (rng.real() < 0.04 ? 0.7 : 0) +
      0.2 * clusters.mips[cluster[i]!]!;
  return choose(score, dirty, barred, wanted, wantedClean);
}

/** IRAC sees nearly everything in the clusters it looked at. */
export function detectIrac4(
  seed: number,
  n: number,
  {i4}: Stars,
  clusters: Clusters,
  cluster: Int32Array,
  dirty: Uint8Array,
  barred: Uint8Array,
  wanted: number,
  wantedClean: number
): Uint8Array {
  const rng = stream("simulate", seed, "i4", "detect");
  const score = new Float64Array(n);
  for (let i = 0; i < n; ++i) score[i] = 0.25 * i4[i]! + rng.normal() + 1.2 * clusters.irac[cluster[i]!]!;
  return choose(score, dirty, barred, wanted, wantedClean);
}
