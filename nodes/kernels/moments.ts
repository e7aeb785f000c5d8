/** Mean and standard deviation, divisor n. */
export function meanAndSd(values: ArrayLike<number>): {readonly mean: number; readonly sd: number} {
  const n = values.length;
  let mean = 0;
  for (let i = 0; i < n; ++i) mean += values[i]! / n;
  let square = 0;
  for (let i = 0; i < n; ++i) square += ((values[i]! - mean) * (values[i]! - mean)) / n;
  return {mean, sd: Math.sqrt(square)};
}
