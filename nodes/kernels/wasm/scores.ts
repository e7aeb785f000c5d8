// The sums that scores of predictions are made of, added up in the order of the rows.

export let absolute: f64 = 0;
export let squared: f64 = 0;
export let relative: f64 = 0;
/** Squares of the truths less their mean. */
export let total: f64 = 0;

/** Starts from nothing. */
export function beginScores(): void {
  absolute = squared = relative = total = 0;
}

/** Adds rows: truths and predictions, and the mean of all truths. */
export function addScores(truths: usize, predictions: usize, rows: i32, mean: f64): void {
  const end = truths + (<usize>rows << 3);
  for (; truths < end; truths += 8, predictions += 8) {
    const truth = load<f64>(truths);
    const off = truth - load<f64>(predictions);
    const about = truth - mean;
    absolute += abs(off);
    squared += off * off;
    relative += abs(off) / max(abs(truth), f64.EPSILON);
    total += about * about;
  }
}
