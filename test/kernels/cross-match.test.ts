import {readFileSync} from "node:fs";
import {gunzipSync} from "node:zlib";
import {describe, expect, it} from "vitest";
import {
  countRepeated,
  countUnplaced,
  FINDS,
  findPairs,
  JOINS,
  joinedParts,
  joinRows,
  separation
} from "../../nodes/kernels/cross-match.ts";
import type {Find, Join, Pairs, Positions} from "../../nodes/kernels/cross-match.ts";
import {stream} from "../../nodes/kernels/random.ts";

const RADIUS = 2;

function rowsOf(file: string): string[][] {
  const bytes = readFileSync(new URL(`../fixtures/cross-match/${file}`, import.meta.url));
  const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
  return text
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
}

const number = (field: string | undefined): number => (field === undefined || field === "" ? NaN : Number(field));

function positionsOf(file: string): Positions {
  const [head, ...rows] = rowsOf(file);
  const column = (name: string) => Float64Array.from(rows, (row) => number(row[head!.indexOf(name)]));
  return {ra: column("ra"), dec: column("dec")};
}

/** "1-7" → separation, for the pairs or joined rows of a reference table whose ids count rows from 1. */
function referencePairs(file: string): Map<string, number> {
  const [head, ...rows] = rowsOf(file);
  const at = (row: readonly string[], name: string) => (head!.includes(name) ? (row[head!.indexOf(name)] ?? "") : "");
  return new Map(rows.map((row) => [`${at(row, "a_id")}-${at(row, "b_id")}`, number(at(row, "Separation"))]));
}

const id = (row: number): string => (row < 0 ? "" : String(row + 1));
const asMap = ({row1, row2, separation: s}: Pairs): Map<string, number> =>
  new Map(Array.from(row1, (i, k) => [`${id(i)}-${id(row2[k]!)}`, s[k]!]));

const TOLERANCE = 1e-9;

/** Pairs of one map that the other lacks, or has at another separation. */
function differences(ours: Map<string, number>, theirs: Map<string, number>): string[] {
  const differs = (pair: string) =>
    !(Object.is(ours.get(pair), theirs.get(pair)) || Math.abs(ours.get(pair)! - theirs.get(pair)!) <= TOLERANCE);
  return [...new Set([...ours.keys(), ...theirs.keys()])].filter(differs);
}

function isOrdered({row1, row2}: Pairs): boolean {
  return row1.every((i, k) => k === 0 || row1[k - 1]! < i || (row1[k - 1] === i && row2[k - 1]! < row2[k]!));
}

describe("against STILTS", () => {
  const a = positionsOf("edge/edge_a.csv");
  const b = positionsOf("edge/edge_b.csv");
  const cases = FINDS.flatMap((find) => JOINS.map((join): [Find, Join] => [find, join]));

  it.each(cases)("gives the rows of the edge tables with find %s and join %s", (find, join) => {
    const joined = joinRows(findPairs(a, b, RADIUS, find), a.ra.length, b.ra.length, join);
    expect(differences(asMap(joined), referencePairs(`edge/stilts_${find}_${join}.csv`))).toEqual([]);
  });

  it("gives the same edge pairs when the longer list comes first", () => {
    const turned = [...asMap(findPairs(b, a, RADIUS, "all"))].map(([pair, s]): [string, number] => [
      pair.split("-").reverse().join("-"),
      s
    ]);
    expect(differences(new Map(turned), referencePairs("edge/stilts_all_1and2.csv"))).toEqual([]);
  });

  it.each(FINDS)("gives the pairs of 8884 x 20000 rows with find %s", (find) => {
    const pairs = findPairs(positionsOf("small/cat_a.csv.gz"), positionsOf("small/cat_b.csv.gz"), RADIUS, find);
    expect(differences(asMap(pairs), referencePairs(`small/pairs_${find}.csv.gz`))).toEqual([]);
    expect(isOrdered(pairs)).toBe(true);
  });

  it("orders pairs by the first list also when it is the longer", () => {
    const pairs = findPairs(positionsOf("small/cat_b.csv.gz"), positionsOf("small/cat_a.csv.gz"), RADIUS, "all");
    expect(pairs.row1).toHaveLength(3499);
    expect(isOrdered(pairs)).toBe(true);
  });

  it("counts rows without a position and rows matched more than once", () => {
    expect(countUnplaced(a)).toBe(3);
    expect(countUnplaced(b)).toBe(2);
    const repeated = (find: Find) => countRepeated(findPairs(a, b, RADIUS, find), a.ra.length, b.ra.length);
    expect(repeated("best")).toEqual({list1: 0, list2: 0});
    expect(repeated("best1").list1).toBe(0);
    expect(repeated("best2").list2).toBe(0);
    expect(repeated("all")).toEqual({list1: 9, list2: 9});
  });
});

