/**
 * Elementary functions that give the same bits in every engine: Math.exp, Math.log, Math.pow, Math.sin … differ in the last digit
 * between Node's and browsers' versions of V8, and a hash of a result must not. They use + − × ÷ √ and bit access only.
 * Below 0.9 ulp wrong (300 000 arguments each against long double), but atan2 1.1, cosh 1.3, asinh 1.7, sinh 1.8 and tanh 2.2 ulp.
 */
export {exp, expm1, log, log1p, log2, log10} from "./math/exp-log.ts";
export {pow} from "./math/pow.ts";
export {cos, sin, tan} from "./math/trig.ts";
export {acos, asin, atan, atan2} from "./math/inverse-trig.ts";
export {asinh, cosh, sinh, tanh} from "./math/hyperbolic.ts";

export const PI = 3.141592653589793;
export const E = 2.718281828459045;
export const LN2 = 0.6931471805599453;
export const LN10 = 2.302585092994046;
export const LOG10E = 0.4342944819032518;
/** Radians in a degree. */
export const DEGREE = 0.017453292519943295;
/** Radians in an arcsecond. */
export const ARCSECOND = 4.84813681109536e-6;
