/*!
 * After fdlibm 5.3 (e_pow.c), whose coefficients these are.
 * Copyright (C) 2004 by Sun Microsystems, Inc. All rights reserved.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */
import {exponentOf, leading, scale, significandOf} from "./words.ts";

const TWO_53: number = 9007199254740992;

/** x^y with the special cases of ECMAScript's Math.pow (so 1^±∞ and anything^NaN are NaN); error below 0.9 ulp. */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  const magnitude = Math.abs(x);
  if (magnitude === 1 && Math.abs(y) === Infinity) return NaN;
  if (y === Infinity || y === -Infinity) return magnitude > 1 === y > 0 ? Infinity : 0;
  const odd = isOdd(y);
  if (magnitude === 0 || magnitude === Infinity) {
    const limit: number = (magnitude === 0) === y > 0 ? 0 : Infinity;
    return odd && (x < 0 || Object.is(x, -0)) ? -limit : limit;
  }
  if (x < 0 && !Number.isInteger(y)) return NaN;
  const sign: number = x < 0 && odd ? -1 : 1;
  if (y === 1) return x;
  if (y === 2) return x * x;
  if (y === 0.5) return Math.sqrt(x);
  if (y === -1) return 1 / x;
  if (magnitude === 1) return sign;
  return sign * powPositive(magnitude, y);
}

function isOdd(y: number): boolean {
  return Math.abs(y) < TWO_53 && Math.abs(y % 2) === 1;
}

/** 2^(y log2 x) for 0 < x < ∞, x ≠ 1 and finite y ≠ 0, with log2 x to 70 bits. */
function powPositive(x: number, y: number): number {
  if (Math.abs(y) > 1e21) return x > 1 === y > 0 ? Infinity : 0;
  log2InTwoPieces(x);
  const yHi = leading(y);
  const tail = (y - yHi) * log2Hi + y * log2Lo;
  const head = yHi * log2Hi;
  const sum = tail + head;
  if (sum >= 1024.0000000001 || sum < -1076) return sum > 0 ? Infinity : 0;
  return exp2InTwoPieces(head, tail);
}

let log2Hi: number = 0;
let log2Lo: number = 0;

/** Makes log2 x = log2Hi + log2Lo, log2Hi having 21 bits, by the series in (x − b) / (x + b) about b = 1 or 1.5. */
function log2InTwoPieces(x: number): void {
  const subnormal = x < 2.2250738585072014e-308;
  const normal = subnormal ? x * TWO_53 : x;
  let n = exponentOf(normal) - (subnormal ? 53 : 0);
  let ax = significandOf(normal);
  const near15 = ax >= 1.224745750427246 && ax < 1.7320499420166016; // √1.5 and √3, as upper words tell them
  if (ax >= 1.7320499420166016) {
    ++n;
    ax *= 0.5;
  }
  const b: number = near15 ? 1.5 : 1;
  const u = ax - b;
  const v = 1 / (ax + b);
  const s = u * v;
  const sHi = leading(s);
  const denominatorHi = leading(ax + b);
  const denominatorLo = ax - (denominatorHi - b);
  const sLo = v * (u - sHi * denominatorHi - sHi * denominatorLo);
  const s2 = s * s;
  const series =
    s2 *
      s2 *
      (5.99999999999994648725e-1 +
        s2 *
          (4.28571428578550184252e-1 +
            s2 *
              (3.33333329818377432918e-1 +
                s2 * (2.72728123808534006489e-1 + s2 * (2.30660745775561754067e-1 + s2 * 2.06975017800338417784e-1))))) +
    sLo * (sHi + s);
  const sHi2 = sHi * sHi;
  const tHi = leading(3 + sHi2 + series);
  const tLo = series - (tHi - 3 - sHi2);
  const productHi = sHi * tHi;
  const productLo = sLo * tHi + tLo * s;
  const pHi = leading(productHi + productLo);
  const pLo = productLo - (pHi - productHi);
  const zHi = 9.61796700954437255859e-1 * pHi; // 2 / (3 ln 2), in two pieces
  const zLo = -7.02846165095275826516e-9 * pHi + pLo * 9.61796693925975554329e-1 + (near15 ? 1.35003920212974897128e-8 : 0);
  const offset: number = near15 ? 5.84962487220764160156e-1 : 0; // log2 1.5
  log2Hi = leading(zHi + zLo + offset + n);
  log2Lo = zLo - (log2Hi - n - offset - zHi);
}

/** 2^(head + tail), |tail| small; overflows to ∞ and underflows gradually. */
function exp2InTwoPieces(head: number, tail: number): number {
  const n = Math.round(head + tail);
  const whole = head - n;
  const t = leading(tail + whole);
  const u = t * 6.93147182464599609375e-1; // ln 2 in two pieces
  const v = (tail - (t - whole)) * 6.93147180559945286227e-1 + t * -1.90465429995776804525e-9;
  const z = u + v;
  const w = v - (z - u);
  const z2 = z * z;
  const c =
    z -
    z2 *
      (1.66666666666666019037e-1 +
        z2 *
          (-2.77777777770155933842e-3 +
            z2 * (6.61375632143793436117e-5 + z2 * (-1.6533902205465251539e-6 + z2 * 4.13813679705723846039e-8))));
  const r = (z * c) / (c - 2) - (w + z * w);
  return scale(1 - (r - z), n);
}
