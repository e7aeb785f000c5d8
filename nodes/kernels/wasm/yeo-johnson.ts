// Yeo and Johnson's transformation of a column, and the λ of greatest likelihood (../yeo-johnson.ts says which and why). Two rows at a
// time, each sum in the order of the rows.
import {log, log1p as log1pOne} from "../math/exp-log";
import {allocate} from "./memory";
import {expm1, log1p} from "./pairs";

let n: i32 = 0;
/** The column; log((1 + |x|) / (1 + r)) with the smallest and the largest |x| for r; t and dt/dλ of each row side by side. */
let x: usize = 0;
let low: usize = 0;
let high: usize = 0;
let moments: usize = 0;
/** Σ sgn(x) low and Σ sgn(x) high. */
let lowSum: f64 = 0;
let highSum: f64 = 0;
/** λ outside of which t leaves the range of doubles, or no longer tells the values apart. */
let least: f64 = 0;
let most: f64 = 0;

/** The largest λ log(1 + |x|): a sum of 10^10 squares of its exponential still fits a double. */
const LIMIT: f64 = 340;
/** The least variation of t relative to t: values of which less is left come out of the rounding errors of 10^−16 in few steps. */
const RESOLUTION: f64 = 2e-9;

/** Takes room for a column of n rows, from 1; returns where the caller writes it. */
export function allocateColumn(rows: i32): usize {
  n = rows;
  const bytes = (<usize>rows + 1) << 3;
  x = allocate(bytes);
  low = allocate(bytes);
  high = allocate(bytes);
  moments = allocate(bytes << 1);
  return x;
}

@inline
function splat(value: f64): v128 {
  return f64x2.splat(value);
}

@inline
function sign(i: i32): f64 {
  return load<f64>(x + (<usize>i << 3)) >= 0 ? 1 : -1;
}

/** −y where x < 0. */
@inline
function withSign(y: v128, negative: v128): v128 {
  return v128.xor(y, v128.and(negative, splat(-0.0)));
}

/**
 * Where all values have one sign, r may be the smallest or the largest magnitude: that only multiplies t by a factor which the
 * likelihood knows. Where signs are mixed, r = 0.
 */
function takeSample(): void {
  let smallest: f64 = Infinity;
  let positive: f64 = -1;
  let negative: f64 = -1;
  for (let i = 0; i < n; ++i) {
    const value = load<f64>(x + (<usize>i << 3));
    smallest = min(smallest, abs(value));
    if (value >= 0) positive = max(positive, value);
    else negative = max(negative, -value);
  }
  const mixed = positive >= 0 && negative >= 0;
  const largest = max(positive, negative);
  const saturation = saturatingExponent(smallest, largest);
  logRatios(low, mixed ? 0 : smallest);
  logRatios(high, mixed ? 0 : largest);
  lowSum = signedSum(low);
  highSum = signedSum(high);
  least = negative > 0 ? 2 - LIMIT / log1pOne(negative) : -saturation;
  most = positive > 0 ? LIMIT / log1pOne(positive) : 2 + saturation;
}

/**
 * The e > 0 at which t = (1 − (1 + |x|)^−e) / e approaches 1/e so closely that its variation falls to RESOLUTION. A column whose
 * spread is far below its mean would be driven there by the least skewness and come out constant.
 */
function saturatingExponent(smallest: f64, largest: f64): f64 {
  const range = log1pOne((largest - smallest) / (1 + smallest));
  return min(max<f64>(0, log(min<f64>(1, range) / RESOLUTION)) / log1pOne(smallest), f64.MAX_VALUE);
}

function logRatios(to: usize, r: f64): void {
  for (let i: usize = 0; i < <usize>n; i += 2) {
    const magnitude = f64x2.abs(v128.load(x + (i << 3)));
    v128.store(to + (i << 3), log1p(f64x2.div(f64x2.sub(magnitude, splat(r)), splat(1 + r))));
  }
}

function signedSum(d: usize): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < n; ++i) sum += sign(i) * load<f64>(d + (<usize>i << 3));
  return sum;
}

