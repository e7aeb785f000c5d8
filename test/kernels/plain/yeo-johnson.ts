import {expm1, log, log1p} from "../../../nodes/kernels/math.ts";

/** Yeo & Johnson's power transformation followed by standardisation: z = (t(x; λ) − mean) / scale. */
export interface YeoJohnson {
  readonly lambda: number;
  readonly mean: number;
  /** Standard deviation (divisor n), or 1 for a column without variation. */
  readonly scale: number;
}

/**
 * λ of greatest likelihood, with the mean and standard deviation of the transformed column, as scikit-learn's
 * PowerTransformer(standardize=True). The log-likelihood is strictly concave in λ (Marchand et al. 2022, NeurIPS 35), so its
 * derivative has one zero: we find that to the last digits, where a search for the maximum itself stops at about half of them.
 * λ stays where doubles resolve t, which only columns with a spread far below their mean would leave.
 * A column without variation gets λ = 1 and scale 1.
 * @throws when the column is empty or holds NaN or an infinity.
 */
export function fitYeoJohnson(x: ArrayLike<number>): YeoJohnson {
  if (x.length === 0) throw new Error("an empty column cannot be fitted; need at least 1 row");
  for (let i = 0; i < x.length; ++i)
    if (!Number.isFinite(x[i])) throw new Error(`row ${i + 1} of the column to transform is ${x[i]}; need finite numbers`);
  const lambda = likeliestLambda(x);
  return {lambda, ...standardisation(Float64Array.from(x, (value) => yeoJohnson(value, lambda)))};
}

/** t(x; λ), unstandardised (Yeo & Johnson 2000, Biometrika 87, 954). */
export function yeoJohnson(x: number, lambda: number): number {
  return x >= 0 ? power(log1p(x), lambda) : -power(log1p(-x), 2 - lambda);
}

/** The x of which t(x; λ) = t; NaN where there is none, as beyond −1/λ for negative λ. */
export function inverseYeoJohnson(t: number, lambda: number): number {
  return t >= 0 ? root(t, lambda) : -root(-t, 2 - lambda);
}

/** The standardised transformation of a column. */
export function applyYeoJohnson(x: ArrayLike<number>, {lambda, mean, scale}: YeoJohnson): Float64Array {
  const z = new Float64Array(x.length);
  for (let i = 0; i < z.length; ++i) z[i] = (yeoJohnson(x[i]!, lambda) - mean) / scale;
  return z;
}

/** What `applyYeoJohnson` made z from. */
export function invertYeoJohnson(z: ArrayLike<number>, {lambda, mean, scale}: YeoJohnson): Float64Array {
  const x = new Float64Array(z.length);
  for (let i = 0; i < x.length; ++i) x[i] = inverseYeoJohnson(z[i]! * scale + mean, lambda);
  return x;
}

/** (e^(a e) − 1) / e, and its limit a at e = 0. */
function power(a: number, e: number): number {
  return e === 0 ? a : expm1(a * e) / e;
}

function root(t: number, e: number): number {
  return expm1(e === 0 ? t : log1p(t * e) / e);
}

/** Mean and standard deviation by two passes; 1 where the variance is what rounding leaves of a constant (scikit-learn's rule). */
function standardisation(t: Float64Array): {readonly mean: number; readonly scale: number} {
  const n = t.length;
  let sum = 0;
  for (let i = 0; i < n; ++i) sum += t[i]!;
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; ++i) squares += (t[i]! - mean) * (t[i]! - mean);
  const variance = squares / n;
  const rounding = n * mean * Number.EPSILON;
  return {mean, scale: variance <= n * Number.EPSILON * variance + rounding * rounding ? 1 : Math.sqrt(variance)};
}

