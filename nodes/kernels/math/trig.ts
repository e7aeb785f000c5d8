/*!
 * After fdlibm 5.3 (k_sin.c, k_cos.c, k_tan.c, e_rem_pio2.c), whose coefficients these are; the reduction of large angles is our own.
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunPro, a Sun Microsystems, Inc. business.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */
import {highWord, leading, lowWord, powerOfTwo} from "./words.ts";

const QUARTER_PI = 7.85398163397448278999e-1;
const QUARTER_PI_LO = 3.06161699786838301793e-17;

/** Sine of an angle in radians of any size; error below 1 ulp. */
export function sin(x: number): number {
  if (Math.abs(x) <= QUARTER_PI) return Math.abs(x) < 7.450580596923828e-9 ? x : sinNear(x, 0);
  if (!(Math.abs(x) < Infinity)) return NaN;
  const quadrant = reduce(x);
  const value = (quadrant & 1) === 0 ? sinNear(angle.hi, angle.lo) : cosNear(angle.hi, angle.lo);
  return (quadrant & 2) === 0 ? value : -value;
}

/** Cosine of an angle in radians of any size; error below 1 ulp. */
export function cos(x: number): number {
  if (Math.abs(x) <= QUARTER_PI) return cosNear(x, 0);
  if (!(Math.abs(x) < Infinity)) return NaN;
  const quadrant = reduce(x) + 1;
  const value = (quadrant & 1) === 0 ? sinNear(angle.hi, angle.lo) : cosNear(angle.hi, angle.lo);
  return (quadrant & 2) === 0 ? value : -value;
}

/** Tangent of an angle in radians of any size; error below 1 ulp. */
export function tan(x: number): number {
  if (Math.abs(x) <= QUARTER_PI) return Math.abs(x) < 7.450580596923828e-9 ? x : tanNear(x, 0, false);
  if (!(Math.abs(x) < Infinity)) return NaN;
  const quadrant = reduce(x);
  return tanNear(angle.hi, angle.lo, (quadrant & 1) === 1);
}

/** sin(x + y) for |x| ≤ π/4 and y the part of the angle below the last digit of x. */
function sinNear(x: number, y: number): number {
  const z = x * x;
  const w = z * z;
  const r =
    8.33333333332248946124e-3 +
    z * (-1.98412698298579493134e-4 + z * 2.75573137070700676789e-6) +
    z * w * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10);
  const v = z * x;
  return x - (z * (0.5 * y - v * r) - y - v * -1.66666666666666324348e-1);
}

/** cos(x + y), likewise. */
function cosNear(x: number, y: number): number {
  const z = x * x;
  const w = z * z;
  const r =
    z * (4.16666666666666019037e-2 + z * (-1.38888888888741095749e-3 + z * 2.48015872894767294178e-5)) +
    w * w * (-2.75573143513906633035e-7 + z * (2.0875723212981748279e-9 + z * -1.13596475577881948265e-11));
  const half = 0.5 * z;
  const head = 1 - half;
  return head + (1 - head - half + (z * r - x * y));
}

/** tan(x + y), likewise, or −1 / tan(x + y). */
function tanNear(x0: number, y0: number, reciprocal: boolean): number {
  const big = Math.abs(x0) >= 0.67434;
  const sign = x0 < 0 ? -1 : 1;
  const x = big ? QUARTER_PI - sign * x0 + (QUARTER_PI_LO - sign * y0) : x0;
  const y = big ? 0 : y0;
  const r = tanTail(x, y);
  const w = x + r;
  if (big) {
    const s = reciprocal ? -1 : 1;
    return sign * (s - 2 * (x + (r - (w * w) / (w + s))));
  }
  if (!reciprocal) return w;
  const wHi = leading(w);
  const v = r - (wHi - x);
  const a = -1 / w;
  const aHi = leading(a);
  return aHi + a * (1 + aHi * wHi + aHi * v);
}

