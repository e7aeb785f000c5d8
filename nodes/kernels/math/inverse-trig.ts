/*!
 * After fdlibm 5.3 (e_asin.c, e_acos.c, s_atan.c, e_atan2.c), whose coefficients these are.
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunPro, a Sun Microsystems, Inc. business.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */
import {leading} from "./words.ts";

const HALF_PI_HI = 1.570796326794896558;
const HALF_PI_LO = 6.12323399573676603587e-17;

/** R(z) of asin x = x + x R(x²), |x| ≤ ½: a quotient of polynomials. */
function asinTail(z: number): number {
  const p =
    z *
    (1.66666666666666657415e-1 +
      z *
        (-3.25565818622400915405e-1 +
          z *
            (2.01212532134862925881e-1 +
              z * (-4.00555345006794114027e-2 + z * (7.91534994289814532176e-4 + z * 3.4793310759602116757e-5)))));
  const q =
    1 +
    z *
      (-2.40339491173441421878 + z * (2.02094576023350569471 + z * (-6.8828397160545329303e-1 + z * 7.70381505559019352791e-2)));
  return p / q;
}

/** Inverse sine in [−π/2, π/2]; NaN outside [−1, 1]; error below 1 ulp. */
export function asin(x: number): number {
  const a = Math.abs(x);
  if (a < 0.5) return a < 7.450580596923828e-9 ? x : x + x * asinTail(x * x);
  if (!(a < 1)) return a === 1 ? x * HALF_PI_HI : NaN;
  const z = (1 - a) * 0.5;
  const s = Math.sqrt(z);
  const r = asinTail(z);
  const y = a >= 0.975 ? HALF_PI_HI - (2 * (s + s * r) - HALF_PI_LO) : asinNearOne(z, s, r);
  return x < 0 ? -y : y;
}

function asinNearOne(z: number, s: number, r: number): number {
  const f = leading(s);
  const c = (z - f * f) / (s + f);
  return 0.5 * HALF_PI_HI - (2 * s * r - (HALF_PI_LO - 2 * c) - (0.5 * HALF_PI_HI - 2 * f));
}

/** Inverse cosine in [0, π]; NaN outside [−1, 1]; error below 1 ulp. */
export function acos(x: number): number {
  const a = Math.abs(x);
  if (a < 0.5) return HALF_PI_HI - (x - (HALF_PI_LO - x * asinTail(x * x)));
  if (!(a < 1)) return a === 1 ? (x > 0 ? 0 : 2 * HALF_PI_HI) : NaN;
  const z = (1 - a) * 0.5;
  const s = Math.sqrt(z);
  const r = asinTail(z);
  if (x < 0) return 2 * (HALF_PI_HI - (s + (r * s - HALF_PI_LO)));
  const f = leading(s);
  const c = (z - f * f) / (s + f);
  return 2 * (f + (r * s + c));
}

/** Inverse tangent in [−π/2, π/2]; error below 1 ulp. */
export function atan(x: number): number {
  const a = Math.abs(x);
  if (a < 0.4375) return a < 7.450580596923828e-9 ? x : x - x * atanTail(x);
  const y = Number.isNaN(x) ? NaN : a < 1.1875 ? atanMiddle(a) : atanFar(a);
  return x < 0 ? -y : y;
}

function atanMiddle(a: number): number {
  return a < 0.6875
    ? atanAbout((2 * a - 1) / (2 + a), 4.63647609000806093515e-1, 2.26987774529616870924e-17)
    : atanAbout((a - 1) / (a + 1), 7.85398163397448278999e-1, 3.06161699786838301793e-17);
}

function atanFar(a: number): number {
  return a < 2.4375
    ? atanAbout((a - 1.5) / (1 + 1.5 * a), 9.82793723247329054082e-1, 1.39033110312309984516e-17)
    : atanAbout(-1 / a, HALF_PI_HI, HALF_PI_LO);
}

/** hi + lo + atan t. */
function atanAbout(t: number, hi: number, lo: number): number {
  return hi - (t * atanTail(t) - lo - t);
}

/** 1 − atan(t) / t for |t| < 7/16. */
function atanTail(t: number): number {
  const z = t * t;
  const w = z * z;
  const odd =
    z *
    (3.33333333333329318027e-1 +
      w *
        (1.42857142725034663711e-1 +
          w *
            (9.09088713343650656196e-2 +
              w * (6.66107313738753120669e-2 + w * (4.97687799461593236017e-2 + w * 1.62858201153657823623e-2)))));
  const even =
    w *
    (-1.99999999998764832476e-1 +
      w *
        (-1.1111110405462355788e-1 +
          w * (-7.69187620504482999495e-2 + w * (-5.83357013379057348645e-2 + w * -3.6531572744216915527e-2))));
  return odd + even;
}

const PI = 2 * HALF_PI_HI;
const PI_LO = 2 * HALF_PI_LO;

/** The angle of the point (x, y) in [−π, π], signed zeros and infinities as in IEEE 754; error below 1.2 ulp. */
export function atan2(y: number, x: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  const right = x > 0 || Object.is(x, 0);
  const angle = firstQuadrant(Math.abs(y), Math.abs(x), right);
  return y < 0 || Object.is(y, -0) ? -angle : angle;
}

function firstQuadrant(y: number, x: number, right: boolean): number {
  if (y === 0) return right ? 0 : PI;
  if (x === Infinity) return y === Infinity ? (right ? PI / 4 : 3 * (PI / 4)) : right ? 0 : PI;
  if (y / x > 1e18) return HALF_PI_HI;
  const ratio = y / x;
  if (right) return atan(ratio);
  return ratio < 1e-18 ? PI : PI - (atan(ratio) - PI_LO);
}
