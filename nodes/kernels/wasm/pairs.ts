// expm1 and log1p of two numbers at once: what ../math/exp-log.ts computes, operation by operation, with every case computed and the
// right one selected, so that each lane has the bits of the function for one number.
import {expm1 as expm1One, log1p as log1pOne} from "../math/exp-log";
import {FRACTION, ROOT, ROOT_TO_ONE} from "./words";

const LN2_HI: f64 = 6.9314718036912381649e-1;
const LN2_LO: f64 = 1.90821492927058770002e-10;
const INV_LN2: f64 = 1.442695040888963387;
/** Adding it puts a whole number into the last bits of a double. */
const TWO_52: f64 = 4503599627370496;

@inline
function all(x: f64): v128 {
  return f64x2.splat(x);
}

@inline
function plus(x: v128, y: v128): v128 {
  return f64x2.add(x, y);
}

@inline
function less(x: v128, y: v128): v128 {
  return f64x2.sub(x, y);
}

@inline
function times(x: v128, y: v128): v128 {
  return f64x2.mul(x, y);
}

@inline
function choose(where: v128, then: v128, otherwise: v128): v128 {
  return v128.bitselect(then, otherwise, where);
}

/** As Math.round: halves go up. */
@inline
function round(x: v128): v128 {
  const up = f64x2.ceil(x);
  return choose(f64x2.le(less(up, all(0.5)), x), up, less(up, all(1)));
}

/** 2^k for whole −1022 ≤ k ≤ 1023. */
@inline
function powerOfTwo(k: v128): v128 {
  return i64x2.shl(plus(k, all(TWO_52 + 1023)), 52);
}

/** e^x − 1 of both. */
export function expm1(x: v128): v128 {
  const ordinary = v128.and(f64x2.gt(x, all(-38)), f64x2.lt(x, all(709)));
  if (!i64x2.all_true(ordinary))
    return f64x2.replace_lane(all(expm1One(f64x2.extract_lane(x, 0))), 1, expm1One(f64x2.extract_lane(x, 1)));
  const k = round(times(x, all(INV_LN2)));
  const hi = less(x, times(k, all(LN2_HI)));
  const lo = times(k, all(LN2_LO));
  const r = less(hi, lo);
  const half = times(all(0.5), r);
  const z = times(r, half);
  let q = plus(all(4.00821782732936239552e-6), times(z, all(-2.01099218183624371326e-7)));
  q = plus(all(-7.93650757867487942473e-5), times(z, q));
  q = plus(all(1.58730158725481460165e-3), times(z, q));
  q = plus(all(-3.33333333333331316428e-2), times(z, q));
  q = plus(all(1), times(z, q));
  const t = less(all(3), times(q, half));
  const e = times(z, f64x2.div(less(q, t), less(all(6), times(r, t))));
  const c = less(less(hi, r), lo);
  const d = less(less(times(r, less(e, c)), c), z);
  const rest = less(r, d);
  const scale = powerOfTwo(k);
  const inverse = powerOfTwo(f64x2.neg(k));
  const small = times(plus(rest, less(all(1), inverse)), scale);
  const large = times(plus(less(r, plus(d, inverse)), all(1)), scale);
  const rounded = less(times(plus(rest, all(1)), scale), all(1));
  const one = choose(
    f64x2.lt(r, all(-0.25)),
    times(all(-2), less(d, plus(r, all(0.5)))),
    plus(all(1), times(all(2), rest))
  );
  let y = choose(f64x2.lt(k, all(20)), small, large);
  y = choose(v128.or(f64x2.lt(k, all(0)), f64x2.gt(k, all(56))), rounded, y);
  y = choose(f64x2.eq(k, all(1)), one, y);
  y = choose(f64x2.eq(k, all(-1)), less(times(all(0.5), rest), all(0.5)), y);
  y = choose(f64x2.eq(k, all(0)), less(r, less(times(r, e), z)), y);
  return choose(f64x2.lt(f64x2.abs(x), all(5.5e-17)), x, y);
}

/** log(1 + x) of both. */
export function log1p(x: v128): v128 {
  const ordinary = v128.and(f64x2.gt(x, all(-1)), f64x2.lt(x, all(Infinity)));
  if (!i64x2.all_true(ordinary))
    return f64x2.replace_lane(all(log1pOne(f64x2.extract_lane(x, 0))), 1, log1pOne(f64x2.extract_lane(x, 1)));
  const u = plus(all(1), x);
  const bits = i64x2.add(u, i64x2.splat(ROOT_TO_ONE));
  const near = v128.and(f64x2.gt(x, all(-0.2928932188134524)), f64x2.lt(x, all(0.41421356237309503)));
  // The biased exponent of a positive number, as the last bits of 2^52 and more.
  const biased = v128.or(i64x2.shr_u(bits, 52), i64x2.splat(0x4330000000000000));
  const k = v128.andnot(less(biased, all(TWO_52 + 1023)), near);
  const fraction = less(i64x2.add(v128.and(bits, i64x2.splat(FRACTION)), i64x2.splat(ROOT)), all(1));
  const f = choose(near, x, fraction);
  const lost = choose(f64x2.ge(k, all(2)), less(all(1), less(u, x)), less(x, less(u, all(1))));
  const kept = v128.andnot(f64x2.lt(k, all(54)), near);
  const c = v128.and(f64x2.div(lost, u), kept);
  const halfSquare = times(times(all(0.5), f), f);
  const s = f64x2.div(f, plus(all(2), f));
  const z = times(s, s);
  const w = times(z, z);
  let even = plus(all(2.222219843214978396e-1), times(w, all(1.531383769920937332e-1)));
  even = times(w, plus(all(3.999999999940941908e-1), times(w, even)));
  let odd = plus(all(1.818357216161805012e-1), times(w, all(1.479819860510658591e-1)));
  odd = plus(all(2.857142874366239149e-1), times(w, odd));
  odd = times(z, plus(all(6.66666666666673513e-1), times(w, odd)));
  const tail = times(s, plus(halfSquare, plus(odd, even)));
  let y = plus(tail, plus(times(k, all(LN2_LO)), c));
  y = plus(plus(less(y, halfSquare), f), times(k, all(LN2_HI)));
  return choose(f64x2.lt(f64x2.abs(x), all(1.1102230246251565e-16)), x, y);
}
