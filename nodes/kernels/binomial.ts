/** The most trials: 2^−1074 is the smallest double, and 2^−1022 the last of full precision. */
export const maxTrials = 1022;

/**
 * P(X ≤ k) for X the number of heads in n throws of a fair coin. P(X ≥ k) is P(X ≤ n − k).
 * Sums the smaller tail by the ratio of neighbouring terms: no logarithms, so the same bits everywhere.
 * @throws unless n is an integer in [0, 1022].
 */
export function fairCoinCdf(k: number, n: number): number {
  if (!(Number.isInteger(n) && n >= 0 && n <= maxTrials))
    throw new Error(`a binomial test takes 0 to ${maxTrials} trials; got ${n}`);
  if (k < 0) return 0;
  if (k >= n) return 1;
  if (2 * k + 1 > n) return 1 - lowerTail(n - k - 1, n);
  return lowerTail(k, n);
}

function lowerTail(k: number, n: number): number {
  let term = 1;
  for (let i = 0; i < n; ++i) term /= 2;
  let sum = term;
  for (let i = 0; i < k; ++i) {
    term = (term * (n - i)) / (i + 1);
    sum += term;
  }
  return sum;
}
