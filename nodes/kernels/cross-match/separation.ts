import {ARCSECOND, atan2, cos, DEGREE, sin} from "../math.ts";

/**
 * The angle between two positions in arcsec; arguments in degrees, any finite right ascension, |dec| ≤ 90.
 *
 * With d = half the difference of declination, m = their mean and t = half the difference of right ascension,
 * sin²(θ/2) = sin²d cos²t + cos²m sin²t and cos²(θ/2) = cos²d cos²t + sin²m sin²t: sums of positive terms, so that θ keeps
 * its digits from coincidence to the antipode and at the poles, where haversines and cosines lose them.
 */
export function separation(ra1: number, dec1: number, ra2: number, dec2: number): number {
  const t = raDifference(ra1, ra2) / 2;
  // to radians before the subtraction, as STILTS does, so that of two partners equally far off the same one is the nearest
  const d = (dec2 * DEGREE - dec1 * DEGREE) / 2;
  const m = (dec1 + dec2) / 2;
  const sinT = sin(t * DEGREE);
  const cosT = cosine(t);
  const sinD = sin(d);
  const cosD = cos(d);
  const sinM = sin(m * DEGREE);
  const cosM = cosine(m);
  const a = sinD * cosT;
  const b = cosM * sinT;
  const u = cosD * cosT;
  const v = sinM * sinT;
  return (2 * atan2(Math.sqrt(a * a + b * b), Math.sqrt(u * u + v * v))) / ARCSECOND;
}

/** ra2 − ra1 in degrees, brought into [−180, 180]; a turn is taken off the operand that can bear it without rounding. */
function raDifference(ra1: number, ra2: number): number {
  let from = ra1 % 360;
  let to = ra2 % 360;
  while (to - from > 180) {
    if (to >= 180) to -= 360;
    else from += 360;
  }
  while (to - from < -180) {
    if (from >= 180) from -= 360;
    else to += 360;
  }
  return to - from;
}

/** The cosine of an angle in degrees, from its complement where it is small: zero at 90 exactly. */
export function cosine(degrees: number): number {
  const size = Math.abs(degrees);
  return size > 45 ? sin((90 - size) * DEGREE) : cos(degrees * DEGREE);
}
