import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {stream} from "../../nodes/kernels/random.ts";
import {applyYeoJohnson, fitYeoJohnson} from "../../nodes/kernels/yeo-johnson.ts";
import {inverseYeoJohnson, invertYeoJohnson, yeoJohnson} from "./plain/yeo-johnson.ts";

type Fit = {lambda: number; mean: number; scale: number; z: number[]};
type Reference = Fit & {x: number[]; sklearn: Fit};
const reference = JSON.parse(readFileSync(new URL("../reference/yeo_johnson.json", import.meta.url), "utf8")) as Record<
  string,
  Reference
>;

function near(x: number, y: number, relative: number): boolean {
  return Math.abs(x - y) <= relative * Math.max(Math.abs(x), Math.abs(y), relative);
}

function greatestDifference(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return Math.max(...Array.from(x, (value, i) => Math.abs(value - y[i]!)));
}

function moments(x: ArrayLike<number>): {mean: number; sd: number} {
  const values = Array.from(x);
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return {mean, sd: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length)};
}

// A search for the maximum in double precision knows λ to half its digits at best, and to none where the likelihood is flat to
// rounding (values of 1e-9 of both signs, columns far from zero or of two values): there scikit-learn stops anywhere.
const undecidedInScikitLearn = ["tiny of both signs", "far from zero", "two values"];

describe("Yeo-Johnson", () => {
  for (const [name, {x, lambda, mean, scale, z, sklearn}] of Object.entries(reference)) {
    it(`finds λ, mean and scale of the column "${name}" to 1e-8`, () => {
      const fit = fitYeoJohnson(x);
      expect(near(fit.lambda, lambda, 1e-11) || Math.abs(fit.lambda - lambda) < 1e-15, `λ = ${fit.lambda}, not ${lambda}`).toBe(
        true
      );
      expect(near(fit.mean, mean, 1e-11), `mean = ${fit.mean}, not ${mean}`).toBe(true);
      expect(near(fit.scale, scale, 1e-8), `scale = ${fit.scale}, not ${scale}`).toBe(true);
      expect(greatestDifference(applyYeoJohnson(x.slice(0, 20), fit), z)).toBeLessThan(name === "far from zero" ? 1e-5 : 1e-7);
    });

    it.skipIf(undecidedInScikitLearn.includes(name))(
      `agrees with scikit-learn's own fit of "${name}" as far as that goes`,
      () => {
        const fit = fitYeoJohnson(x);
        expect(near(fit.lambda, sklearn.lambda, 1e-7) || Math.abs(fit.lambda - sklearn.lambda) < 2.5e-7).toBe(true);
        expect(greatestDifference(applyYeoJohnson(x.slice(0, 20), fit), sklearn.z)).toBeLessThan(2e-6);
      }
    );
  }

  it("gives standardised columns", () => {
    for (const [name, {x}] of Object.entries(reference)) {
      const {mean, sd} = moments(applyYeoJohnson(x, fitYeoJohnson(x)));
      expect(Math.abs(mean), `column ${name}`).toBeLessThan(1e-5);
      expect(Math.abs(sd - 1), `column ${name}`).toBeLessThan(1e-5);
    }
  });

  it("undoes itself", () => {
    for (const [name, {x}] of Object.entries(reference)) {
      const fit = fitYeoJohnson(x);
      const back = invertYeoJohnson(applyYeoJohnson(x, fit), fit);
      x.forEach((value, i) => expect(near(back[i]!, value, 1e-5), `${name}: ${back[i]} for ${value}`).toBe(true));
    }
    for (const lambda of [-3, -1, 0, 0.5, 1, 2, 3.7])
      for (const x of [-50, -1, -1e-9, 0, 1e-12, 0.3, 7, 12])
        expect(near(inverseYeoJohnson(yeoJohnson(x, lambda), lambda), x, 1e-9), `${x}, λ = ${lambda}`).toBe(true);
  });

  it("is the logarithm at λ = 0, the identity at λ = 1 and the logarithm of −x at λ = 2", () => {
    for (const x of [-3, -0.1, 0, 0.2, 8]) expect(yeoJohnson(x, 1)).toBeCloseTo(x, 14);
    expect(yeoJohnson(Math.E - 1, 0)).toBeCloseTo(1, 14);
    expect(yeoJohnson(1 - Math.E, 2)).toBeCloseTo(-1, 14);
    expect(yeoJohnson(3, -1)).toBeCloseTo(0.75, 14);
  });

  it("grows with x for every λ, through zero too", () => {
    for (const lambda of [-2, 0, 0.7, 2, 4]) {
      let before = -Infinity;
      for (let x = -5; x <= 5; x += 0.125) {
        const t = yeoJohnson(x, lambda);
        expect(t).toBeGreaterThan(before);
        before = t;
      }
    }
  });

  it("mirrors: −x has 2 − λ", () => {
    for (const {x} of Object.values(reference).slice(0, 8)) {
      const fit = fitYeoJohnson(x);
      expect(fitYeoJohnson(x.map((value) => -value)).lambda).toBeCloseTo(2 - fit.lambda, 9);
    }
  });

  it("does not care about the order of rows beyond rounding", () => {
    const {x} = reference["flux"]!;
    const fit = fitYeoJohnson(stream("order").shuffle([...x]));
    expect(fit.lambda).toBeCloseTo(fitYeoJohnson(x).lambda, 12);
  });

  it("leaves a constant column at λ = 1, scale 1, standardised to 0", () => {
    for (const value of [0, 3, -7.5, 1e9, 1e-9]) {
      const x = [value, value, value];
      const fit = fitYeoJohnson(x);
      expect([fit.lambda, fit.scale]).toEqual([1, 1]);
      expect(greatestDifference(applyYeoJohnson(x, fit), [0, 0, 0])).toBeLessThan(1e-6);
    }
    expect(fitYeoJohnson([5])).toEqual({lambda: 1, mean: expect.closeTo(5, 12), scale: 1});
  });

  it("keeps the values of a column far from zero apart", () => {
    for (const offset of [1e3, 1e6, -1e6, 1e9]) {
      const rng = stream("offset", offset);
      const x = Float64Array.from({length: 300}, () => offset + rng.exponential());
      const z = applyYeoJohnson(x, fitYeoJohnson(x));
      expect(new Set(z).size, `${offset}`).toBeGreaterThan(290);
      expect(moments(z).sd).toBeCloseTo(1, 4);
    }
  });

  it("stays finite on the data it was fitted to, whatever their scale", () => {
    for (const scale of [1e-300, 1e-30, 1e-9, 1e9, 1e30, 1e150])
      for (const sign of [1, -1]) {
        const rng = stream("scale", scale);
        const x = Float64Array.from({length: 50}, (_, i) => sign * scale * (rng.exponential() - (i % 5 === 0 ? 0.4 : 0)));
        const z = applyYeoJohnson(x, fitYeoJohnson(x));
        expect(
          z.every((value) => Number.isFinite(value)),
          `${sign * scale}`
        ).toBe(true);
      }
  });

  it("refuses empty columns and numbers that are not finite", () => {
    expect(() => fitYeoJohnson([])).toThrow("an empty column cannot be fitted; need at least 1 row");
    expect(() => fitYeoJohnson([1, NaN])).toThrow("row 2 of the column to transform is NaN; need finite numbers");
    expect(() => fitYeoJohnson([Infinity])).toThrow("row 1 of the column to transform is Infinity");
  });
});
