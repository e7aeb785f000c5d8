import {describe, expect, it} from "vitest";
import {type BoosterModel, fitBooster, predictBooster, predictBoosterStages} from "../../nodes/kernels/boosting/booster.ts";
import {replayStages} from "../../nodes/kernels/boosting/predictor.ts";
import {stream} from "../../nodes/kernels/random.ts";
import {awkwardTable, randomTable} from "./boosting-reference/tables.ts";

/** Row by row down the trees, added up in their order. */
function walk(model: BoosterModel, columns: readonly Float64Array[], trees: number): Float64Array {
  const {splitStart, leafStart, feature, threshold, left, right, value} = model;
  return Float64Array.from(columns[0]!, (_, i) => {
    let sum = 0;
    for (let t = 0; t < trees; ++t) {
      const first = splitStart[t]!;
      let node = splitStart[t + 1] === first ? ~0 : 0;
      while (node >= 0) {
        const x = columns[feature[first + node]!]![i]!;
        node = ((Number.isNaN(x) ? 0 : x) <= threshold[first + node]! ? left : right)[first + node]!;
      }
      sum += value[leafStart[t]! + ~node]!;
    }
    return sum;
  });
}

/** Rows unlike those of the table: among its values, the next doubles to either side of thresholds, and what no table holds. */
function strangeRows(columns: readonly Float64Array[], model: BoosterModel, n: number): Float64Array[] {
  const rng = stream("strange rows", n);
  const strange = [NaN, Infinity, -Infinity, 0, -0, Number.MAX_VALUE, -5e-324];
  return columns.map((column, j) => {
    const thresholds = model.threshold.filter((_, k) => model.feature[k] === j);
    return Float64Array.from({length: n}, () => {
      const near = thresholds.length > 0 ? thresholds[rng.int(thresholds.length)]! : 0;
      return [column[rng.int(column.length)]!, near, near * (1 + 2 ** -52), near * (1 - 2 ** -53), strange[rng.int(7)]!][
        rng.int(5)
      ]!;
    });
  });
}

describe("predictions of boosters in WebAssembly", () => {
  it.each(Array.from({length: 24}, (_, seed) => [seed]))("have the bits of a walk down the trees on awkward table %i", (seed) => {
    const {columns, y, params} = awkwardTable(seed);
    const model = fitBooster(columns, y, {...params, maxDepth: seed % 3 === 0 ? 3 : null});
    const rows = strangeRows(columns, model, [1, 127, 128, 129, 1023, 1500, 8192, 8193][seed % 8]!);
    const stages = [1, 1, 3, model.trees].map((stage) => Math.min(stage, model.trees)).sort((a, b) => a - b);
    const expected = stages.map((stage) => walk(model, rows, stage));
    expect(replayStages(model, rows, stages)).toEqual(expected);
    expect(predictBoosterStages(model, rows, stages)).toEqual(expected);
  });

  it("are the same for trees of 256 leaves, all that bytes can tell apart, and for larger ones, which are walked", () => {
    const {columns, y} = randomTable(3000, 7);
    for (const [numLeaves, replayed] of [
      [256, true],
      [257, false]
    ] as const) {
      const model = fitBooster(columns, y, {nEstimators: 4, numLeaves, minChildSamples: 1});
      expect(model.leafStart[1]).toBe(numLeaves);
      expect(replayStages(model, columns, [4]) !== undefined).toBe(replayed);
      expect(predictBooster(model, columns)).toEqual(walk(model, columns, 4));
    }
  });

  it("are the same for 255 thresholds a feature, all that bytes can tell apart, and for more, which are walked", () => {
    const column = Float64Array.from({length: 1024}, (_, i) => i / 3 - 20);
    const y = column.map((_, i) => (i >> 2) % 2);
    const model = fitBooster([column], y, {nEstimators: 20, minChildSamples: 1});
    for (const [distinct, replayed] of [
      [255, true],
      [256, false]
    ] as const) {
      const other = {...model, threshold: model.threshold.map((_, k) => k % distinct)};
      expect(replayStages(other, [column], [20]) !== undefined).toBe(replayed);
      expect(predictBooster(other, [column])).toEqual(walk(other, [column], 20));
    }
  });

  it("serve one model after the other, and a model without splits", () => {
    const {columns, y} = randomTable(500, 6);
    const models = [{}, {numLeaves: 4}, {minChildSamples: 400}].map((params) => fitBooster(columns, y, params));
    for (const model of [...models, ...models]) expect(predictBooster(model, columns)).toEqual(walk(model, columns, model.trees));
    expect(models[2]!.feature.length).toBe(0);
    expect(replayStages(models[2]!, columns, [1])).toEqual([walk(models[2]!, columns, 1)]);
    expect(
      predictBooster(
        models[0]!,
        columns.map(() => new Float64Array())
      )
    ).toEqual(new Float64Array());
  });
});
