import {createHash} from "node:crypto";
import {describe, expect, it} from "vitest";
import {sha256 as browserSha256} from "../../runtime/hash.browser.ts";
import {canonical, sha256, toJson} from "../../runtime/hash.ts";

describe("canonical", () => {
  it("sorts keys at every depth and leaves undefined ones out", () => {
    expect(canonical({b: 1, a: {d: [1, "x", null], c: undefined, B: true}})).toBe('{"a":{"B":true,"d":[1,"x",null]},"b":1}');
  });

  it("writes equal values alike, whatever the order they were made in", () => {
    expect(canonical(JSON.parse('{"x":1,"y":{"p":2,"q":-0}}'))).toBe(canonical({y: {q: 0, p: 2}, x: 1}));
  });

  it("keeps doubles, lone surrogates and odd names apart", () => {
    expect(canonical([0.1, 1e300, 5e-324, "\ud800", ""])).toBe('[0.1,1e+300,5e-324,"\\ud800",""]');
    expect(canonical(JSON.parse('{"__proto__":1}'))).toBe('{"__proto__":1}');
  });

  it.each([
    ["NaN", {a: {b: [1, NaN]}}, "NaN has no canonical JSON; at a.b[1]"],
    ["infinity", -Infinity, "-Infinity has no canonical JSON; at the top"],
    ["a bigint", [1n], "1n has no canonical JSON; at [0]"],
    ["undefined in a list", [undefined], "undefined has no canonical JSON; at [0]"],
    ["a hole in a list", Array.from({length: 1}), "undefined"],
    ["a typed array", {x: new Float64Array(2)}, "a Float64Array has no canonical JSON; at x"],
    ["a date", [new Date(0)], "a Date"],
    ["a function", {f: () => 1}, "function has no canonical JSON; at f"]
  ])("refuses %s and says where it is", (_, value, message) => {
    expect(() => canonical(value)).toThrow(message);
  });

  it("refuses a value inside itself, but not the same value twice", () => {
    const loop: Record<string, unknown> = {};
    loop["self"] = loop;
    expect(() => canonical(loop)).toThrow("a value inside itself has no canonical JSON; at self");
    const twice = {n: 1};
    expect(canonical([twice, twice])).toBe('[{"n":1},{"n":1}]');
  });

  it("has a value form", () => {
    expect(Object.keys(toJson({b: 1, a: undefined, c: 2}) as object)).toEqual(["b", "c"]);
  });
});

describe("sha256", () => {
  it.each([0, 1, 1000, (1 << 20) - 1, 1 << 20, 3 << 20, (1 << 26) + 5])(
    "is the same in Node, browser and OpenSSL for %i bytes",
    async (length) => {
      const bytes = new Uint8Array(length + 3).map((_, i) => i * 31).subarray(3);
      const expected = createHash("sha256").update(bytes).digest("hex");
      expect(await sha256(bytes)).toBe(expected);
      expect(await browserSha256(bytes)).toBe(expected);
      const pieces = [bytes.subarray(0, length >> 1), new Uint8Array(0), bytes.subarray(length >> 1)];
      expect(await sha256(pieces)).toBe(expected);
      expect(await browserSha256(pieces)).toBe(expected);
    }
  );
});
