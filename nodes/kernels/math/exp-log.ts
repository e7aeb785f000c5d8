/*!
 * After fdlibm 5.3 (e_exp.c, s_expm1.c, e_log.c, s_log1p.c) and FreeBSD's e_log2.c, e_log10.c, whose coefficients these are.
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunPro, a Sun Microsystems, Inc. business.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */
import {exponentAbout, fractionAbout, leading, powerOfTwo, scale} from "./words.ts";

const LN2_HI = 6.9314718036912381649e-1; // 33 bits: k · LN2_HI is exact for |k| < 2^20
const LN2_LO = 1.90821492927058770002e-10;
const INV_LN2 = 1.442695040888963387;

/** e^x; error below 1 ulp. */
export function exp(x: number): number {
  if (!(x < 709.782712893384))
    return x > 709.782712893384 ? Infinity : x === 709.782712893384 ? scale(expReduced(x, 1024), 1024) : x;
  if (x < -745.1332191019412) return 0;
  const k = Math.round(x * INV_LN2);
  return k === 0 ? expReduced(x, 0) : scale(expReduced(x, k), k);
}

/** e^(x − k ln 2) for a remainder of at most ½ ln 2: 1 + r + r c / (2 − c), where c is r less a minimax polynomial of r². */
function expReduced(x: number, k: number): number {
  const hi = x - k * LN2_HI;
  const lo = k * LN2_LO;
  const r = hi - lo;
  const z = r * r;
  const c =
    r -
    z *
      (1.66666666666666019037e-1 +
        z *
          (-2.77777777770155933842e-3 +
            z * (6.61375632143793436117e-5 + z * (-1.6533902205465251539e-6 + z * 4.13813679705723846039e-8))));
  return 1 + ((r * c) / (2 - c) - lo + hi);
}

/** e^x − 1 without cancellation near 0; error below 1 ulp. */
export function expm1(x: number): number {
  if (!(x < 709.782712893384)) return x > 709.782712893384 ? Infinity : x === 709.782712893384 ? exp(x) : x;
  if (x < -56 * LN2_HI) return -1;
  if (Math.abs(x) < 5.5e-17) return x;
  const k = Math.round(x * INV_LN2);
  const hi = x - k * LN2_HI;
  const lo = k * LN2_LO;
  const r = hi - lo;
  const half = 0.5 * r;
  const z = r * half;
  const q =
    1 +
    z *
      (-3.33333333333331316428e-2 +
        z *
          (1.58730158725481460165e-3 +
            z * (-7.93650757867487942473e-5 + z * (4.00821782732936239552e-6 + z * -2.01099218183624371326e-7))));
  const t = 3 - q * half;
  const e = z * ((q - t) / (6 - r * t));
  if (k === 0) return r - (r * e - z);
  const c = hi - r - lo;
  const d = r * (e - c) - c - z; // e^r − 1 = r − d
  if (k === -1) return 0.5 * (r - d) - 0.5;
  if (k === 1) return r < -0.25 ? -2 * (d - (r + 0.5)) : 1 + 2 * (r - d);
  if (k < 0 || k > 56) return scale(r - d + 1, k) - 1;
  const inverse = powerOfTwo(-k);
  return (k < 20 ? r - d + (1 - inverse) : r - (d + inverse) + 1) * powerOfTwo(k);
}

/** log(1 + f) − (f − f²/2) for √½ ≤ 1 + f < √2, given f²/2. */
function logTail(f: number, halfSquare: number): number {
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const odd =
    z * (6.66666666666673513e-1 + w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  return s * (halfSquare + (odd + even));
}

const TWO_54: number = 18014398509481984;

/** Natural logarithm; error below 1 ulp; NaN below 0 and −∞ at 0. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  const subnormal = x < 2.2250738585072014e-308;
  const y = subnormal ? x * TWO_54 : x;
  const k = exponentAbout(y) - (subnormal ? 54 : 0);
  const f = fractionAbout(y);
  const halfSquare = 0.5 * f * f;
  return logTail(f, halfSquare) + k * LN2_LO - halfSquare + f + k * LN2_HI;
}

/** log(1 + x) without cancellation near 0; error below 1 ulp. */
export function log1p(x: number): number {
  if (!(x > -1)) return x === -1 ? -Infinity : NaN;
  if (Math.abs(x) < 1.1102230246251565e-16 || x === Infinity) return x;
  let k: number = 0;
  let f = x;
  let c: number = 0;
  if (!(-0.2928932188134524 < x && x < 0.41421356237309503)) {
    const u = 1 + x;
    k = exponentAbout(u);
    f = fractionAbout(u);
    c = k < 54 ? (k >= 2 ? 1 - (u - x) : x - (u - 1)) / u : 0; // what rounding 1 + x lost
  }
  const halfSquare = 0.5 * f * f;
  return logTail(f, halfSquare) + (k * LN2_LO + c) - halfSquare + f + k * LN2_HI;
}

/** Base-2 logarithm; error below 1 ulp; exact at powers of two. */
export function log2(x: number): number {
  return logInBase(x, 1.44269504072144627571, 1.67517131648865118353e-10, 1, 0);
}

/** Base-10 logarithm; error below 1 ulp; exact at powers of ten that are doubles. */
export function log10(x: number): number {
  return logInBase(
    x,
    4.34294481878168880939e-1,
    2.50829467116452752298e-11,
    3.01029995663611771306e-1,
    3.69423907715893078616e-13
  );
}

/** log(x) / log(base), both factors in two pieces, the leading ones short enough for exact products. */
function logInBase(x: number, scaleHi: number, scaleLo: number, twoHi: number, twoLo: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  const subnormal = x < 2.2250738585072014e-308;
  const y = subnormal ? x * TWO_54 : x;
  const k = exponentAbout(y) - (subnormal ? 54 : 0);
  const f = fractionAbout(y);
  const halfSquare = 0.5 * f * f;
  const hi = leading(f - halfSquare);
  const lo = f - hi - halfSquare + logTail(f, halfSquare);
  const whole = k * twoHi;
  const product = hi * scaleHi;
  const sum = whole + product;
  return k * twoLo + (lo + hi) * scaleLo + lo * scaleHi + (whole - sum + product) + sum;
}
