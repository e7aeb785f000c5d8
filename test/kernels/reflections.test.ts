import {readFileSync} from "node:fs";
import {Matrix, QrDecomposition} from "ml-matrix";
import {describe, expect, it} from "vitest";
import {fitLinear} from "../../nodes/kernels/linear.ts";
import {stream} from "../../nodes/kernels/random.ts";
import {triangleOf} from "../../nodes/kernels/reflections.ts";
import {shared} from "../shared.ts";

/** The same by ml-matrix. */
function byLibrary(columns: readonly number[][], means: readonly number[], y: readonly number[], yMean: number) {
  const A = new Matrix(y.map((_, i) => columns.map((column, j) => column[i]! - means[j]!)));
  const qr = new QrDecomposition(A);
  const b = Matrix.columnVector(y.map((value) => value - yMean));
  return {
    R: Float64Array.from(qr.upperTriangularMatrix.to1DArray()),
    turned: Float64Array.from(qr.orthogonalMatrix.transpose().mmul(b).to1DArray())
  };
}

const bits = (values: Float64Array) => [...new BigUint64Array(values.buffer)];

function bothWays(columns: readonly number[][], y: readonly number[]) {
  const means = columns.map((column) => column.reduce((sum, value) => sum + value, 0) / column.length);
  const found = triangleOf(columns, means, y, 0.5);
  const truth = byLibrary(columns, means, y, 0.5);
  return {found: [...bits(found.R), ...bits(found.turned)], truth: [...bits(truth.R), ...bits(truth.turned)]};
}

describe("reflections", () => {
  it("have the bits of ml-matrix's decomposition, for any number of columns, scales, constants and twins", () => {
    const rng = stream("reflections");
    for (let round = 0; round < 120; ++round) {
      const p = 1 + rng.int(20);
      const n = p + 1 + rng.int(round % 10 === 0 ? 500 : 30);
      const columns = Array.from({length: p}, () => {
        const scale = 10 ** (rng.int(19) - 9) * Math.min(1, rng.int(8));
        return Array.from({length: n}, () => (rng.int(4) > 0 ? scale * rng.normal() + scale : rng.int(3)));
      });
      if (round % 3 === 0) columns[p - 1] = columns[0]!;
      if (round % 4 === 0) columns[rng.int(p)] = columns[0]!.map(() => 7);
      const {found, truth} = bothWays(
        columns,
        Array.from({length: n}, () => rng.normal())
      );
      expect(found).toEqual(truth);
    }
  });

  const path = shared("data/joined_dustpedia_MIPS1.csv");
  it.skipIf(path === undefined)("have them for galaxies", () => {
    const [names, ...lines] = readFileSync(path!, "utf8").trim().split(/\r?\n/);
    const wanted = ["MIPS1", ...[1, 2, 3, 4].flatMap((band) => [`WISE${band}`, `chi2W${band}`, `mW${band}`, `nW${band}`])];
    const places = wanted.map((name) => names!.split(",").indexOf(name));
    const cells = lines.map((line) => line.split(",")).map((row) => places.map((place) => row[place] ?? ""));
    const rows = cells
      .filter((row) => row.every((cell) => cell !== "" && Number.isFinite(Number(cell))))
      .map((row) => row.map(Number));
    expect(rows.length).toBeGreaterThan(200);
    const [y, ...columns] = wanted.map((_, j) => rows.map((row) => row[j]!));
    const {found, truth} = bothWays(columns, y!);
    expect(found).toEqual(truth);
  });

  it("refuse numbers whose lengths are none, and tables beyond all memory", () => {
    const huge = [[1.7e308, -1.7e308, 1.7e308, 1e308]];
    expect(() => fitLinear(huge, [1, 2, 3, 4])).toThrow("the numbers are too large to be fitted");
    const long = {length: 30_000_000};
    const columns = Array.from({length: 20}, () => long);
    expect(() =>
      triangleOf(
        columns,
        columns.map(() => 0),
        long,
        0
      )
    ).toThrow("fitting 30000000 rows of 20 predictors needs 10.1 GiB; WebAssembly has 4: use fewer rows");
  });
});
