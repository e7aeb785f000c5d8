import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import * as math from "../../nodes/kernels/math.ts";

const {acos, asin, asinh, atan, atan2, cos, cosh, exp, expm1, log, log10, log1p, log2, pow, sin, sinh, tan, tanh} = math;
const ofOne = {exp, expm1, log, log1p, log2, log10, sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh};
const ofTwo = {pow, atan2};
type Name = keyof typeof ofOne;
const names = Object.keys(ofOne) as Name[];

type Reference = {readonly arguments: number[][]; readonly value: number[]; readonly residual: number[]};
const reference = JSON.parse(readFileSync(new URL("../reference/elementary.json", import.meta.url), "utf8")) as Record<
  string,
  Reference
>;

const words = new BigInt64Array(1);
const number = new Float64Array(words.buffer);

/** The unit in the last place of a finite x. */
function ulp(x: number): number {
  number[0] = Math.abs(x);
  words[0] = words[0]! + 1n;
  return number[0]! - Math.abs(x) || Number.MIN_VALUE;
}

/** Greatest distance to the 80-digit truth, in units of the last place. */
function worst(f: (...x: number[]) => number, {arguments: columns, value, residual}: Reference): {error: number; at: number[]} {
  let error = 0;
  let at: number[] = [];
  for (let i = 0; i < value.length; ++i) {
    const x = columns.map((column) => column[i]!);
    const distance = Math.abs((f(...x) - value[i]!) / ulp(value[i]!) - residual[i]!);
    if (!(distance <= error)) {
      error = distance;
      at = x;
    }
  }
  return {error, at};
}

/** Bounds in ulp: what was measured on these arguments, rounded up. */
const bounds = {
  exp: 0.8,
  expm1: 0.9,
  log: 0.9,
  log1p: 0.9,
  log2: 0.8,
  log10: 0.8,
  sin: 0.9,
  cos: 0.9,
  tan: 0.9,
  asin: 0.9,
  acos: 0.9,
  atan: 0.9,
  sinh: 1.8,
  cosh: 1.2,
  tanh: 2.5,
  asinh: 1.8,
  pow: 0.9,
  atan2: 1.1
} as const;

describe("elementary functions", () => {
  for (const [name, bound] of Object.entries(bounds)) {
    it(`${name} is within ${bound} ulp of 80-digit arithmetic`, () => {
      const {error, at} = worst({...ofOne, ...ofTwo}[name as Name] as (...x: number[]) => number, reference[name]!);
      expect(error, `at ${at.join(", ")}`).toBeLessThan(bound);
    });
  }

  it("every function has reference values", () => {
    expect(Object.keys(reference).sort()).toEqual(Object.keys(bounds).sort());
  });

  const special = [0, -0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 1e300, -1e300, 5e-324, -5e-324, 1e-310, 1e16, Infinity, -Infinity, NaN];

  for (const name of names) {
    it(`${name} treats zeros, infinities, NaN, subnormals and huge arguments as ECMAScript does`, () => {
      for (const x of special) {
        expect(agrees(ofOne[name](x), Math[name](x)), `${name}(${x})`).toBe(true);
      }
    });
  }

  it("pow and atan2 treat every pair of special values as ECMAScript does", () => {
    for (const x of special)
      for (const y of special) {
        expect(agrees(pow(x, y), x ** y), `pow(${x}, ${y})`).toBe(true);
        expect(agrees(atan2(x, y), Math.atan2(x, y)), `atan2(${x}, ${y})`).toBe(true);
      }
  });

  it("log10 and log2 are exact at powers of their bases", () => {
    for (let k = -323; k <= 308; ++k) expect(log10(Number(`1e${k}`))).toBeCloseTo(k, k < -307 ? 1 : 12);
    for (let k = 0; k <= 22; ++k) expect(log10(10 ** k)).toBe(k);
    for (let k = -1074; k <= 1023; ++k) expect(log2(2 ** k)).toBe(k);
  });

  it("pow is exact where the result is", () => {
    for (let k = 0; k <= 22; ++k) expect(pow(10, k)).toBe(Number(`1e${k}`));
    for (let k = -1074; k <= 1023; ++k) expect(pow(2, k)).toBe(2 ** k);
    expect(pow(-3, 3)).toBe(-27);
    expect(pow(10, 309)).toBe(Infinity);
    expect(pow(10, -330)).toBe(0);
  });

  it("exp overflows and underflows where the true value does", () => {
    expect(exp(709.782712893384) / 1.797693134862273e308).toBeCloseTo(1, 15);
    expect(exp(709.7827128933841)).toBe(Infinity);
    expect(exp(-745.1332191019411)).toBe(5e-324);
    expect(exp(-745.1332191019412)).toBe(0);
    expect(exp(-744)).toBe(1e-323);
  });

  it("log and exp undo each other", () => {
    for (let x = 1e-300; x < 1e300; x *= 7.3) expect(exp(log(x)) / x).toBeCloseTo(1, 12);
  });

  it("odd functions are odd to the bit", () => {
    for (const name of ["sin", "tan", "asin", "atan", "sinh", "tanh", "asinh"] as const)
      for (let x = 1e-9; x < (name === "asin" ? 1 : 600); x *= 1.37) expect(ofOne[name](-x)).toBe(-ofOne[name](x));
  });

  it("the same bits come out everywhere: a digest of 60 000 results", () => {
    let digest = 0n;
    let x = 0.6180339887498949;
    for (let i = 0; i < 4000; ++i) {
      x = (x * 997.13) % 1;
      for (const name of names.slice(0, -1)) {
        number[0] = ofOne[name](x);
        digest = BigInt.asUintN(64, (digest ^ BigInt.asUintN(64, words[0]!)) * 1099511628211n);
      }
    }
    expect(digest.toString(16)).toBe("9f2d8276fe433c3e");
  });

  it("constants are the nearest doubles", () => {
    expect([math.PI, math.E, math.LN2, math.LN10, math.LOG10E]).toEqual([Math.PI, Math.E, Math.LN2, Math.LN10, Math.LOG10E]);
    expect(math.DEGREE).toBe(Math.PI / 180);
    expect(math.ARCSECOND).toBeCloseTo(Math.PI / 648000, 20);
  });
});

/** Whether x is y to the bit where y is 0, ±∞ or NaN, and to 2 ulp otherwise. */
function agrees(x: number, y: number): boolean {
  return Number.isFinite(y) && y !== 0 ? Math.abs(x - y) <= 2 * ulp(y) : Object.is(x, y);
}
