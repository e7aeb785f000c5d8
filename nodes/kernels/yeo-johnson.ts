import {type ColumnKernel, columnKernel, doublesAt, mapRows, withRoom} from "./columns.ts";

/** Yeo & Johnson's power transformation followed by standardisation: z = (t(x; λ) − mean) / scale. */
export interface YeoJohnson {
  readonly lambda: number;
  readonly mean: number;
  /** Standard deviation (divisor n), or 1 for a column without variation. */
  readonly scale: number;
}

/** Room for a row in WebAssembly, and rows for which it can address that. */
const BYTES_A_ROW = 40;
const MOST_ROWS = 100_000_000;

/**
 * λ of greatest likelihood, with the mean and standard deviation of the transformed column, as scikit-learn's
 * PowerTransformer(standardize=True). The log-likelihood is strictly concave in λ (Marchand et al. 2022, NeurIPS 35), so its
 * derivative has one zero: we find that to the last digits, where a search for the maximum itself stops at about half of them.
 * λ stays where doubles resolve t, which only columns with a spread far below their mean would leave.
 * A column without variation gets λ = 1 and scale 1.
 * @throws when the column is empty, too long, or holds NaN or an infinity.
 */
export function fitYeoJohnson(x: ArrayLike<number>): YeoJohnson {
  const kernel = loadColumn(x);
  const lambda = kernel.likeliestLambda();
  kernel.standardize(lambda);
  return {lambda, mean: kernel.mean.value, scale: kernel.scale.value};
}

/** λ of greatest likelihood alone. @throws as fitYeoJohnson */
export function likeliestLambda(x: ArrayLike<number>): number {
  return loadColumn(x).likeliestLambda();
}

function loadColumn(x: ArrayLike<number>): ColumnKernel {
  const n = x.length;
  if (n === 0) throw new Error("an empty column cannot be fitted; need at least 1 row");
  if (n > MOST_ROWS) throw new Error(`${n} rows are too many to fit a transformation to; use at most ${MOST_ROWS}`);
  for (let i = 0; i < n; ++i)
    if (!Number.isFinite(x[i])) throw new Error(`row ${i + 1} of the column to transform is ${x[i]}; need finite numbers`);
  const at = withRoom(BYTES_A_ROW * n, `transforming a column of ${n} rows`, (kernel) => kernel.prepareColumn(n));
  const kernel = columnKernel();
  doublesAt(kernel, at, n).set(x);
  return kernel;
}

/** The standardised transformation of a column (Yeo & Johnson 2000, Biometrika 87, 954); what is farther from 0 than `farthest` counts as that. */
export function applyYeoJohnson(
  x: ArrayLike<number>,
  {lambda, mean, scale}: YeoJohnson,
  farthest: number = Infinity
): Float64Array {
  return mapRows(x, (kernel, at, rows) => kernel.transformRows(at, rows, lambda, mean, scale, farthest));
}
