import type {ScoreName} from "./cross-validation.ts";
import {scoresOf} from "./metrics.ts";
import {applyTransforms, type Pipeline} from "./pipeline.ts";
import type {Rng} from "./random.ts";
import {predictRegression} from "./regression.ts";

/**
 * By how much a score gets worse when one predictor is shuffled among the rows, once for each repeat (Breiman 2001, Mach. Learn. 45, 5):
 * R² falls by so much, an error grows by so much; negative where shuffling helps. Columns are in the order of the fit.
 * @throws when there are no rows.
 */
export function permutationImportance(
  {transforms, regression}: Pipeline,
  columns: readonly Float64Array[],
  y: Float64Array,
  predictor: number,
  {scoring, nRepeats, random}: {readonly scoring: ScoreName; readonly nRepeats: number; readonly random: Rng},
  progress: (fraction: number) => void = () => {}
): Float64Array {
  // Shuffling and transforming a column commute, so each is transformed once.
  const transformed = applyTransforms(columns, transforms);
  const merit = (): number => meritOf(scoring, y, predictRegression(regression, transformed).mean);
  const whole = merit();
  return Float64Array.from({length: nRepeats}, (_, repeat) => {
    random.shuffle(transformed[predictor]!);
    progress((repeat + 0.5) / nRepeats);
    return whole - merit();
  });
}

/** The score, with its sign such that more is better. */
function meritOf(scoring: ScoreName, y: Float64Array, prediction: Float64Array): number {
  const score = scoresOf(y, prediction)[scoring];
  return scoring === "r2Score" ? score : -score;
}
