import {counted} from "./words.ts";
import type {Rng} from "./random.ts";

/** Row numbers, each list ascending; together every row once. */
export interface Fold {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * k folds of n shuffled rows, the first n mod k of them one row longer, as scikit-learn's KFold(shuffle=True).
 * @throws when there are fewer than 2 folds or fewer rows than folds.
 */
export function kFold(n: number, nSplits: number, rng: Rng): Fold[] {
  if (!(Number.isInteger(nSplits) && nSplits >= 2)) throw new Error(`cross-validation needs at least 2 folds; got ${nSplits}`);
  if (!(n >= nSplits))
    throw new Error(
      `${counted(n, "row")} cannot fill ${counted(nSplits, "fold")}; need at least ${counted(nSplits, "row")} or fewer folds`
    );
  const order = rng.permutation(n);
  const longer = n % nSplits;
  const size = (n - longer) / nSplits;
  let start = 0;
  return Array.from({length: nSplits}, (_, k) => {
    const end = start + size + (k < longer ? 1 : 0);
    const fold = splitAt(order, start, end);
    start = end;
    return fold;
  });
}

/**
 * ⌈testSize · n⌉ randomly drawn rows for the test and the rest for training, as scikit-learn's train_test_split.
 * @throws when either side would be empty.
 */
export function trainTestSplit(n: number, testSize: number, rng: Rng): Fold {
  const held = Math.ceil(testSize * n);
  if (!(0 < held && held < n))
    throw new Error(
      `a test share of ${testSize} of ${counted(n, "row")} is ${counted(held, "row")}; need at least 1 to test and 1 to train`
    );
  return splitAt(rng.permutation(n), 0, held);
}

/** order[start … end) for the test, the rest for training. */
function splitAt(order: Uint32Array, start: number, end: number): Fold {
  const held = new Uint8Array(order.length);
  for (let k = start; k < end; ++k) held[order[k]!] = 1;
  const train = new Int32Array(order.length - (end - start));
  const test = new Int32Array(end - start);
  let a = 0;
  let b = 0;
  for (let i = 0; i < order.length; ++i) {
    if (held[i]) test[b++] = i;
    else train[a++] = i;
  }
  return {train, test};
}
