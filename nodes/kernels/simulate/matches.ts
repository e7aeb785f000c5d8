import {stream} from "../random.ts";
import {type Clusters, HELD_OUT} from "./clusters.ts";
import type {Counts} from "./counts.ts";
import type {Proximity} from "./proximity.ts";
import {type Directions, directions, isAlone, jitter, scatterField} from "./sky.ts";

/** The sources in the order they are made: matched with W4, matched without, field. */
export interface Layout {
  readonly places: Directions;
  /** The member a source belongs to or, in the field, lies near. */
  readonly host: Int32Array;
  /** Sources [0, matched) have W4, [matched, field) match a member without it, the rest match none. */
  readonly matched: number;
  readonly field: number;
}

/**
 * Places the sources so that, at 2″, those before `field` match exactly one member and one source each, and the rest none.
 * @throws when too few members are far enough from their neighbours.
 */
export function placeSources(
  seed: number,
  counts: Counts,
  members: Directions,
  cluster: Int32Array,
  clusters: Clusters,
  near: Proximity
): Layout {
  const rng = stream("simulate", seed, "sources");
  const {hosts, seen} = chooseHosts(seed, counts, members, cluster, clusters, near);
  const places = directions(counts.sources);
  const host = new Int32Array(counts.sources);
  host.set(hosts);
  for (let j = 0; j < hosts.length; ++j) jitter(rng, members, hosts[j]!, places, j);
  scatterField(rng, members, seen, near, places, hosts.length, host);
  return {places, host, matched: counts.matched, field: hosts.length};
}

/** Members that get a source, those of the held-out cluster first, and all members of the clusters that Spitzer pointed at. */
function chooseHosts(
  seed: number,
  counts: Counts,
  members: Directions,
  cluster: Int32Array,
  clusters: Clusters,
  near: Proximity
): {readonly hosts: Int32Array; readonly seen: Int32Array} {
  const rng = stream("simulate", seed, "hosts");
  const wanted = counts.matched + counts.withoutW4;
  const byCluster = membersOf(clusters, cluster);
  const alone = (c: number): number[] => byCluster[c]!.filter((i) => isAlone(near, members, i));
  const heldOut = rng.shuffle(alone(HELD_OUT)).slice(0, counts.heldOut);
  const others = Array.from({length: clusters.n}, (_, c) => c).filter((c) => c !== HELD_OUT);
  const seen = byCluster[HELD_OUT]!.slice();
  const pool: number[] = [];
  // One cluster in three at least, and as many more as it takes.
  for (const [order, c] of rng.shuffle(others).entries()) {
    if (order >= 0.34 * others.length && pool.length + heldOut.length >= wanted) break;
    for (const i of byCluster[c]!) seen.push(i);
    for (const i of alone(c)) pool.push(i);
  }
  if (pool.length + heldOut.length < wanted)
    throw new Error(
      `${wanted} matched sources need as many members that stand alone; there are ${pool.length + heldOut.length}, raise nMembers`
    );
  const hosts = Int32Array.from([...heldOut, ...rng.shuffle(pool).slice(0, wanted - heldOut.length)]);
  return {hosts, seen: Int32Array.from(seen)};
}

function membersOf(clusters: Clusters, cluster: Int32Array): number[][] {
  const members: number[][] = Array.from({length: clusters.n}, () => []);
  cluster.forEach((c, i) => members[c]!.push(i));
  return members;
}
