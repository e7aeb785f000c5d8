import {stream} from "../random.ts";
import {type Clusters, clusterOf, drawClusters, HELD_OUT, placeMembers} from "./clusters.ts";
import {type Counts, countsFor} from "./counts.ts";
import {drawFlags, largest} from "./flags.ts";
import {type Layout, placeSources} from "./matches.ts";
import {clusterNames, memberTable, rounded} from "./members.ts";
import {type SimulatedColumn, truthColumns} from "./schema.ts";
import {bytes, reals, reorder} from "./reorder.ts";
import {proximityOf} from "./sky.ts";
import {type Measurements, type SourceTable, sourceTable} from "./sources.ts";
import {detectIrac4, detectMips1, measureIrac, measureMips1, measureTwoMass} from "./spitzer.ts";
import {dex, drawStars, emptyStars, type Stars, starStream} from "./stars.ts";
import {cellsText, NAME_WIDTH, wordsText} from "./text.ts";
import {measureWise} from "./wise.ts";

export interface SimulateParams {
  readonly nMembers: number;
  readonly nSources: number;
  /** Sources that match a member and have W4; 0 for the paper's share. */
  readonly nMatched: number;
  readonly randomState: number;
}

export interface Simulation {
  readonly members: readonly SimulatedColumn[];
  readonly sources: readonly SimulatedColumn[];
  readonly truth: readonly SimulatedColumn[];
  readonly counts: Counts;
}

/**
 * Simulates the two catalogues of Fonseca-Bonilla et al. (2024), and the truth behind them. With 444 219 members and 200 000 sources
 * a match at 2″ leaves exactly the paper's numbers of rows and labels, whatever the seed; other sizes keep its proportions.
 * @throws when the sizes do not fit each other.
 */
export function simulate(params: SimulateParams, progress: (fraction: number) => void = () => {}): Simulation {
  const seed = params.randomState;
  const counts = countsFor(params.nMembers, params.nSources, params.nMatched);
  const clusters = drawClusters(seed, counts.clusters, counts.members);
  const memberCluster = clusterOf(clusters, counts.members);
  const memberPlaces = placeMembers(seed, clusters, memberCluster);
  progress(0.15);
  const layout = placeSources(seed, counts, memberPlaces, memberCluster, clusters, proximityOf(memberPlaces, counts.sources));
  progress(0.3);
  const cluster = reorder(memberCluster, layout.host);
  const stars = allStars(seed, layout, clusters, cluster);
  progress(0.45);
  const measured = measure(seed, counts, layout, stars, clusters, cluster);
  progress(0.65);
  const sources = sourceTable(seed, layout, measured);
  progress(0.8);
  const members = memberTable(seed, clusters, memberCluster, memberPlaces, layout.host.subarray(0, layout.field), stars);
  progress(0.95);
  return {
    members,
    sources: sources.columns,
    truth: truthTable(sources, layout, stars, measured, clusterNames(clusters.n), cluster),
    counts
  };
}

function allStars(seed: number, {matched, field, host}: Layout, clusters: Clusters, cluster: Int32Array): Stars {
  const stars = emptyStars(host.length);
  const draw = (group: string, start: number, end: number, mean: number, deviation: number, tail: number, discs: number): void =>
    drawStars(starStream(seed, group), {mean, deviation, tail, discs}, clusters, cluster, stars, start, end);
  draw("matched", 0, matched, 3.23, 0.42, 0.42, 0.92);
  draw("withoutW4", matched, field, 3.0, 0.5, 0.1, 0.3);
  draw("field", field, host.length, 3.1, 0.6, 0.1, 0.1);
  return stars;
}