/** λ of greatest likelihood of the column written; 1 where it has no variation. */
export function likeliestLambda(): f64 {
  takeSample();
  let range: f64 = 0;
  const first = load<f64>(low) * sign(0);
  for (let i = 0; i < n; ++i) range = max(range, abs(load<f64>(low + (<usize>i << 3)) * sign(i) - first));
  return range == 0 ? 1 : zeroOfSlope(1, 1 / range);
}

/**
 * d/dλ of the profile log-likelihood −n/2 log var t + (λ − 1) Σ sgn(x) log(1 + |x|), which is
 * Σ sgn(x) log(1 + |x|) − n cov(t, dt/dλ) / var t, with t and log(1 + |x|) relative to r.
 */
function slope(lambda: f64): f64 {
  const useHigh = sign(0) > 0 ? lambda > 0 : lambda < 2;
  const d = useHigh ? high : low;
  let sums = splat(0);
  for (let i: usize = 0; i < <usize>n; i += 2) {
    const negative = f64x2.lt(v128.load(x + (i << 3)), splat(0));
    const a = v128.load(d + (i << 3));
    const e = v128.bitselect(splat(2 - lambda), splat(lambda), negative);
    const v = f64x2.mul(a, e);
    const growth = expm1(v);
    const magnitude = v128.bitselect(a, f64x2.div(growth, e), f64x2.eq(e, splat(0)));
    const value = withSign(magnitude, negative);
    const change = f64x2.mul(f64x2.mul(a, a), curvature(v, growth));
    const row = v128.shuffle<f64>(value, change, 0, 2);
    const next = v128.shuffle<f64>(value, change, 1, 3);
    v128.store(moments + (i << 4), row);
    v128.store(moments + (i << 4), next, 16);
    sums = f64x2.add(sums, row);
    if (i + 1 < <usize>n) sums = f64x2.add(sums, next);
  }
  const means = f64x2.div(sums, splat(<f64>n));
  let products = splat(0);
  for (let i: usize = 0; i < <usize>n; ++i) {
    const deviations = f64x2.sub(v128.load(moments + (i << 4)), means);
    products = f64x2.add(products, f64x2.mul(v128.shuffle<f64>(deviations, deviations, 0, 0), deviations));
  }
  const variance = f64x2.extract_lane(products, 0);
  const covariance = f64x2.extract_lane(products, 1);
  return (useHigh ? highSum : lowSum) - (<f64>n * covariance) / variance;
}

/** (v e^v − e^v + 1) / v² given e^v − 1: the derivative of (e^(a e) − 1) / e with respect to e is a² times this at v = a e. */
@inline
function curvature(v: v128, growth: v128): v128 {
  const direct = f64x2.div(f64x2.sub(f64x2.add(v, f64x2.mul(v, growth)), growth), f64x2.mul(v, v));
  // Σ (k + 1) v^k / (k + 2)!
  let series = f64x2.add(splat(1.0 / 403200.0), f64x2.div(v, splat(3991680)));
  series = f64x2.add(splat(1.0 / 45360.0), f64x2.mul(v, series));
  series = f64x2.add(splat(1.0 / 5760.0), f64x2.mul(v, series));
  series = f64x2.add(splat(1.0 / 840.0), f64x2.mul(v, series));
  series = f64x2.add(splat(1.0 / 144.0), f64x2.mul(v, series));
  series = f64x2.add(splat(1.0 / 30.0), f64x2.mul(v, series));
  series = f64x2.add(splat(1.0 / 8.0), f64x2.mul(v, series));
  series = f64x2.add(splat(1.0 / 3.0), f64x2.mul(v, series));
  series = f64x2.add(splat(0.5), f64x2.mul(v, series));
  return v128.bitselect(direct, series, f64x2.gt(f64x2.abs(v), splat(0.1)));
}

@inline
function within(lambda: f64): f64 {
  return min(max(lambda, least), most);
}

/** The zero of the slope, which decreases, or the bound it lies beyond. Steps double from `start` until the zero is bracketed. */
function zeroOfSlope(start: f64, step: f64): f64 {
  let a = within(start);
  let fa = slope(a);
  if (fa == 0) return a;
  const direction: f64 = fa > 0 ? 1 : -1;
  let b = within(a + direction * step);
  for (let width = step; b != a; b = within(a + direction * width)) {
    const fb = slope(b);
    if (isNaN(fb)) return a;
    if (fb > 0 != fa > 0 || fb == 0) return brentZero(a, fa, b, fb);
    a = b;
    fa = fb;
    width *= 2;
  }
  return a;
}

