import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {convexHull, type Hull} from "../../nodes/kernels/hull.ts";
import {countMissing, fitRegion, insideRegion} from "../../nodes/kernels/hull/region.ts";
import {type Rng, stream} from "../../nodes/kernels/random.ts";

interface Case {
  readonly name: string;
  readonly points: number[][];
  readonly vertices: number[];
  readonly facets: number;
  readonly volume: number;
  readonly queries: number[][];
  readonly inside: number[];
}

const {cases} = JSON.parse(readFileSync(new URL("../reference/hull.json", import.meta.url), "utf8")) as {cases: Case[]};

const columnsOf = (points: readonly (readonly number[])[], d = points[0]!.length): Float64Array[] =>
  Array.from({length: d}, (_, j) => Float64Array.from(points, (point) => point[j]!));
const namesOf = (d: number): string[] => Array.from({length: d}, (_, j) => `c${j + 1}`);
const hullOf = (points: readonly (readonly number[])[], options = {}): Hull =>
  convexHull(columnsOf(points), namesOf(points[0]!.length), options);
const regionOf = (points: readonly (readonly number[])[], options = {}, tolerance = 1e-9) =>
  fitRegion(columnsOf(points), namesOf(points[0]!.length), "raw", tolerance, options).region;

/** The points at some rows as text, so that equal rows are one. */
const placesOf = (points: readonly (readonly number[])[], rows: Iterable<number>): string[] =>
  [...new Set([...rows].map((row) => points[row]!.join(" ")))].sort();

/** The greatest height of any point above any facet, in scaled coordinates. */
function highest(points: readonly (readonly number[])[], {d, facets, center, scale}: Hull): number {
  let most = -Infinity;
  for (const point of points) {
    for (let o = 0; o < facets.length; o += d + 1) {
      let height = facets[o + d]!;
      for (let j = 0; j < d; j++) height += facets[o + j]! * (point[j]! - center[j]!) * scale[j]!;
      most = Math.max(most, height);
    }
  }
  return most;
}

describe("against Qhull", () => {
  it.each(cases)("gives the vertices, facets and volume of $name", ({name, points, vertices, facets, volume}) => {
    const hull = hullOf(points);
    expect(placesOf(points, hull.rows)).toEqual(placesOf(points, vertices));
    expect(Math.abs(hull.volume / volume - 1)).toBeLessThan(1e-11);
    // coplanar facets may be cut into simplices in more than one way
    const simplicial = !name.startsWith("grid");
    expect(simplicial ? hull.simplices.length / hull.d : facets).toBe(facets);
  });

  it.each(cases)("answers as Delaunay which points lie inside $name, by facets and by vertices", ({points, queries, inside}) => {
    const asked = columnsOf(queries);
    expect([...insideRegion(regionOf(points), asked)]).toEqual(inside);
    expect([...insideRegion(regionOf(points, {maxDimensions: 0}), asked)]).toEqual(inside);
  });

  it.each(cases)("finds the same vertices of $name without facets", ({points, vertices}) => {
    expect(placesOf(points, hullOf(points, {maxDimensions: 0}).rows)).toEqual(placesOf(points, vertices));
  });
});

const cube = (side: number, d: number, step: number): number[][] =>
  d === 0 ? [[]] : cube(side, d - 1, step).flatMap((p) => Array.from({length: side}, (_, k) => [...p, k * step]));

function rotated(points: number[][], rng: Rng): number[][] {
  const d = points[0]!.length;
  const axes: number[][] = [];
  while (axes.length < d) {
    const axis = Array.from({length: d}, () => rng.normal());
    for (const other of axes) {
      const along = axis.reduce((sum, value, j) => sum + value * other[j]!, 0);
      other.forEach((value, j) => (axis[j]! -= along * value));
    }
    const length = Math.sqrt(axis.reduce((sum, value) => sum + value * value, 0));
    axes.push(axis.map((value) => value / length));
  }
  return points.map((p) => axes.map((axis) => axis.reduce((sum, value, j) => sum + value * p[j]!, 0)));
}

const cloud = (n: number, d: number, rng: Rng): number[][] =>
  Array.from({length: n}, () => Array.from({length: d}, () => rng.normal()));

