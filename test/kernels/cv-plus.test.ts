import {describe, expect, it} from "vitest";
import {type Calibration, conformalBounds} from "../../nodes/kernels/conformal.ts";
import {predictFromFold, predictHeldOut, prepareFold} from "../../nodes/kernels/cross-validation.ts";
import {cvPlusBounds, type FoldPrediction} from "../../nodes/kernels/cv-plus.ts";
import {estimatorSpec} from "../../nodes/kernels/estimators/estimators.ts";
import {kFold} from "../../nodes/kernels/folds.ts";
import {coverageOf} from "../../nodes/kernels/intervals.ts";
import {fitPipeline, regressionKey, predictPipeline} from "../../nodes/kernels/pipeline.ts";
import {type Rng, stream} from "../../nodes/kernels/random.ts";

interface Drawn {
  readonly calibration: Calibration;
  readonly foldOf: Int32Array;
  readonly predictions: readonly FoldPrediction[];
}

function draw(rng: Rng, {n, folds, rows, ties}: {n: number; folds: number; rows: number; ties: boolean}): Drawn {
  const value = (): number => (ties ? rng.int(4) : rng.normal());
  const column = (length: number): Float64Array => Float64Array.from({length}, value);
  return {
    calibration: {residuals: column(n), spreads: column(n).map(Math.abs)},
    foldOf: Int32Array.from({length: n}, () => rng.int(folds)),
    predictions: Array.from({length: folds}, () => ({mean: column(rows), spread: column(rows).map(Math.abs)}))
  };
}