/** Points on the sphere, dense about the poles, the origin of right ascension and some centres; a few repeated or missing. */
function sky(name: string, n: number, spread: number): Positions {
  const rng = stream("cross-match test", name);
  const centres: [number, number][] = [
    [0, 90],
    [120, -90],
    [0, 0],
    [359.9999, 45],
    [10, 89.99],
    [200, -30]
  ];
  const ra = new Float64Array(n);
  const dec = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const [ra0, dec0] = centres[rng.int(centres.length)]!;
    const about = rng.real() < 0.9;
    ra[i] = about
      ? (ra0 + (spread / Math.max(0.01, Math.cos((dec0 * Math.PI) / 180))) * rng.normal() + 720) % 360
      : 360 * rng.real();
    dec[i] = about ? dec0 + spread * rng.normal() : 180 * rng.real() - 90;
    if (Math.abs(dec[i]!) > 90) dec[i] = Math.sign(dec[i]!) * 180 - dec[i]!;
    dec[i] = Math.max(-90, Math.min(90, dec[i]!));
    if (Math.abs(dec0) === 90) ra[i] = 360 * rng.real();
    if (i > 0 && rng.real() < 0.05) [ra[i], dec[i]] = [ra[i - 1]!, dec[i - 1]!];
    if (rng.real() < 0.01) ra[i] = NaN;
  }
  return {ra, dec};
}

function bruteForce(a: Positions, b: Positions, radius: number): Map<string, number> {
  const pairs = new Map<string, number>();
  for (let i = 0; i < a.ra.length; i++) {
    for (let j = 0; j < b.ra.length; j++) {
      const s = separation(a.ra[i]!, a.dec[i]!, b.ra[j]!, b.dec[j]!);
      if (s <= radius) pairs.set(`${i + 1}-${j + 1}`, s);
    }
  }
  return pairs;
}

describe("against brute force", () => {
  it.each([
    [0, 0.01],
    [0.5, 0.0005],
    [2, 0.002],
    [60, 0.05],
    [3600, 1],
    [7200, 15],
    [36000, 20],
    [180000, 60],
    [400000, 60],
    [648000, 60]
  ])("finds every pair within %d arcsec, poles and the origin of right ascension included", (radius, spread) => {
    const a = sky(`a${radius}`, 160, spread);
    const b = sky(`b${radius}`, 240, spread);
    const both = {ra: Float64Array.of(...b.ra, ...a.ra.slice(0, 20)), dec: Float64Array.of(...b.dec, ...a.dec.slice(0, 20))};
    const truth = bruteForce(a, both, radius);
    expect(truth.size).toBeGreaterThanOrEqual(20);
    const pairs = findPairs(a, both, radius, "all");
    expect(asMap(pairs)).toEqual(truth);
    expect(isOrdered(pairs)).toBe(true);
  });

  it("gives no pair twice where several cells of a row share a bucket", () => {
    for (let n = 40; n < 140; n++) {
      // on the boundaries of zones and of right ascension each circle touches four cells
      const list = {ra: new Float64Array(n), dec: Float64Array.from({length: n}, (_, k) => -90 + ((k + 1) * 180) / (64 + n))};
      expect(findPairs(list, list, 60, "all").row1).toHaveLength(n);
    }
  });

  it("finds pairs that lie on either side of a boundary of zones or bands", () => {
    const n = 20_000;
    const beside = (arcsec: number) => ({
      ra: Float64Array.from({length: n}, (_, k) => 0.018 * k),
      dec: Float64Array.from({length: n}, (_, k) => -90 + ((k + 1) * 180) / (64 + n) + arcsec / 3600)
    });
    expect(findPairs(beside(-1.5), beside(1.5), 3.5, "best").row1).toHaveLength(n);
  });

  it("takes the nearest partner, the smaller row on a tie", () => {
    const a = sky("best a", 300, 0.001);
    const b = sky("best b", 300, 0.001);
    const all = [...bruteForce(a, b, 5)].map(([pair, s]) => ({i: Number(pair.split("-")[0]), j: Number(pair.split("-")[1]), s}));
    const nearest = new Map<number, {i: number; j: number; s: number}>();
    for (const p of all) {
      const held = nearest.get(p.i);
      if (!held || p.s < held.s || (p.s === held.s && p.j < held.j)) nearest.set(p.i, p);
    }
    expect(asMap(findPairs(a, b, 5, "best1"))).toEqual(new Map([...nearest.values()].map(({i, j, s}) => [`${i}-${j}`, s])));
  });
});