/** A zero between a and b, where the slope has opposite signs (Brent 1973, Algorithms for Minimization without Derivatives, ch. 4). */
function brentZero(a: f64, fa: f64, b: f64, fb: f64): f64 {
  let c = a;
  let fc = fa;
  let step = b - a;
  let before = step;
  for (let iteration = 0; iteration < 200; ++iteration) {
    if (fb > 0 == fc > 0) {
      c = a;
      fc = fa;
      step = before = b - a;
    }
    if (abs(fc) < abs(fb)) {
      a = b;
      fa = fb;
      b = c;
      fb = fc;
      c = a;
      fc = fa;
    }
    const tolerance = 2 * f64.EPSILON * abs(b) + f64.MIN_VALUE;
    const half = 0.5 * (c - b);
    if (abs(half) <= tolerance || fb == 0) return b;
    const next = abs(before) >= tolerance && abs(fa) > abs(fb) ? interpolate(a, fa, b, fb, c, fc) : NaN;
    if (2 * abs(next) < min(3 * abs(half) - tolerance, abs(before)) && next > 0 == half > 0) {
      before = step;
      step = next;
    } else step = before = half;
    a = b;
    fa = fb;
    b += abs(step) > tolerance ? step : half > 0 ? tolerance : -tolerance;
    fb = slope(b);
  }
  return b;
}

/** The step from b by inverse quadratic interpolation, or linear where two of the points coincide. */
function interpolate(a: f64, fa: f64, b: f64, fb: f64, c: f64, fc: f64): f64 {
  const s = fb / fa;
  if (a == c) return ((c - b) * s) / (s - 1);
  const q = fa / fc;
  const r = fb / fc;
  return (s * ((b - a) * (r - 1) - (c - b) * q * (q - r))) / ((q - 1) * (r - 1) * (s - 1));
}

/** t(x; λ) of two rows. */
@inline
function transform(value: v128, lambda: f64): v128 {
  const negative = f64x2.lt(value, splat(0));
  const e = v128.bitselect(splat(2 - lambda), splat(lambda), negative);
  const a = log1p(f64x2.abs(value));
  const power = f64x2.div(expm1(f64x2.mul(a, e)), e);
  return withSign(v128.bitselect(a, power, f64x2.eq(e, splat(0))), negative);
}

export let mean: f64 = 0;
export let scale: f64 = 0;

/** Mean and standard deviation of t(x; λ) of the column by two passes; 1 where the variance is what rounding leaves of a constant. */
export function standardize(lambda: f64): void {
  let sum: f64 = 0;
  for (let i: usize = 0; i < <usize>n; i += 2) {
    const t = transform(v128.load(x + (i << 3)), lambda);
    v128.store(low + (i << 3), t);
    sum += f64x2.extract_lane(t, 0);
    if (i + 1 < <usize>n) sum += f64x2.extract_lane(t, 1);
  }
  mean = sum / <f64>n;
  let squares: f64 = 0;
  for (let i: usize = 0; i < <usize>n; ++i) {
    const deviation = load<f64>(low + (i << 3)) - mean;
    squares += deviation * deviation;
  }
  const variance = squares / <f64>n;
  const rounding = <f64>n * mean * f64.EPSILON;
  scale = variance <= <f64>n * f64.EPSILON * variance + rounding * rounding ? 1 : sqrt(variance);
}

/** Replaces `rows` values by (t(x; λ) − mean) / scale, or ±farthest where that is farther from 0. */
export function transformRows(at: usize, rows: i32, lambda: f64, mean: f64, scale: f64, farthest: f64): void {
  for (const end = at + (<usize>rows << 3); at < end; at += 16) {
    const z = f64x2.div(f64x2.sub(transform(v128.load(at), lambda), splat(mean)), splat(scale));
    v128.store(at, f64x2.max(splat(-farthest), f64x2.min(splat(farthest), z)));
  }
}
