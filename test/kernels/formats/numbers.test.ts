import {describe, expect, it} from "vitest";
import {parsed, parseInteger, parseReal, storeInt64} from "../../../nodes/kernels/formats/numbers.ts";
import {stream} from "../../../nodes/kernels/random.ts";

const wrongOf = (pairs: Iterable<[unknown, unknown]>): unknown[] => [...pairs].filter(([got, want]) => !Object.is(got, want));
const encoder = new TextEncoder();
const real = (text: string): number => {
  const bytes = encoder.encode(`x${text}y`);
  return parseReal(bytes, 1, bytes.length - 1);
};
const long = (text: string): bigint | undefined => {
  const bytes = encoder.encode(`x${text}y`);
  const value = parseInteger(bytes, 1, bytes.length - 1);
  if (value !== value) return undefined;
  const words = new Int32Array(2);
  storeInt64(words, 0);
  const exact = new BigInt64Array(words.buffer)[0]!;
  // The double is exact only within ±2^53.
  if (Math.abs(value - Number(exact)) > (Math.abs(value) < 2 ** 53 ? 0 : 2048)) throw new Error(`${text} is ${value}`);
  return exact;
};

describe("reals from bytes", () => {
  it("are those of Number() for any double, spelled short or long", () => {
    const rng = stream("formats", "reals");
    const bits = new BigUint64Array(1);
    const double = new Float64Array(bits.buffer);
    const pairs: [number, number][] = [];
    for (let i = 0; i < 20_000; ++i) {
      bits[0] = (BigInt(rng.uint32()) << 32n) | BigInt(rng.uint32());
      const ordinary = (rng.real() - 0.5) * 10 ** rng.int(12);
      for (const value of [double[0]!, ordinary, Math.round(ordinary * 1e6) / 1e6]) {
        if (value !== value) continue;
        pairs.push([real(String(value)), value + 0]);
        if (!Number.isFinite(value)) continue;
        const digits = value.toPrecision(17 + rng.int(4));
        pairs.push([real(digits), Number(digits)]);
      }
    }
    expect(wrongOf(pairs)).toEqual([]);
  });

  it("are rounded right beside the middle of two doubles", () => {
    const rng = stream("formats", "halves");
    const pairs: [number, number][] = [];
    for (let i = 0; i < 5000; ++i) {
      // Exact decimal halves between neighbours of 2^52 … 2^53, and one unit of the last place beside them.
      const whole = 4503599627370496n + (BigInt(rng.uint32()) << 18n) + BigInt(rng.uint32() >>> 14);
      for (const text of [
        `${whole}.5`,
        `${whole}.499999`,
        `${whole}.500001`,
        `${whole / 1000n}.${String(whole % 1000n).padStart(3, "0")}5`
      ])
        pairs.push([real(text), Number(text)]);
    }
    expect(wrongOf(pairs)).toEqual([]);
  });

  it.each([
    ["1.5", 1.5],
    ["-.5", -0.5],
    ["5.", 5],
    ["+1e3", 1000],
    ["1.5D-03", 0.0015],
    ["-0.0", -0],
    ["1e400", Infinity],
    ["1e-400", 0],
    ["inf", Infinity],
    ["-Infinity", -Infinity],
    ["NaN", NaN],
    ["0.000000000000000000000000000001", 1e-30],
    ["100000000000000000000000000000000000000", 1e38],
    ["9007199254740993", 9007199254740992]
  ])("%s is %d", (text, value) => {
    expect(real(text)).toBe(value);
    expect(parsed()).toBe(true);
  });

  it.each(["", "-", ".", "1e", "1e+", "1.2.3", "1 2", "0x10", "infinite", "nano", "1,5", "--1", "e5", "1_000"])(
    "%j is no number",
    (text) => {
      expect(real(text)).toBeNaN();
      expect(parsed()).toBe(false);
    }
  );
});

describe("integers from bytes", () => {
  it("are exact to 64 bits", () => {
    const rng = stream("formats", "integers");
    const pairs: [unknown, bigint][] = [];
    for (let i = 0; i < 20_000; ++i) {
      const value = BigInt.asIntN(64, (BigInt(rng.uint32()) << 32n) | BigInt(rng.uint32())) >> BigInt(rng.int(64));
      pairs.push([long(String(value)), value]);
    }
    expect(wrongOf(pairs)).toEqual([]);
    for (const text of ["-9223372036854775808", "9223372036854775807", "-1", "0", "+7", "000042", "-4294967296", "4294967296"])
      expect(long(text)).toBe(BigInt(text));
  });

  it.each(["9223372036854775808", "-9223372036854775809", "99999999999999999999", "", "-", "1.0", "1e3", "0x1", "1a"])(
    "%j is none",
    (text) => {
      expect(long(text)).toBeUndefined();
    }
  );
});
