import {exp, expm1, log, log1p} from "./exp-log.ts";
import {powerOfTwo} from "./words.ts";

const LN2 = 0.6931471805599453;

/** e^x / 2 for x near the overflow of exp: 2043 ln 2 is a double to 2^−65, so that the subtraction loses nothing. */
function halfExp(x: number): number {
  const half = powerOfTwo(1021);
  return exp(x - 1416.0996898839683) * half * half;
}

/** Hyperbolic sine; error below 2 ulp. */
export function sinh(x: number): number {
  const a = Math.abs(x);
  if (a < 3.7e-9 || !(a < Infinity)) return x;
  const y = a < 709 ? sinhOf(expm1(a), a < 1) : halfExp(a);
  return x < 0 ? -y : y;
}

function sinhOf(t: number, small: boolean): number {
  return small ? 0.5 * (2 * t - (t * t) / (t + 1)) : 0.5 * (t + t / (t + 1));
}

/** Hyperbolic cosine; error below 2 ulp. */
export function cosh(x: number): number {
  const a = Math.abs(x);
  if (a < 0.35) {
    const t = expm1(a);
    return 1 + (t * t) / (2 * (1 + t));
  }
  if (!(a < 709)) return a < Infinity ? halfExp(a) : a;
  const t = exp(a);
  return 0.5 * (t + 1 / t);
}

/** Hyperbolic tangent; error below 2.5 ulp. */
export function tanh(x: number): number {
  const a = Math.abs(x);
  if (a < 1e-8 || Number.isNaN(x)) return x;
  const y = a > 22 ? 1 : tanhOf(a);
  return x < 0 ? -y : y;
}

function tanhOf(a: number): number {
  if (a < 0.25) {
    const t = expm1(-2 * a);
    return -t / (t + 2);
  }
  const t = expm1(2 * a);
  return a < 0.55 ? t / (t + 2) : 1 - 2 / (t + 2);
}

/** Inverse hyperbolic sine; error below 2 ulp. */
export function asinh(x: number): number {
  const a = Math.abs(x);
  if (a < 1e-8 || !(a < Infinity)) return x;
  const y = a > 2 ? asinhFar(a) : log1p(a + (a * a) / (1 + Math.sqrt(1 + a * a)));
  return x < 0 ? -y : y;
}

function asinhFar(a: number): number {
  return a > 1e8 ? log(a) + LN2 : log(2 * a + 1 / (a + Math.sqrt(1 + a * a)));
}