function measure(
  seed: number,
  counts: Counts,
  layout: Layout,
  stars: Stars,
  clusters: Clusters,
  cluster: Int32Array
): Measurements {
  const sky = stream("simulate", seed, "dust");
  const dust = reals(cluster.length, (i) => clusters.nebulosity[cluster[i]!]! + 0.7 * sky.normal());
  const dirty = chooseDirty(seed, counts, layout, dust, stars);
  const heldOut = bytes(cluster.length, (i) => (cluster[i] === HELD_OUT ? 1 : 0));
  const inMatched = <T extends Uint8Array | Int32Array>(values: T): T => values.subarray(0, counts.matched) as T;
  const detect = (find: typeof detectMips1, wanted: number, wantedClean: number, rest: number): Uint8Array => {
    const rng = stream("simulate", seed, "detected", rest);
    const seen = bytes(cluster.length, (i) => (!heldOut[i] && rng.real() < rest ? 1 : 0));
    seen.set(
      find(seed, counts.matched, stars, clusters, inMatched(cluster), inMatched(dirty), inMatched(heldOut), wanted, wantedClean)
    );
    return seen;
  };
  return {
    wise: measureWise(seed, stars, clusters, cluster, dust, dirty),
    flags: drawFlags(stream("simulate", seed, "flags"), dirty),
    photometry: {
      j: measureTwoMass(seed, "j", stars),
      h: measureTwoMass(seed, "h", stars),
      k: measureTwoMass(seed, "k", stars),
      i1_f_ap1: measureIrac(seed, "i1", stars, dirty),
      i2_f_ap1: measureIrac(seed, "i2", stars, dirty),
      i3_f_ap1: measureIrac(seed, "i3", stars, dirty),
      i4_f_ap1: measureIrac(seed, "i4", stars, dirty),
      m1_f_psf: measureMips1(seed, stars, dirty)
    },
    detected: {
      mips1: detect(detectMips1, counts.mips1, counts.mips1Clean, 0.1),
      irac4: detect(detectIrac4, counts.irac4, counts.irac4Clean, 0.5)
    },
    heldOut
  };
}

/** The clean ones among the matched are those with the least dust around, give or take; of the rest, two in five. */
function chooseDirty(seed: number, {matched, clean}: Counts, {host}: Layout, dust: Float64Array, {wise1}: Stars): Uint8Array {
  const rng = stream("simulate", seed, "clean");
  const dirty = bytes(host.length, (i) => (i < matched || rng.real() < 0.6 ? 1 : 0));
  const score = new Float64Array(matched);
  for (let i = 0; i < matched; ++i) score[i] = rng.normal() - 0.9 * dust[i]! - 0.4 * wise1[i]!;
  for (const i of largest(
    score,
    Int32Array.from(score, (_, i) => i),
    clean
  ))
    dirty[i] = 0;
  return dirty;
}

/** The truth behind the matched sources with W4, in the order of the sources' table. */
function truthTable(
  {names, order}: SourceTable,
  {matched}: Layout,
  stars: Stars,
  {photometry, heldOut}: Measurements,
  clusters: readonly string[],
  cluster: Int32Array
): readonly SimulatedColumn[] {
  const rows = Int32Array.from(order).filter((i) => i < matched);
  const real = (of: (i: number) => number): Float64Array => reals(rows.length, (r) => rounded(of(rows[r]!), 3));
  const {m1_f_psf: m1, i4_f_ap1: i4} = photometry;
  const values: Readonly<Record<string, SimulatedColumn["values"]>> = {
    objid: cellsText(names, NAME_WIDTH, rows),
    cluster: wordsText(
      clusters,
      rows.map((i) => cluster[i]!)
    ),
    heldOut: Uint8Array.from(rows, (i) => heldOut[i]!),
    m1_f_true: real((i) => dex(stars.m1[i]!)),
    m1_f_seen: real((i) => m1!.flux[i]!),
    m1_df_seen: real((i) => m1!.error[i]!),
    i4_f_true: real((i) => dex(stars.i4[i]!)),
    i4_f_seen: real((i) => i4!.flux[i]!),
    i4_df_seen: real((i) => i4!.error[i]!)
  };
  return truthColumns.map((described) => ({...described, values: values[described.name]!}) as SimulatedColumn);
}
