import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {integerColumn, realColumn, Table, textColumn} from "../../runtime/table.ts";
import {mostChanged, predictedColumns} from "../../src/compare/changed.ts";
import {verdictOf} from "../../src/compare/compare.ts";
import {bootstrap} from "../../src/compare/held-out.ts";
import {pairedOverFolds, studentQuantile, studentWithin, unpairedOverFolds} from "../../src/compare/interval.ts";

interface Interval {
  readonly difference: number;
  readonly lower: number;
  readonly upper: number;
}

const reference = JSON.parse(readFileSync(new URL("../reference/compare.json", import.meta.url), "utf8")) as {
  readonly student: readonly {readonly t: number; readonly freedom: number; readonly within: number}[];
  readonly quantiles: readonly {readonly share: number; readonly freedom: number; readonly t: number}[];
  readonly folds: readonly (Interval & {readonly a: readonly number[]; readonly b: readonly number[]})[];
  readonly rows: Interval & {readonly truth: number[]; readonly a: number[]; readonly b: number[]};
};

describe("intervals of a difference", () => {
  it("rest on Student's t as scipy has it", () => {
    for (const {t, freedom, within} of reference.student)
      expect(studentWithin(t, freedom), `${t} ${freedom}`).toBeCloseTo(within, 13);
    for (const {share, freedom, t} of reference.quantiles)
      expect(studentQuantile(share, freedom) / t, `${share} ${freedom}`).toBeCloseTo(1, 11);
  });

  it("over folds are those of Nadeau and Bengio's t", () => {
    for (const {a, b, difference, lower, upper} of reference.folds) {
      const found = pairedOverFolds(a, b);
      expect(found.difference).toBeCloseTo(difference, 14);
      expect(found.lower).toBeCloseTo(lower, 12);
      expect(found.upper).toBeCloseTo(upper, 12);
    }
  });

  it("are wider where folds are not shared, and change sign with the order", () => {
    const {a, b} = reference.folds[2]!;
    const [paired, unpaired, back] = [pairedOverFolds(a, b), unpairedOverFolds(a, b), unpairedOverFolds(b, a)];
    expect(unpaired.upper - unpaired.lower).toBeGreaterThan(2 * (paired.upper - paired.lower));
    expect(back.lower).toBeCloseTo(-unpaired.upper, 14);
  });

  it("over rows agree with scipy's paired bootstrap, and come out the same every time", () => {
    const {truth, a, b, difference, lower, upper} = reference.rows;
    const judge = (predicted: number[]) => ({truth: Float64Array.from(truth), predicted: Float64Array.from(predicted)});
    const found = bootstrap(judge(a), judge(b), true).meanAbsoluteError;
    expect(found.difference).toBeCloseTo(difference, 13);
    expect(Math.abs(found.lower - lower)).toBeLessThan(0.1 * (upper - lower));
    expect(Math.abs(found.upper - upper)).toBeLessThan(0.1 * (upper - lower));
    expect(bootstrap(judge(a), judge(b), true).meanAbsoluteError).toEqual(found);
    const self = bootstrap(judge(a), judge(a), true);
    for (const interval of Object.values(self)) expect(interval).toEqual({difference: 0, lower: 0, upper: 0});
    const apart = bootstrap(judge(a), judge(a), false).r2Score;
    expect(apart.lower).toBeLessThan(0);
    expect(apart.upper).toBeGreaterThan(0);
  });

  it("are put into words: smaller errors are better, a larger R² is", () => {
    const [above, below, across] = [
      {difference: 2, lower: 1, upper: 3},
      {difference: -2, lower: -3, upper: -1},
      {difference: 1, lower: -1, upper: 3}
    ];
    expect(verdictOf("meanAbsoluteError", above)).toBe("worse");
    expect(verdictOf("meanAbsoluteError", below)).toBe("better");
    expect(verdictOf("r2Score", above)).toBe("better");
    expect(verdictOf("r2Score", below)).toBe("worse");
    expect(verdictOf("r2Score", across)).toBe("not shown");
    expect(verdictOf("r2Score", {difference: NaN, lower: NaN, upper: NaN})).toBe("not shown");
    expect(verdictOf("r2Score", {difference: 0, lower: 0, upper: 0})).toBe("the same");
  });
});

describe("rows whose prediction changed", () => {
  const table = (rows: number[], values: number[], column = "predicted_f") =>
    new Table({
      columns: [
        textColumn(
          {name: "name"},
          rows.map((row) => `star ${row}`)
        ),
        integerColumn({name: "n"}, Int32Array.from(rows)),
        realColumn({name: column}, Float64Array.from(values))
      ],
      lineage: {root: "r", rows: Int32Array.from(rows)}
    });

  it("are found by where they come from, whatever their order", () => {
    const found = mostChanged(table([4, 7, 9, 2], [10, 100, 5, NaN]), table([9, 4, 2, 8], [5, 20, 3, 1]), "predicted_f");
    expect(found).toEqual({
      column: "predicted_f",
      relative: true,
      both: 2,
      onlyA: 1,
      onlyB: 2,
      rows: [{row: 4, a: 10, b: 20, change: 0.5, id: {name: "star 4"}}]
    });
  });

  it("are at most ten, the largest change first, absolute for logarithms", () => {
    const rows = Array.from({length: 15}, (_, i) => i);
    const name = "predicted_log10_f";
    const found = mostChanged(
      table(rows, Array(15).fill(1), name),
      table(
        rows,
        rows.map((i) => 1 + i / 8),
        name
      ),
      name
    );
    expect(found.rows.map(({row}) => row)).toEqual([14, 13, 12, 11, 10, 9, 8, 7, 6, 5]);
    expect(found.rows[0]!.change).toBe(14 / 8);
  });

  it("are told from the bounds of the prediction", () => {
    expect(predictedColumns(["x", "predicted_f_lower", "predicted_f", "predicted_f_tree_upper", "predicted_g"])).toEqual([
      "predicted_f",
      "predicted_g"
    ]);
  });
});
