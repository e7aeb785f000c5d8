import {LOG10E, log} from "../math.ts";
import {type Rng, stream} from "../random.ts";
import type {Clusters} from "./clusters.ts";
import {reals, reorder} from "./reorder.ts";
import {memberColumns, type SimulatedColumn} from "./schema.ts";
import {type Directions, toEquatorial} from "./sky.ts";
import type {Stars} from "./stars.ts";
import {wordsText} from "./text.ts";

/** Zero points in µJy of the Vega magnitudes of Gaia. */
const zero = {bp: 3552.01e6, g: 3228.75e6, rp: 2554.95e6} as const;

/** Gaia identifiers have 63 bits; ours lie between 10^17 and 6 × 10^18, as Gaia's do. */
const FIRST_ID = 23283065;
const LAST_ID = 1396983861;

/** The name of each cluster; that of the held-out one says what it stands for. */
export function clusterNames(n: number): readonly string[] {
  return Array.from({length: n}, (_, c) => (c === 0 ? "SimIC_348" : `SimOC_${String(c).padStart(4, "0")}`));
}

/** The members' table, in random order. `hosts`[j] is the member behind star j: its magnitudes follow from that star. */
export function memberTable(
  seed: number,
  clusters: Clusters,
  cluster: Int32Array,
  places: Directions,
  hosts: Int32Array,
  stars: Stars
): readonly SimulatedColumn[] {
  const n = cluster.length;
  const rng = stream("simulate", seed, "members");
  const order = stream("simulate", seed, "members", "order").permutation(n);
  const {ra, dec} = toEquatorial(places, 10);
  const real = (draw: (i: number) => number): Float64Array => reals(n, draw);
  const {bp, g, rp} = magnitudes(rng, n, hosts, stars);
  const error = real((i) => parallaxError(Math.max(0, g[i]! - 13)));
  const columns: Readonly<Record<string, Float64Array>> = {
    Prob: real(() => rounded(0.5 + 0.5 * Math.sqrt(rng.real()), 4)),
    RA_ICRS: ra,
    DE_ICRS: dec,
    pmRA: real((i) => rounded(clusters.properMotion.ra[cluster[i]!]! + 0.2 * rng.normal(), 4)),
    pmDE: real((i) => rounded(clusters.properMotion.dec[cluster[i]!]! + 0.2 * rng.normal(), 4)),
    Plx: real((i) => rounded(clusters.parallax[cluster[i]!]! + error[i]! * rng.normal(), 4)),
    e_Plx: error,
    Gmag: g,
    BPmag: bp,
    RPmag: rp
  };
  const ids = identifiers(rng, n);
  return memberColumns.map((described): SimulatedColumn => {
    const {name, type} = described;
    if (type === "text")
      return {
        ...described,
        type,
        values: wordsText(clusterNames(clusters.n), reorder(cluster, order))
      };
    if (type === "int64") return {...described, type, values: reorder(ids, order)};
    return {...described, type: "float64", values: reorder(columns[name]!, order)};
  });
}

/** A different identifier for each, one in each of n equal slots. */
function identifiers(rng: Rng, n: number): BigInt64Array {
  const slot = Math.floor((LAST_ID - FIRST_ID) / n);
  const ids = new BigInt64Array(n);
  for (let i = 0; i < n; ++i) ids[i] = (BigInt(FIRST_ID + i * slot + rng.int(slot)) << 32n) | BigInt(rng.uint32());
  return ids;
}

/** Gaia's grows with the magnitudes beyond 13: 0.012 mas there, 0.11 at 18. */
function parallaxError(faintness: number): number {
  return rounded(0.012 + 0.004 * faintness * faintness, 4);
}

function magnitudes(
  rng: Rng,
  n: number,
  hosts: Int32Array,
  stars: Stars
): {readonly bp: Float64Array; readonly g: Float64Array; readonly rp: Float64Array} {
  const [bp, g, rp] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; ++i) {
    let m = 0;
    do m = 15.8 + 1.9 * rng.normal();
    while (m < 4 || m > 19.9);
    const color = 0.5 + 0.15 * Math.max(0, m - 10) + 0.2 * rng.normal();
    g[i] = rounded(m, 6);
    bp[i] = rounded(m + 0.4 * color, 6);
    rp[i] = rounded(m - 0.6 * color, 6);
  }
  hosts.forEach((i, j) => {
    bp[i] = magnitude(stars.bp[j]!, zero.bp, rng);
    g[i] = magnitude(stars.g[j]!, zero.g, rng);
    rp[i] = magnitude(stars.rp[j]!, zero.rp, rng);
  });
  return {bp, g, rp};
}

function magnitude(logFlux: number, zeroPoint: number, rng: Rng): number {
  return rounded(-2.5 * (logFlux - LOG10E * log(zeroPoint)) + 0.005 * rng.normal(), 6);
}

/** x with so many decimal places, as catalogues print it. */
export function rounded(x: number, places: number): number {
  const unit = UNITS[places]!;
  return Math.round(x * unit) / unit;
}

const UNITS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6];
