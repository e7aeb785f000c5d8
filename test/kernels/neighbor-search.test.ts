import {describe, expect, it} from "vitest";
import {findNearest, type Nearest} from "../../nodes/kernels/neighbors/search.ts";
import {type Rng, stream} from "../../nodes/kernels/random.ts";
import {everyNeighbor} from "./plain/neighbors.ts";

/** What a column may be made of. */
const columns: Readonly<Record<string, (rng: Rng) => () => number>> = {
  random: (rng) => () => rng.normal(),
  clustered: (rng) => {
    const centres = [0, 1, 2].map(() => 1000 * rng.normal());
    return () => centres[rng.int(3)]! + rng.normal();
  },
  "in two clusters far apart": (rng) => () => (rng.int(2) ? 1e9 : -1e9) + rng.normal(),
  "on a coarse grid": (rng) => () => rng.int(4),
  "on a fine grid": (rng) => () => rng.int(20) / 8,
  constant: (rng) => {
    const value = rng.normal();
    return () => value;
  },
  huge: (rng) => () => 1e9 * rng.normal(),
  tiny: (rng) => () => 1e-9 * rng.normal(),
  "far from 0": (rng) => () => 1e12 + rng.normal(),
  "too large to square": (rng) => () => 1e200 * rng.normal(),
  "too small to square": (rng) => () => 1e-200 * rng.normal(),
  "hardly large enough to square": (rng) => () => 1e-159 * rng.normal(),
  "as large as can be": (rng) => () => (rng.int(2) ? 1 : -1) * 1.7e308,
  "zeros of both signs": (rng) => () => (rng.int(2) ? 0 : -0),
  "heavy-tailed": (rng) => () => rng.normal() / rng.normal() ** 4,
  mixed: (rng) => () => rng.normal() * 10 ** (rng.int(19) - 9)
};

/** Rows, each one number a column, and places to ask for: rows, what is near them, and anything. */
function drawCase(rng: Rng, draws: readonly (() => number)[], n: number): {rows: number[][]; asked: number[][]} {
  let rows = Array.from({length: n}, () => draws.map((draw) => draw()));
  // Of a few rows, many copies.
  if (rng.int(4) === 0) rows = rows.map((_, i) => rows[(i * 7) % Math.min(n, 5)]!);
  // Columns that follow from the first, but for a little.
  if (rng.int(4) === 0) rows = rows.map((row) => row.map((x, j) => row[0]! * 0.2 * (j % 3) + 0.01 * x));
  const asked = Array.from({length: 6}, (_, i) => {
    const row = rows[rng.int(n)]!;
    return i < 2 ? row : row.map((x) => (i < 4 ? x + rng.normal() : rng.normal() * 10 ** (rng.int(40) - 20)));
  });
  return {rows, asked};
}

const columnsOf = (rows: readonly (readonly number[])[]) => rows[0]!.map((_, j) => rows.map((row) => row[j]!));

/** What the search finds, and what measuring every row does. */
function bothWays(rows: readonly (readonly number[])[], asked: readonly (readonly number[])[], k: number, p: 1 | 2) {
  const training = {X: Float64Array.from(rows.flat()), predictors: rows[0]!.length, p};
  const plain = ({distances, rows}: Nearest) => ({distances: Array.from(distances), rows: Array.from(rows)});
  return {
    found: plain(findNearest(training, Float64Array.from(asked.flat()), k)),
    truth: plain(everyNeighbor(columnsOf(rows), columnsOf(asked), k, p))
  };
}

describe("the search for neighbours finds what measuring every row finds, to the bit", () => {
  for (const [name, make] of Object.entries(columns))
    it(`among rows of columns that are ${name}`, () => {
      const rng = stream("neighbour search", name);
      for (const n of [1, 5, 33, 64, 200])
        for (const p of [1, 2] as const)
          for (const d of [1, 2, 1 + rng.int(12)]) {
            const {rows, asked} = drawCase(
              rng,
              Array.from({length: d}, () => make(rng)),
              n
            );
            for (const k of [1, Math.min(n, 5), n]) {
              const {found, truth} = bothWays(rows, asked, k, p);
              expect(found).toEqual(truth);
            }
          }
    });

  it("among columns of several kinds, and more of them than axes", () => {
    const rng = stream("neighbour search, several kinds");
    const kinds = Object.values(columns);
    for (let round = 0; round < 60; ++round) {
      const draws = Array.from({length: 2 + rng.int(40)}, () => kinds[rng.int(kinds.length)]!(rng));
      const {rows, asked} = drawCase(rng, draws, 1 + rng.int(200));
      const {found, truth} = bothWays(rows, asked, 1 + rng.int(rows.length), round % 2 === 0 ? 1 : 2);
      expect(found).toEqual(truth);
    }
  });

  it("among many rows that are all equal, or of a few kinds, without measuring each", () => {
    const n = 40_000;
    for (const kinds of [1, 3]) {
      const training = {X: Float64Array.from({length: 3 * n}, (_, i) => Math.floor(i / 3) % kinds), predictors: 3, p: 2 as const};
      // Measuring each would be 400 million distances.
      const {rows, distances} = findNearest(training, new Float64Array(3 * 10_000).fill(1), 3);
      const first = kinds === 1 ? 0 : 1;
      expect(rows.findIndex((row, i) => row !== first + kinds * (i % 3))).toBe(-1);
      expect(distances.findIndex((distance) => distance !== (kinds === 1 ? 3 : 0))).toBe(-1);
    }
  });
});
