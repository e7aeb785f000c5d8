// Tables for the tests of boosting.
import {boosterDefaults, type BoosterParams} from "../../../nodes/kernels/boosting/boosting.ts";
import {stream} from "../../../nodes/kernels/random.ts";

/** A table of test/reference/boosting.py: columns of integers from 1 to levels. */
export interface FormulaShape {
  readonly rows: number;
  readonly columns: number;
  readonly levels: number;
}

export interface Data {
  readonly columns: Float64Array[];
  readonly y: Float64Array;
}

/** The tables of test/reference/boosting.py. */
export function formulaTable({rows, columns: p, levels}: FormulaShape): Data {
  const columns = Array.from({length: p}, () => new Float64Array(rows));
  const y = new Float64Array(rows);
  let state = 12345;
  const next = (): number => (state = (Math.imul(1664525, state) + 1013904223) >>> 0);
  for (let i = 0; i < rows; ++i) {
    for (let j = 0; j < p; ++j) columns[j]![i] = 1 + ((next() >>> 16) % levels);
    const [a, b, c] = [0, 1, 2].map((j) => columns[j]![i]! / levels) as [number, number, number];
    y[i] = 3 * a * a - 2 * b + a * c + next() / 4294967296;
  }
  return {columns, y};
}

/** A noisy curve over random columns; some of them of few values, negative or constant. */
export function randomTable(n: number, p: number): Data {
  const rng = stream("boosting test", n, p);
  const columns = Array.from({length: p}, (_, j) =>
    Float64Array.from({length: n}, () => [rng.normal(), Math.round(3 * rng.real()), -1 - rng.real(), 7][j % 4]!)
  );
  return {columns, y: Float64Array.from({length: n}, (_, i) => columns[0]![i]! ** 2 + columns[1]![i]! + 0.1 * rng.normal())};
}

export function r2(y: Float64Array, predictions: Float64Array): number {
  const mean = y.reduce((a, b) => a + b) / y.length;
  const squares = (at: (i: number) => number): number => y.reduce((sum, v, i) => sum + (v - at(i)) ** 2, 0);
  return 1 - squares((i) => predictions[i]!) / squares(() => mean);
}

/** Tables of all sorts: few or many distinct values, constant columns, copies, exact ties, huge and tiny targets. */
export function awkwardTable(seed: number): Data & {readonly params: BoosterParams} {
  const rng = stream("awkward table", seed);
  const one = <T>(options: readonly T[]): T => options[rng.int(options.length)]!;
  const n = 1 + rng.int(one([60, 700]));
  const draws = [() => rng.normal(), () => rng.int(2), () => rng.int(7) - 3, () => 5, () => 1e9 * rng.real()];
  const columns = Array.from({length: 1 + rng.int(one([9, 9, 9, 70]))}, () => {
    const draw = one(draws);
    return Float64Array.from({length: n}, () => draw());
  });
  if (rng.int(3) === 0) columns.push(columns[0]!.slice());
  const sign = (column: Float64Array, i: number): number => (column[i]! > 0 ? 1 : 0);
  const target = one<(i: number) => number>([
    () => rng.normal(),
    () => rng.int(3),
    (i) => sign(columns[0]!, i) ^ sign(columns.at(-1)!, i),
    () => 1e9 * rng.normal(),
    () => 1e-9 * rng.normal(),
    (i) => 1000 + 1e-3 * columns[0]![i]!
  ]);
  const params = {
    ...boosterDefaults,
    nEstimators: 1 + rng.int(20),
    numLeaves: 2 + rng.int(40),
    minChildSamples: 1 + rng.int(25),
    minChildWeight: one([1e-3, 1e-3, 12.5]),
    maxBin: one([2, 15, 255, 256]),
    minDataInBin: 1 + rng.int(4)
  };
  return {columns, y: Float64Array.from({length: n}, (_, i) => target(i)), params};
}