describe("nasty point sets", () => {
  const rng = stream("hull test");
  const circle = (k: number): [number, number] => [Math.cos((k * Math.PI) / 50), Math.sin((k * Math.PI) / 50)];
  const nasty: [string, number[][], number][] = [
    ["a grid in steps of 0.1", cube(6, 3, 0.1), 0.125],
    ["a turned grid, its faces flat to the last digit only", rotated(cube(5, 3, 1), rng), 64],
    ["a turned grid in four dimensions", rotated(cube(3, 4, 1), rng), 16],
    ["a turned cube in six dimensions", rotated(cube(2, 6, 1), rng), 1],
    [
      "a prism over a circle",
      Array.from({length: 200}, (_, k) => [...circle(k % 100), k < 100 ? 0 : 1]),
      50 * Math.sin(Math.PI / 50)
    ],
    ["rows 1e-15 apart", Array.from({length: 120}, (_, k) => cube(2, 3, 1)[k % 8]!.map((x) => x + 1e-15 * rng.normal())), 1]
  ];

  it.each(nasty)("holds all points of %s and has its volume", (_, points, volume) => {
    const hull = hullOf(points);
    expect(highest(points, hull)).toBeLessThan(1e-14);
    expect(Math.abs(hull.volume / volume - 1)).toBeLessThan(1e-12);
    expect([...insideRegion(regionOf(points), columnsOf(points))]).toEqual(points.map(() => 1));
  });

  it.each([1e-6, 1e-8, 1e-10])(
    "keeps slivers straight, as where the edges of a turned cube bulge by %d within its faces",
    (bulge) => {
      const edges = cube(3, 3, 0.5).filter((p) => p.filter((x) => x === 0.5).length === 1);
      const bulging = edges.map((p) => p.with(p[0] === 0.5 ? 1 : 0, p[p[0] === 0.5 ? 1 : 0] === 0 ? -bulge : 1 + bulge));
      const points = rotated([...cube(2, 3, 1), ...bulging], rng);
      const hull = hullOf(points);
      expect(hull.rows).toHaveLength(20);
      expect(highest(points, hull)).toBeLessThan(1e-14);
    }
  );

  it("is as sharp for a cloud a ten-billionth thick", () => {
    const thin = cloud(200, 3, rng).map(([x, y, z]) => [x!, y!, x! + y! + 1e-10 * z!]);
    const hull = hullOf(thin);
    expect(highest(thin, hull)).toBeLessThan(1e-14);
    const flat = hullOf(thin.map(([x, y]) => [x!, y!]));
    expect(hull.volume / flat.volume).toBeGreaterThan(1e-11);
    expect(hull.volume / flat.volume).toBeLessThan(1e-9);
  });

  it("does not change when columns are scaled by powers of ten to the ninth either way", () => {
    const points = cloud(150, 4, rng);
    const factors = [2 ** 30, 2 ** -30, 1, 2 ** 20];
    const hull = hullOf(points);
    const scaled = hullOf(points.map((p) => p.map((x, j) => x * factors[j]!)));
    expect(scaled.facets).toEqual(hull.facets);
    expect(scaled.rows).toEqual(hull.rows);
    expect(scaled.volume).toBe(hull.volume * 2 ** 20);
  });

  it("has the same vertices and volume whatever the order of the rows", () => {
    const points = cloud(120, 4, rng);
    const order = rng.permutation(120);
    const turned = Array.from(order, (row) => points[row]!);
    expect(placesOf(turned, hullOf(turned).rows)).toEqual(placesOf(points, hullOf(points).rows));
    expect(hullOf(turned).volume).toBeCloseTo(hullOf(points).volume, 10);
  });

  it("closes: every ridge belongs to two facets", () => {
    for (const d of [2, 3, 4, 5]) {
      const {simplices} = hullOf(cloud(60, d, rng));
      const ridges = new Map<string, number>();
      for (let f = 0; f < simplices.length; f += d) {
        const corners = [...simplices.subarray(f, f + d)].sort((a, b) => a - b);
        for (const left of corners) {
          const ridge = corners.filter((corner) => corner !== left).join();
          ridges.set(ridge, (ridges.get(ridge) ?? 0) + 1);
        }
      }
      expect([...new Set(ridges.values())]).toEqual([2]);
    }
  });

  it("spans an interval in one dimension", () => {
    const hull = hullOf([[3], [1], [2], [1]]);
    expect([...hull.rows]).toEqual([0, 1]);
    expect(hull.volume).toBe(2);
    expect([...insideRegion(regionOf([[3], [1], [2]]), [Float64Array.of(0.9, 1, 2.5, 3, 3.1)])]).toEqual([0, 1, 1, 1, 0]);
  });

  it("keeps vertices only, with the same answers, in seven and eight dimensions and where facets are too many", () => {
    for (const d of [7, 8]) {
      const points = cloud(60, d, rng);
      const asked = columnsOf(cloud(150, d, rng).map((p) => p.map((x) => 0.4 * x)));
      const whole = regionOf(points, {maxDimensions: 8, maxFacets: 1e6});
      expect(regionOf(points).facets).toHaveLength(0);
      expect(insideRegion(regionOf(points), asked)).toEqual(insideRegion(whole, asked));
    }
    expect(hullOf(cloud(60, 4, rng), {maxFacets: 20}).facets).toHaveLength(0);
  });
});

