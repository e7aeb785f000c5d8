import {describe, expect, it} from "vitest";
import {type Calibration, conformalBounds, conformalHalfWidths, leastCalibrationRows} from "../../nodes/kernels/conformal.ts";
import {predictFromFold} from "../../nodes/kernels/cross-validation.ts";
import {estimatorSpec} from "../../nodes/kernels/estimators/estimators.ts";
import {cvPlusBounds, type FoldPrediction} from "../../nodes/kernels/cv-plus.ts";
import {kFold} from "../../nodes/kernels/folds.ts";
import {boundsOf, coverageOf} from "../../nodes/kernels/intervals.ts";
import {fitPipeline, regressionKey, predictPipeline} from "../../nodes/kernels/pipeline.ts";
import {stream} from "../../nodes/kernels/random.ts";
import {realTables} from "../real-tables.ts";

const tables = realTables();
const zeros = (n: number): Float64Array => new Float64Array(n);

function calibrationOf(residuals: number[], spreads: number[] = residuals.map(() => 0)): Calibration {
  return {residuals: Float64Array.from(residuals), spreads: Float64Array.from(spreads)};
}

describe("conformal intervals", () => {
  it("reach as far as the ⌈(n + 1) coverage⌉-th smallest error", () => {
    const calibration = calibrationOf([1, -2, 3, -4, 5, -6, 7, -8, 9]);
    const half = (coverage: number): number => conformalHalfWidths(calibration, zeros(1), coverage, "constant")[0]!;
    expect([0.1, 0.5, 0.55, 0.8, 0.9].map(half)).toEqual([1, 5, 6, 8, 9]);
    expect(() => half(0.91)).toThrow("9 calibration rows cannot cover 0.91; need at least 11");
    expect(() => half(1)).toThrow("a coverage must be between 0 and 1; got 1");
    expect([0.5, 0.8, 0.9, 0.95, 0.99].map(leastCalibrationRows)).toEqual([1, 4, 9, 19, 99]);
  });

  it("are wider where the trees disagree, where that is asked for, and never close", () => {
    const calibration = calibrationOf([0.1, 0.2, -0.3, 0.4], [1, 2, 3, 2]);
    // σ̄ = 2: scores 1/30, 1/20, 3/50, 1/10.
    const half = conformalHalfWidths(calibration, Float64Array.of(0, 2, 6), 0.8, "scaled");
    expect([...half]).toEqual([expect.closeTo(0.2, 14), expect.closeTo(0.4, 14), expect.closeTo(0.8, 14)]);
    const {lower, upper} = conformalBounds(calibration, {mean: Float64Array.of(1), spread: Float64Array.of(2)}, 0.8, "scaled");
    expect([lower[0], upper[0]]).toEqual([expect.closeTo(0.6, 14), expect.closeTo(1.4, 14)]);
  });

  it("are the same for both widths where no trees disagree", () => {
    const calibration = calibrationOf([3, -1, 2, 5]);
    const [constant, scaled] = (["constant", "scaled"] as const).map((w) => conformalHalfWidths(calibration, zeros(3), 0.6, w));
    expect(scaled).toEqual(constant);
  });

  it("do not depend on the order of the rows, and scale with the target", () => {
    const rng = stream("order");
    const residuals = Array.from({length: 50}, () => rng.normal());
    const spreads = Array.from({length: 50}, () => rng.exponential());
    const order = [...rng.permutation(50)];
    const half = (r: number[], s: number[], f = 1) =>
      conformalHalfWidths(calibrationOf(r, s), Float64Array.of(0.3 * f), 0.9, "scaled")[0]!;
    const shuffled = half(
      order.map((i) => residuals[i]!),
      order.map((i) => spreads[i]!)
    );
    expect(shuffled).toBeCloseTo(half(residuals, spreads), 12);
    for (const f of [1e-9, 1e9]) {
      const scaled = half(
        residuals.map((r) => r * f),
        spreads.map((s) => s * f),
        f
      );
      expect(scaled / f / half(residuals, spreads)).toBeCloseTo(1, 12);
    }
  });

  it("cover what they promise, whatever the distribution of errors", () => {
    const rng = stream("promise");
    const draws = {normal: () => rng.normal(), skewed: () => rng.exponential() ** 2, heavy: () => rng.normal() / rng.real()};
    for (const draw of Object.values(draws)) {
      let inside = 0;
      for (let repeat = 0; repeat < 2000; ++repeat) {
        const calibration = calibrationOf(Array.from({length: 19}, draw));
        const [half] = conformalHalfWidths(calibration, zeros(1), 0.9, "constant");
        if (Math.abs(draw()) <= half!) ++inside;
      }
      expect(Math.abs(inside / 2000 - 0.9)).toBeLessThan(0.025);
    }
  });

  it.skipIf(tables.length === 0)(
    "of 90 % cover 88 to 92 % of truths in real tables, and are narrower scaled",
    {timeout: 60_000},
    () => {
      const spec = estimatorSpec("extraTrees", {nEstimators: 25});
      let narrower = 0;
      for (const {name, columns, y} of tables) {
        // Every row is tested once in each of 5 repeats.
        const splits = [1, 2, 3, 4, 5].flatMap((r) => kFold(y.length, 5, stream("splits", r)));
        const mean: Record<string, number> = {};
        const add = (what: string, value: number) => (mean[what] = (mean[what] ?? 0) + value / splits.length);
        for (const [r, {train, test}] of splits.entries()) {
          const take = (values: Float64Array, rows: Int32Array) => Float64Array.from(rows, (i) => values[i]!);
          const [X, known] = [columns.map((column) => take(column, train)), take(y, train)];
          const calibration = calibrationOf([...known], [...known]);
          const asked = columns.map((column) => take(column, test));
          const foldOf = new Int32Array(known.length);
          const byFold: FoldPrediction[] = [];
          for (const [k, fold] of kFold(known.length, 10, stream("folds", r)).entries()) {
            const both = X.map((column, j) => Float64Array.from([...take(column, fold.test), ...asked[j]!]));
            const held = predictFromFold(X, known, fold, spec, regressionKey(stream("forest", r, k)), both);
            const size = fold.test.length;
            byFold.push({mean: held.mean.slice(size), spread: held.spread.slice(size)});
            for (const [m, i] of fold.test.entries()) {
              calibration.residuals[i] = known[i]! - held.mean[m]!;
              calibration.spreads[i] = held.spread[m]!;
              foldOf[i] = k;
            }
          }
          const predicted = predictPipeline(fitPipeline(X, known, spec, stream("model", r)), asked);
          for (const width of ["constant", "scaled"] as const) {
            const judged = coverageOf(take(y, test), conformalBounds(calibration, predicted, 0.9, width));
            add(width, judged.coverage);
            add(`${width} width`, judged.width);
            add(`cvPlus ${width}`, coverageOf(take(y, test), cvPlusBounds(calibration, foldOf, byFold, 0.9, width)).coverage);
          }
          const {mean: m, spread, q} = predicted;
          add("standardError", coverageOf(take(y, test), boundsOf(m, spread, q, "standardError")).coverage);
        }
        expect(Math.abs(mean["scaled"]! - 0.9), `${name}: ${mean["scaled"]}`).toBeLessThanOrEqual(0.02);
        expect(Math.abs(mean["constant"]! - 0.9), `${name}: ${mean["constant"]}`).toBeLessThanOrEqual(0.025);
        for (const width of ["constant", "scaled"]) {
          // The forests of the folds differ from each other, which CV+ makes room for.
          expect(mean[`cvPlus ${width}`], name).toBeGreaterThan(0.9);
          expect(mean[`cvPlus ${width}`], name).toBeLessThan(0.96);
        }
        expect(mean["standardError"], name).toBeLessThan(0.7);
        if (mean["scaled width"]! < mean["constant width"]!) ++narrower;
      }
      expect(narrower).toBe(4);
    }
  );
});
