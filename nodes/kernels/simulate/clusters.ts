import {DEGREE, exp} from "../math.ts";
import {stream} from "../random.ts";
import {randomStep, directions, type Directions, fromEquatorial, fromGalactic, offset} from "./sky.ts";

/** Cluster 0 stands for IC 348: young, near, nebulous, and never seen by the simulated Spitzer. */
export const HELD_OUT = 0;

/** What all stars of a cluster share; one element a cluster. */
export interface Clusters {
  readonly n: number;
  /** Members. */
  readonly sizes: Int32Array;
  readonly directions: Directions;
  /** Half-number radius in radians. */
  readonly radius: Float64Array;
  /** In mas. */
  readonly parallax: Float64Array;
  /** In mas per year. */
  readonly properMotion: {readonly ra: Float64Array; readonly dec: Float64Array};
  /** Share of its stars with a disc. */
  readonly discs: Float64Array;
  /** Glow of the surrounding dust, standard deviations. */
  readonly nebulosity: Float64Array;
  /** WISE frames in W1 and W2. */
  readonly frames: Float64Array;
  /** How deep and how completely MIPS and IRAC saw it, standard deviations. */
  readonly mips: Float64Array;
  readonly irac: Float64Array;
  /** Visual extinction in mag. */
  readonly extinction: Float64Array;
}

/** Draws `n` clusters that share `members` stars. */
export function drawClusters(seed: number, n: number, members: number): Clusters {
  const rng = stream("simulate", seed, "clusters");
  const real = (draw: () => number): Float64Array => Float64Array.from({length: n}, draw);
  const places = directions(n);
  for (let c = 0; c < n; ++c) {
    const l = 360 * rng.real();
    const b = 4 * rng.exponential() * (rng.real() < 0.5 ? -1 : 1);
    place(places, c, fromGalactic(l, Math.max(-80, Math.min(80, b))));
  }
  const young = real(() => rng.real());
  const clusters: Clusters = {
    n,
    sizes: drawSizes(seed, n, members),
    directions: places,
    radius: real(() => 0.2 * exp(0.6 * rng.normal()) * DEGREE),
    parallax: real(() => exp(-0.3 + 0.6 * rng.normal())),
    properMotion: {ra: real(() => 4 * rng.normal()), dec: real(() => 4 * rng.normal())},
    // One cluster in three is young enough to keep discs.
    discs: young.map((u) => (u < 0.34 ? 0.5 + 0.4 * rng.real() : 0.1 * rng.real())),
    nebulosity: young.map((u) => 0.7 * rng.normal() + (u < 0.34 ? 0.25 : -0.1)),
    frames: real(() => 26 * exp(0.15 * rng.normal())),
    mips: real(() => rng.normal()),
    irac: real(() => rng.normal()),
    extinction: real(() => 0.8 * exp(0.5 * rng.normal()))
  };
  return heldOut(clusters);
}

/** Gives cluster 0 the place, distance and age of IC 348. */
function heldOut(clusters: Clusters): Clusters {
  const c = HELD_OUT;
  place(clusters.directions, c, fromEquatorial(56.14, 32.16));
  clusters.radius[c] = 0.15 * DEGREE;
  clusters.parallax[c] = 3.12;
  clusters.properMotion.ra[c] = 4.4;
  clusters.properMotion.dec[c] = -6.4;
  clusters.discs[c] = 0.55;
  clusters.nebulosity[c] = 0.1;
  clusters.extinction[c] = 2;
  return clusters;
}

function place(to: Directions, i: number, [x, y, z]: readonly [number, number, number]): void {
  to.x[i] = x;
  to.y[i] = y;
  to.z[i] = z;
}

/** Log-normal sizes of at least 12 (fewer where there are not enough stars) that add up to `members`. */
function drawSizes(seed: number, n: number, members: number): Int32Array {
  const rng = stream("simulate", seed, "sizes");
  const least = Math.min(12, Math.floor(members / n));
  const weights = Float64Array.from({length: n}, () => exp(1.05 * rng.normal()));
  // Like IC 348 in HR24: about twice the mean.
  weights[HELD_OUT] = 4;
  const total = weights.reduce((a, b) => a + b, 0);
  const sizes = new Int32Array(n);
  let sum = 0;
  let given = 0;
  for (let c = 0; c < n; ++c) {
    sum += weights[c]!;
    const upTo = c === n - 1 ? members - least * n : Math.floor(((members - least * n) * sum) / total);
    sizes[c] = least + upTo - given;
    given = upTo;
  }
  return sizes;
}

/** For each member, in the order of the clusters, the cluster it belongs to. */
export function clusterOf({sizes}: Clusters, members: number): Int32Array {
  const cluster = new Int32Array(members);
  let i = 0;
  sizes.forEach((size, c) => {
    cluster.fill(c, i, i + size);
    i += size;
  });
  return cluster;
}

/** Where the members are: Plummer's profile (1911) seen in projection, cut at eight radii. */
export function placeMembers(seed: number, clusters: Clusters, cluster: Int32Array): Directions {
  const rng = stream("simulate", seed, "places");
  const places = directions(cluster.length);
  for (let i = 0; i < cluster.length; ++i) {
    const c = cluster[i]!;
    const u = rng.real() * (64 / 65);
    const [east, north] = randomStep(rng, clusters.radius[c]! * Math.sqrt(u / (1 - u)));
    offset(clusters.directions, c, east, north, places, i);
  }
  return places;
}