/** tan(x + y) − x for |x| < 0.68. */
function tanTail(x: number, y: number): number {
  const z = x * x;
  const w = z * z;
  const odd =
    1.33333333333201242699e-1 +
    w *
      (2.18694882948595424599e-2 +
        w *
          (3.59207910759131235356e-3 +
            w * (5.88041240820264096874e-4 + w * (7.817944429395570923e-5 + w * -1.85586374855275456654e-5))));
  const even =
    z *
    (5.39682539762260521377e-2 +
      w *
        (8.86323982359930005737e-3 +
          w *
            (1.45620945432529025516e-3 +
              w * (2.46463134818469906812e-4 + w * (7.14072491382608190305e-5 + w * 2.59073051863633712884e-5)))));
  const s = z * x;
  return y + z * (s * (odd + even) + y) + s * 3.33333333333334091986e-1;
}

/** The angle left by the last reduction: hi + lo in about [−π/4, π/4]. */
const angle = {hi: 0, lo: 0};

const TWO_OVER_PI = 6.36619772367581382433e-1;
/* π/2 in three pieces of 33 bits, so that k times each is exact for |k| < 2^20, and what each leaves. */
const HALF_PI_1 = 1.57079632673412561417;
const HALF_PI_1T = 6.07710050650619224932e-11;
const HALF_PI_2 = 6.0771005063039659766e-11;
const HALF_PI_2T = 2.02226624879595063154e-21;
const HALF_PI_3 = 2.0222662487111664558e-21;
const HALF_PI_3T = 8.47842766036889956997e-32;

/** Takes k quarter turns from x, leaves the rest in `angle`, and returns k modulo 4. Cody & Waite up to 1.6e6, exact integers beyond. */
function reduce(x: number): number {
  if (Math.abs(x) > 1647099) return reduceLarge(x);
  const k = Math.round(x * TWO_OVER_PI);
  let rest = x - k * HALF_PI_1;
  let w = k * HALF_PI_1T;
  let hi = rest - w;
  const exponent = Math.abs(x);
  if (Math.abs(hi) < exponent * 1.52587890625e-5) {
    const before = rest;
    w = k * HALF_PI_2;
    rest = before - w;
    w = k * HALF_PI_2T - (before - rest - w);
    hi = rest - w;
    if (Math.abs(hi) < exponent * 1.7763568394002505e-15) {
      const last = rest;
      w = k * HALF_PI_3;
      rest = last - w;
      w = k * HALF_PI_3T - (last - rest - w);
      hi = rest - w;
    }
  }
  angle.hi = hi;
  angle.lo = rest - hi - w;
  return k & 3;
}

/** ⌊2/π · 2^1280⌋: the largest double needs 1024 + 53 bits of it and its closest approach to a quarter turn 62 more. */
const TWO_OVER_PI_BITS = BigInt(
  "0xa2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a424dd2e0" +
    "06492eea09d1921cfe1deb1cb129a73ee88235f52ebb4484e99c7026b45f7e413991d639835339f4" +
    "9c845f8bbdf9283b1ff897ffde05980fef2f118b5a0a6d1f6d367ecf27cb09b74f463f669e5fea2d" +
    "7527bac7ebe5f17b3d0739f78a5292ea6bfb5fb11f8d5d0856033046fc7b6babf0cfbc209af4361d"
);
const UNIT = powerOfTwo(-320);
/** ⌊π/2 · 2^128⌋. */
const HALF_PI_BITS = BigInt("0x1921fb54442d18469898cc51701b839a2");

/** Payne & Hanek's reduction in exact integers: the bits of |x| · 2/π after the binary point, to 192 places, times π/2. */
function reduceLarge(x: number): number {
  const high = highWord(x);
  const mantissa = (BigInt((high & 0xfffff) | 0x100000) << 32n) | BigInt(lowWord(x) >>> 0);
  const exponent = ((high >> 20) & 0x7ff) - 1075;
  const shift = 1280 - 192 - exponent;
  const turns = (mantissa * TWO_OVER_PI_BITS) >> BigInt(shift); // |x| · 2/π in units of 2^−192
  const k = (turns + (1n << 191n)) >> 192n;
  const rest = (turns - (k << 192n)) * HALF_PI_BITS; // in units of 2^−320
  const head = Number(rest);
  const tail = Number(rest - BigInt(head));
  const sign = x < 0 ? -1 : 1;
  angle.hi = sign * head * UNIT;
  angle.lo = sign * tail * UNIT;
  return Number(BigInt.asUintN(2, x < 0 ? -k : k));
}