describe("CV+ intervals", () => {
  it("are the ranks that the definition names among all values, also where values repeat and folds held out nothing", () => {
    for (const [repeat, coverage] of [0.5, 0.8, 0.9].flatMap((c) => Array.from({length: 30}, (_, k) => [k, c] as const))) {
      const rng = stream("ranks", repeat, coverage);
      const {calibration, foldOf, predictions} = draw(rng, {
        n: 10 + rng.int(60),
        folds: 1 + rng.int(12),
        rows: 3,
        ties: repeat % 2 > 0
      });
      const {residuals, spreads} = calibration;
      const n = residuals.length;
      const meanSpread = spreads.reduce((sum, s) => sum + s / n, 0);
      for (const width of ["constant", "scaled"] as const) {
        const {lower, upper} = cvPlusBounds(calibration, foldOf, predictions, coverage, width);
        const scale = (spread: number): number => (width === "scaled" ? spread + meanSpread : 1);
        for (let x = 0; x < 3; ++x) {
          const ends = (sign: number): Float64Array =>
            Float64Array.from(residuals, (r, i) => {
              const {mean, spread} = predictions[foldOf[i]!]!;
              return mean[x]! + sign * (Math.abs(r) / scale(spreads[i]!)) * scale(spread[x]!);
            }).sort();
          const rank = Math.ceil((n + 1) * coverage - 1e-9);
          expect(upper[x]).toBeCloseTo(ends(1)[rank - 1]!, 12);
          expect(lower[x]).toBeCloseTo(ends(-1)[n - rank]!, 12);
        }
      }
    }
  });

  it("are split conformal intervals where all folds predict the same", () => {
    const {calibration, foldOf, predictions} = draw(stream("same"), {n: 40, folds: 5, rows: 8, ties: false});
    const same = predictions.map(() => predictions[0]!);
    for (const width of ["constant", "scaled"] as const) {
      const [ours, theirs] = [
        cvPlusBounds(calibration, foldOf, same, 0.9, width),
        conformalBounds(calibration, predictions[0]!, 0.9, width)
      ];
      ours.lower.forEach((value, i) => expect(value).toBeCloseTo(theirs.lower[i]!, 12));
      ours.upper.forEach((value, i) => expect(value).toBeCloseTo(theirs.upper[i]!, 12));
    }
  });

  it("never end before they begin, and refuse too few rows", () => {
    const far = [-10, 10].map((m) => ({mean: Float64Array.of(m), spread: Float64Array.of(0)}));
    const calibration = {residuals: Float64Array.of(1, 2, 1, 2), spreads: new Float64Array(4)};
    const {lower, upper} = cvPlusBounds(calibration, Int32Array.of(0, 0, 1, 1), far, 0.2, "constant");
    expect(lower[0]).toBe(upper[0]);
    expect(() => cvPlusBounds(calibration, Int32Array.of(0, 0, 1, 1), far, 0.9, "constant")).toThrow(
      "4 calibration rows cannot cover 0.9; need at least 9"
    );
  });

  it("predict from a fold to the bit as the cross-validation did", () => {
    const rng = stream("fold");
    const columns = [0, 1].map(() => Float64Array.from({length: 40}, () => rng.normal()));
    const y = columns[0]!.map((x, i) => x + 0.1 * columns[1]![i]!);
    for (const spec of [estimatorSpec("extraTrees", {nEstimators: 5}), estimatorSpec("linear")])
      for (const [k, fold] of kFold(40, 4, stream("four")).entries()) {
        const key = regressionKey(stream("key", k));
        const asked = columns.map((column) => Float64Array.from(fold.test, (i) => column[i]!));
        const held = predictHeldOut(prepareFold(columns, y, fold), spec, key);
        expect(predictFromFold(columns, y, fold, spec, key, asked)).toEqual(held);
      }
  });

  /** Mean coverage of both kinds over repeats of n rows of d predictors and a line through them. */
  function covered(n: number, d: number, repeats: number, noise: (rng: Rng) => number): {cvPlus: number; outOfFold: number} {
    const spec = estimatorSpec("linear");
    const sum = {cvPlus: 0, outOfFold: 0};
    for (let repeat = 0; repeat < repeats; ++repeat) {
      const rng = stream("covered", n, d, repeat);
      const all = Array.from({length: d}, () => Float64Array.from({length: n + 20}, () => rng.normal()));
      const truths = Float64Array.from({length: n + 20}, (_, i) => all[0]![i]! + noise(rng));
      const [columns, asked] = [all.map((column) => column.slice(0, n)), all.map((column) => column.slice(n))];
      const [y, hidden] = [truths.slice(0, n), truths.slice(n)];
      const calibration = {residuals: new Float64Array(n), spreads: new Float64Array(n)};
      const foldOf = new Int32Array(n);
      const key = regressionKey(rng);
      const predictions = kFold(n, 10, rng).map((fold, k) => {
        const {mean} = predictHeldOut(prepareFold(columns, y, fold), spec, key);
        for (const [m, i] of fold.test.entries()) {
          calibration.residuals[i] = y[i]! - mean[m]!;
          foldOf[i] = k;
        }
        return predictFromFold(columns, y, fold, spec, key, asked);
      });
      const predicted = predictPipeline(fitPipeline(columns, y, spec, rng), asked);
      sum.cvPlus += coverageOf(hidden, cvPlusBounds(calibration, foldOf, predictions, 0.8, "constant")).coverage / repeats;
      sum.outOfFold += coverageOf(hidden, conformalBounds(calibration, predicted, 0.8, "constant")).coverage / repeats;
    }
    return sum;
  }

  it("cover what they promise of rows drawn alike, whatever the errors, and close to what was asked for", () => {
    const errors = {
      normal: (rng: Rng) => rng.normal(),
      skewed: (rng: Rng) => rng.exponential() ** 2,
      heavy: (rng: Rng) => rng.normal() / rng.real()
    };
    for (const [name, noise] of Object.entries(errors)) {
      const {cvPlus} = covered(60, 3, 40, noise);
      expect(cvPlus, name).toBeGreaterThan(1 - 2 * 0.2);
      expect(Math.abs(cvPlus - 0.81), `${name}: ${cvPlus}`).toBeLessThan(0.04);
    }
  });

  it("cover where the model is unstable too, which intervals about the one model do not", () => {
    // As many predictors as rows in nine of ten folds: there the line runs wild, while the folds' lines differ from it.
    const {cvPlus, outOfFold} = covered(40, 38, 15, (rng) => 0.3 * rng.normal());
    expect(cvPlus, `${cvPlus}`).toBeGreaterThan(0.8);
    expect(outOfFold, `${outOfFold}`).toBeLessThan(0.75);
  });
});