/** A column as the likelihood sees it. */
interface Sample {
  /** sgn(x) as 1 or −1, zero counting as positive. */
  readonly sign: Int8Array;
  /** log((1 + |x|) / (1 + r)), without cancellation however close the values are to r. */
  readonly low: Float64Array;
  /** The same with the largest |x| for r, so that λ low or λ high, whichever is used, never overflows. */
  readonly high: Float64Array;
  /** Σ sgn(x) low and Σ sgn(x) high. */
  readonly lowSum: number;
  readonly highSum: number;
  /** Room for t and dt/dλ. */
  readonly t: Float64Array;
  readonly dt: Float64Array;
  /** λ outside of which t(x; λ) leaves the range of doubles, or no longer tells the values apart. */
  readonly min: number;
  readonly max: number;
}

/** The largest λ log(1 + |x|): a sum of 10^10 squares of its exponential still fits a double. */
const LIMIT = 340;
/** The least variation of t relative to t: values of which less is left come out of the rounding errors of 10^−16 in few steps. */
const RESOLUTION = 2e-9;

/**
 * Where all values have one sign, r may be the smallest or the largest magnitude: that only multiplies t by a factor which the
 * likelihood knows. Where signs are mixed, r = 0.
 */
function sampleOf(x: ArrayLike<number>): Sample {
  let smallest = Infinity;
  let positive = -1;
  let negative = -1;
  for (let i = 0; i < x.length; ++i) {
    const value = x[i]!;
    smallest = Math.min(smallest, Math.abs(value));
    if (value >= 0) positive = Math.max(positive, value);
    else negative = Math.max(negative, -value);
  }
  const mixed = positive >= 0 && negative >= 0;
  const saturation = saturatingExponent(smallest, Math.max(positive, negative));
  const sign = Int8Array.from(x as ArrayLike<number>, (value) => (value >= 0 ? 1 : -1));
  const low = logRatios(x, mixed ? 0 : smallest);
  const high = mixed ? low : logRatios(x, Math.max(positive, negative));
  return {
    sign,
    low,
    high,
    t: new Float64Array(x.length),
    dt: new Float64Array(x.length),
    lowSum: signedSum(sign, low),
    highSum: signedSum(sign, high),
    min: negative > 0 ? 2 - LIMIT / log1p(negative) : -saturation,
    max: positive > 0 ? LIMIT / log1p(positive) : 2 + saturation
  };
}

/**
 * The e > 0 at which t = (1 − (1 + |x|)^−e) / e approaches 1/e so closely that its variation falls to RESOLUTION. A column whose
 * spread is far below its mean would be driven there by the least skewness and come out constant.
 */
function saturatingExponent(smallest: number, largest: number): number {
  const range = log1p((largest - smallest) / (1 + smallest));
  return Math.min(Math.max(0, log(Math.min(1, range) / RESOLUTION)) / log1p(smallest), Number.MAX_VALUE);
}

function logRatios(x: ArrayLike<number>, r: number): Float64Array {
  const d = new Float64Array(x.length);
  for (let i = 0; i < d.length; ++i) d[i] = log1p((Math.abs(x[i]!) - r) / (1 + r));
  return d;
}

function signedSum(sign: Int8Array, d: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < d.length; ++i) sum += sign[i]! * d[i]!;
  return sum;
}

function likeliestLambda(x: ArrayLike<number>): number {
  const sample = sampleOf(x);
  let range = 0;
  for (let i = 0; i < x.length; ++i)
    range = Math.max(range, Math.abs(sample.low[i]! * sample.sign[i]! - sample.low[0]! * sample.sign[0]!));
  if (range === 0) return 1;
  return zeroOfDecreasing((lambda) => slope(sample, lambda), 1, 1 / range, sample.min, sample.max);
}

/**
 * d/dλ of the profile log-likelihood −n/2 log var t + (λ − 1) Σ sgn(x) log(1 + |x|), which is
 * Σ sgn(x) log(1 + |x|) − n cov(t, dt/dλ) / var t, with t and log(1 + |x|) relative to r.
 */