describe("regions", () => {
  const rng = stream("hull region test");
  const fluxes = Array.from({length: 80}, () => Array.from({length: 3}, () => 10 ** (2 + rng.normal())));

  it.each(["raw", "log10", "yeoJohnson"] as const)("holds the rows it was drawn round in the space %s", (space) => {
    const {region, used, missing} = fitRegion(columnsOf(fluxes), namesOf(3), space, 1e-9);
    expect([used, missing]).toEqual([80, 0]);
    expect([...insideRegion(region, columnsOf(fluxes))]).toEqual(fluxes.map(() => 1));
    expect([...insideRegion(region, columnsOf(fluxes.map((p) => p.map((x) => x * 1e6))))]).toEqual(fluxes.map(() => 0));
  });

  it("is a box of powers in log10 where it is a cone of sums in raw", () => {
    const corners = [
      [1, 1],
      [1, 100],
      [100, 1],
      [100, 100]
    ];
    const inLog = fitRegion(columnsOf(corners.slice(0, 3)), namesOf(2), "log10", 1e-9).region;
    const inRaw = fitRegion(columnsOf(corners.slice(0, 3)), namesOf(2), "raw", 1e-9).region;
    const asked = columnsOf([
      [30, 30],
      [9, 9]
    ]);
    expect([...insideRegion(inRaw, asked)]).toEqual([1, 1]);
    expect([...insideRegion(inLog, asked)]).toEqual([0, 1]);
  });

  it("counts rows that have no place as outside, and leaves them out of the fit", () => {
    const gaps = [...fluxes, [NaN, 1, 1], [1, 0, 1], [1, -5, 1], [1, 1, Infinity]];
    const inLog = fitRegion(columnsOf(gaps), namesOf(3), "log10", 1e-9);
    expect(inLog.missing).toBe(4);
    expect(insideRegion(inLog.region, columnsOf(gaps)).slice(80)).toEqual(new Uint8Array(4));
    expect(countMissing(inLog.region, columnsOf(gaps))).toBe(4);
    expect(fitRegion(columnsOf(gaps), namesOf(3), "yeoJohnson", 1e-9).missing).toBe(2);
  });

  it("takes in what lies within the tolerance of a facet", () => {
    const square = [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1]
    ];
    const asked = [Float64Array.of(1.05, 1.2), Float64Array.of(0.5, 0.5)];
    expect([...insideRegion(regionOf(square, {}, 0.1), asked)]).toEqual([1, 0]);
    expect([...insideRegion(regionOf(square, {maxDimensions: 0}, 0.1), asked)]).toEqual([1, 0]);
    expect([...insideRegion(regionOf(square), asked)]).toEqual([0, 0]);
  });
});

it("without facets takes in what lies no farther than the tolerance from the hull", () => {
  const rng = stream("hull tolerance test");
  const region = regionOf(cube(2, 2, 1), {maxDimensions: 0}, 0.1);
  for (let k = 0; k < 500; k++) {
    const [x, y] = [1.4 * rng.real() - 0.2, 1.4 * rng.real() - 0.2];
    const beyond = Math.hypot(Math.max(0, -x, x - 1), Math.max(0, -y, y - 1));
    expect(insideRegion(region, [Float64Array.of(x), Float64Array.of(y)])[0]).toBe(beyond <= 0.1 ? 1 : 0);
  }
});

describe("rows that span no volume", () => {
  const fail = (points: number[][], names?: string[]) => () => convexHull(columnsOf(points), names ?? namesOf(points[0]!.length));

  it("says how many rows are needed", () => {
    expect(
      fail([
        [1, 2, 3, 4],
        [2, 3, 4, 5],
        [3, 1, 1, 1]
      ])
    ).toThrow("3 rows cannot span 4 dimensions; need at least 5");
    expect(fail([[1, 2]])).toThrow("1 row cannot span 2 dimensions; need at least 3");
    expect(
      fail([
        [1, 2],
        [1, 2],
        [1, 2],
        [3, 4]
      ])
    ).toThrow("2 different rows cannot span 2 dimensions; need at least 3");
    expect(() =>
      fitRegion(
        columnsOf([
          [1, 2],
          [NaN, 2],
          [1, NaN]
        ]),
        namesOf(2),
        "yeoJohnson",
        0
      )
    ).toThrow("1 row cannot span 2 dimensions");
  });

  it("names constant columns", () => {
    const points = cloud(20, 3, stream("constant")).map(([x, y]) => [x!, 4.5, y!]);
    expect(fail(points, ["wise1", "wise2", "wise3"])).toThrow(
      'constant columns span no volume; got "wise2" (all 4.5), drop them from the hull'
    );
  });

  it("names a column that follows from the others", () => {
    const points = cloud(20, 3, stream("coplanar")).map(([x, y, z]) => [x!, y!, 3 * x! - 2 * y! + 7, z!]);
    expect(fail(points)).toThrow(
      'the rows span only 3 of 4 dimensions; "c3" follows linearly from the other columns, drop it from the hull'
    );
  });

  it("names the column and row of a value that is not finite", () => {
    expect(
      fail([
        [1, 2],
        [NaN, 3],
        [2, 2]
      ])
    ).toThrow('column "c1" has no finite value in row 2; got NaN, leave such rows out');
  });
});
