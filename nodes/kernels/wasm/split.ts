/** The cut found last: rows with x[feature] ≤ threshold go left; how many, their targets and weights. */
export let feature: i32 = -1;
export let threshold: f32 = 0;
export let gain: f64 = 0;
export let leftCount: i32 = 0;
export let leftSum: f64 = 0;
export let leftWeight: f64 = 0;

export function setSplit(j: i32, t: f32, score: f64, count: i32, sum: f64, weight: f64): void {
  feature = j;
  threshold = t;
  gain = score;
  leftCount = count;
  leftSum = sum;
  leftWeight = weight;
}