function slope({sign, low, high, lowSum, highSum, t, dt}: Sample, lambda: number): number {
  const n = sign.length;
  const useHigh = sign[0]! > 0 ? lambda > 0 : lambda < 2;
  const d = useHigh ? high : low;
  let tSum = 0;
  let dtSum = 0;
  for (let i = 0; i < n; ++i) {
    const a = d[i]!;
    const e = sign[i]! > 0 ? lambda : 2 - lambda;
    const v = a * e;
    const growth = expm1(v);
    const magnitude = e === 0 ? a : growth / e;
    const value = sign[i]! > 0 ? magnitude : -magnitude;
    const change = a * a * curvature(v, growth);
    t[i] = value;
    dt[i] = change;
    tSum += value;
    dtSum += change;
  }
  const tMean = tSum / n;
  const dtMean = dtSum / n;
  let variance = 0;
  let covariance = 0;
  for (let i = 0; i < n; ++i) {
    const deviation = t[i]! - tMean;
    variance += deviation * deviation;
    covariance += deviation * (dt[i]! - dtMean);
  }
  return (useHigh ? highSum : lowSum) - (n * covariance) / variance;
}

/** (v e^v − e^v + 1) / v² given e^v − 1: the derivative of (e^(a e) − 1) / e with respect to e is a² times this at v = a e. */
function curvature(v: number, growth: number): number {
  if (Math.abs(v) > 0.1) return (v + v * growth - growth) / (v * v);
  // Σ (k + 1) v^k / (k + 2)!
  return (
    1 / 2 +
    v *
      (1 / 3 +
        v *
          (1 / 8 +
            v * (1 / 30 + v * (1 / 144 + v * (1 / 840 + v * (1 / 5760 + v * (1 / 45360 + v * (1 / 403200 + v / 3991680))))))))
  );
}

/** The zero of a decreasing function, or the bound it lies beyond. Steps double from `start` until the zero is bracketed. */
function zeroOfDecreasing(f: (x: number) => number, start: number, step: number, min: number, max: number): number {
  let a = Math.min(Math.max(start, min), max);
  let fa = f(a);
  if (fa === 0) return a;
  const direction = fa > 0 ? 1 : -1;
  for (let width = step; ; width *= 2) {
    const b = Math.min(Math.max(a + direction * width, min), max);
    if (b === a) return a;
    const fb = f(b);
    if (Number.isNaN(fb)) return a;
    if (fb > 0 !== fa > 0 || fb === 0) return brentZero(f, a, fa, b, fb);
    a = b;
    fa = fb;
  }
}

/** A zero between a and b, where f has opposite signs (Brent 1973, Algorithms for Minimization without Derivatives, ch. 4). */
function brentZero(f: (x: number) => number, a0: number, fa0: number, b0: number, fb0: number): number {
  let [a, fa, b, fb] = [a0, fa0, b0, fb0];
  let [c, fc] = [a, fa];
  let step = b - a;
  let before = step;
  for (let iteration = 0; iteration < 200; ++iteration) {
    if (fb > 0 === fc > 0) {
      [c, fc] = [a, fa];
      step = before = b - a;
    }
    if (Math.abs(fc) < Math.abs(fb)) [a, fa, b, fb, c, fc] = [b, fb, c, fc, b, fb];
    const tolerance = 2 * Number.EPSILON * Math.abs(b) + Number.MIN_VALUE;
    const half = 0.5 * (c - b);
    if (Math.abs(half) <= tolerance || fb === 0) return b;
    const next = Math.abs(before) >= tolerance && Math.abs(fa) > Math.abs(fb) ? interpolate(a, fa, b, fb, c, fc) : NaN;
    if (2 * Math.abs(next) < Math.min(3 * Math.abs(half) - tolerance, Math.abs(before)) && next > 0 === half > 0)
      [before, step] = [step, next];
    else step = before = half;
    [a, fa] = [b, fb];
    b += Math.abs(step) > tolerance ? step : half > 0 ? tolerance : -tolerance;
    fb = f(b);
  }
  return b;
}

/** The step from b by inverse quadratic interpolation, or linear where two of the points coincide. */
function interpolate(a: number, fa: number, b: number, fb: number, c: number, fc: number): number {
  const s = fb / fa;
  if (a === c) return ((c - b) * s) / (s - 1);
  const q = fa / fc;
  const r = fb / fc;
  return (s * ((b - a) * (r - 1) - (c - b) * q * (q - r))) / ((q - 1) * (r - 1) * (s - 1));
}