describe("separation", () => {
  it("keeps its digits from a billionth of an arcsecond to the antipode", () => {
    expect(separation(10, 0, 10, 1e-12 / 3.6)).toBeCloseTo(1e-9, 20);
    expect(Math.abs(separation(0, 0, 180, 0) - 648000)).toBeLessThan(1e-9);
    expect(Math.abs(separation(0, 0, 180, 1e-7) - (648000 - 3.6e-4))).toBeLessThan(1e-9);
    expect(Math.abs(separation(100, 20, 280, -20) - 648000)).toBeLessThan(1e-9);
    expect(Math.abs(separation(7, 90, 7, -90) - 648000)).toBeLessThan(1e-9);
    expect(Math.abs(separation(0, 0, 90, 0) - 324000)).toBeLessThan(1e-9);
  });

  it("is exactly zero for one place, whatever its right ascension is called", () => {
    expect(separation(0, 90, 180, 90)).toBe(0);
    expect(separation(0, -90, 77, -90)).toBe(0);
    expect(separation(0, 10, 360, 10)).toBe(0);
    expect(separation(5, 30, 725, 30)).toBe(0);
    expect(separation(359, 30, -1, 30)).toBe(0);
    expect(separation(83.8221, -5.3911, 83.8221, -5.3911)).toBe(0);
  });

  it("does not depend on the order of the positions", () => {
    const a = sky("symmetry", 60, 30);
    for (let i = 1; i < 60; i++) {
      const s = separation(a.ra[i]!, a.dec[i]!, a.ra[i - 1]!, a.dec[i - 1]!);
      expect(separation(a.ra[i - 1]!, a.dec[i - 1]!, a.ra[i]!, a.dec[i]!)).toBe(s);
    }
  });
});

describe("refusals", () => {
  const good = {ra: Float64Array.of(10), dec: Float64Array.of(5)};

  it("names the list and row of a declination beyond the poles", () => {
    const bad = positionsOf("edge/baddec_a.csv");
    const message = "declination outside [-90, 90]; got 90.0001 in row 1 of list 1, give degrees or null";
    expect(() => findPairs(bad, good, RADIUS, "all")).toThrow(message);
    expect(() => findPairs(good, {ra: Float64Array.of(1, 1), dec: Float64Array.of(0, -91)}, RADIUS, "all")).toThrow(
      "-91 in row 2 of list 2"
    );
    const many = {ra: new Float64Array(9), dec: new Float64Array(9).fill(100)};
    expect(() => findPairs(good, many, RADIUS, "all")).toThrow("and 6 more");
  });

  it("refuses a radius that is no length", () => {
    expect(() => findPairs(good, good, -1, "all")).toThrow("radius must be in [0, 648000] arcsec; got -1");
    expect(() => findPairs(good, good, NaN, "all")).toThrow("got NaN");
  });

  it("matches nothing to empty lists", () => {
    const empty = {ra: new Float64Array(0), dec: new Float64Array(0)};
    expect(findPairs(empty, good, RADIUS, "all").row1).toHaveLength(0);
    expect(findPairs(good, empty, RADIUS, "best").row1).toHaveLength(0);
    expect(joinRows(findPairs(good, empty, RADIUS, "best"), 1, 0, "1or2").row1).toEqual(Int32Array.of(0));
  });
});

it("gives no separation, and only the sides they keep, for exclusive joins", () => {
  expect(JOINS.filter((join) => !joinedParts(join).separation)).toEqual(["1not2", "2not1", "1xor2"]);
  expect(joinedParts("1not2")).toEqual({list1: true, list2: false, separation: false});
  expect(joinedParts("2not1")).toEqual({list1: false, list2: true, separation: false});
});
