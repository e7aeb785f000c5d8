import {describe, expect, it} from "vitest";
import {commonWords} from "../../../nodes/kernels/formats/spell.ts";
import {joined} from "../../../nodes/kernels/formats/sink.ts";
import {spellFloat32} from "../../../nodes/kernels/formats/spelling.ts";
import {type RowStyle, textRows} from "../../../nodes/kernels/formats/text-rows.ts";
import type {ScalarColumn} from "../../../nodes/kernels/formats/types.ts";
import {stream} from "../../../nodes/kernels/random.ts";

const COUNT = Number(process.env["FORMATS_NUMBERS"] ?? 40_000);
const style: RowStyle = {before: "", between: "|", after: "\n", words: commonWords, text: "quoted", vector: () => ""};

function lines(columns: readonly ScalarColumn[], rows: number, changed: Partial<RowStyle> = {}): string[] {
  const text = new TextDecoder().decode(joined(textRows({rows, columns}, {...style, ...changed})));
  return text.split("\n").slice(0, -1);
}

function wrongOf(
  values: ArrayLike<number | bigint>,
  type: "float64" | "int64" | "int32",
  spelled: (value: never) => string
): string[] {
  const got = lines([{name: "x", type, values} as unknown as ScalarColumn], values.length);
  return Array.from(values, (value, i) => [spelled(value as never), got[i]] as const)
    .filter(([want, text]) => want !== text)
    .slice(0, 5)
    .map(([want, text]) => `${text} for ${want}`);
}

const spell = (value: number): string => (Object.is(value, -0) ? "-0.0" : String(value));

/** Doubles of random bits. */
function patterns(name: string, high: (word: number) => number): Float64Array {
  const rng = stream("formats", "spelling", name);
  const words = new Uint32Array(2 * COUNT);
  for (let i = 0; i < COUNT; ++i) words.set([rng.uint32(), high(rng.uint32())], 2 * i);
  return new Float64Array(words.buffer).map((value) => (Number.isFinite(value) ? value : 1.5));
}

describe("doubles are spelled as String() does", () => {
  it.each([
    ["of any bits", patterns("any", (word) => word)],
    ["below the normal ones", patterns("subnormal", (word) => word & 0x800fffff)],
    ["of a catalogue", patterns("any", (word) => word).map((value) => Math.round((value % 1e6) * 1e4) / 1e4 || 0.1)],
    ["between 0 and 360", Float64Array.from({length: COUNT}, (_, i) => ((i * 2654435761) % 2 ** 32) * (360 / 2 ** 32))],
    ["that are halves", Float64Array.from({length: COUNT}, (_, i) => 2 ** 52 - COUNT + i + 0.5)],
    ["that are large integers", Float64Array.from({length: COUNT}, (_, i) => (2 ** 53 - 77 * i) * 2 ** (i % 40))]
  ])("%s", (_, values) => {
    expect(wrongOf(values, "float64", spell)).toEqual([]);
  });

  it("at every power of two and ten, and next to it", () => {
    const values: number[] = [0, -0, Number.MAX_VALUE, Number.MIN_VALUE, 1e21, 1e-6, 1e-7, 123456789012345680000];
    const bits = new BigInt64Array(1);
    const double = new Float64Array(bits.buffer);
    const around = (value: number): void => {
      double[0] = value;
      for (const step of [-1n, 0n, 1n]) values.push(new Float64Array(new BigInt64Array([bits[0]! + step]).buffer)[0]!, -value);
    };
    for (let e = -1073; e < 1024; ++e) around(2 ** e);
    for (let e = -323; e < 309; ++e) for (const digits of [1, 2, 5, 9, 12, 99, 125, 4503]) around(Number(`${digits}e${e}`));
    expect(wrongOf(Float64Array.from(values.filter(Number.isFinite)), "float64", spell)).toEqual([]);
  });
});

describe("floats", () => {
  it("read back as the same with the fewest digits there are", () => {
    const rng = stream("formats", "spelling", "floats");
    const words = Uint32Array.from({length: COUNT}, (_, i) => (i % 3 ? rng.uint32() : (i % 256) << 23));
    const values = new Float32Array(words.buffer).map((value) => (Number.isFinite(value) ? value : 1.5));
    const got = lines([{name: "x", type: "float32", values}], COUNT);
    const wrong = got.filter((text, i) => {
      const value = values[i]!;
      if (Math.fround(Number(text)) !== value) return true;
      const digits = text.replace(/e.*|[-.]/g, "").replace(/^0+|0+$/g, "").length;
      return digits > 1 && Math.fround(Number(value.toPrecision(digits - 1))) === value;
    });
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(Array.from(values.slice(0, 200), spellFloat32)).toEqual(got.slice(0, 200));
    for (const text of ["0.1", "12.345", "1e-7", "3.3333333", "16777216", "-0.0", "3.4028235e+38", "1e-45", "NaN", "-Infinity"])
      expect(spellFloat32(Math.fround(Number(text)))).toBe(text);
  });
});

describe("integers", () => {
  it("of 64 bits are exact", () => {
    const rng = stream("formats", "spelling", "integers");
    const values = BigInt64Array.from({length: COUNT}, () =>
      BigInt.asIntN(64, ((BigInt(rng.uint32()) << 32n) | BigInt(rng.uint32())) >> BigInt(rng.int(64)))
    );
    values.set([-(2n ** 63n), 2n ** 63n - 1n, 0n, -1n, 10n ** 18n, 10n ** 18n - 1n, 99n, 100n]);
    expect(wrongOf(values, "int64", String)).toEqual([]);
  });

  it("of every size, and truth", () => {
    const rows = 6;
    const columns: ScalarColumn[] = [
      {name: "a", type: "uint8", values: Uint8Array.of(0, 1, 9, 10, 99, 255)},
      {name: "b", type: "int16", values: Int16Array.of(-32768, 32767, 0, -1, 100, 7)},
      {name: "c", type: "int32", values: Int32Array.of(-2147483648, 2147483647, 0, -1, 1000000, 12)},
      {name: "d", type: "boolean", values: Uint8Array.of(1, 0, 1, 0, 1, 0), valid: Uint8Array.of(1, 1, 1, 0, 1, 1)}
    ];
    expect(lines(columns, rows, {nothing: ["", "", "", "none"]})).toEqual([
      "0|-32768|-2147483648|true",
      "1|32767|2147483647|false",
      "9|0|0|true",
      "10|-1|-1|none",
      "99|100|1000000|true",
      "255|7|12|false"
    ]);
  });
});

describe("text", () => {
  const texts = [
    "",
    " a",
    "a ",
    "#a",
    "plain",
    "a,b",
    'say "so"',
    "two\nlines",
    "two\r\nlines",
    "a\tb",
    "<b>&c",
    "µJy ±",
    "\u0001x",
    "\ufffe\ufdfd",
    `${"long ".repeat(40)}"`,
    "x".repeat(16),
    `${"x".repeat(16)}é`,
    "𝄞"
  ];
  const column = (list: readonly string[]): ScalarColumn => {
    const parts = list.map((text) => new TextEncoder().encode(text));
    const offsets = new Int32Array(list.length + 1);
    parts.forEach((part, i) => void (offsets[i + 1] = offsets[i]! + part.length));
    return {name: "t", type: "text", values: {offsets, bytes: joined(parts)}};
  };
  const written = (changed: Partial<RowStyle>): string =>
    new TextDecoder().decode(
      joined(textRows({rows: texts.length, columns: [column(texts)]}, {...style, after: "\u0002", ...changed}))
    );

  it("is quoted where CSV wants it", () => {
    const want = texts.map((text) => (/^[ #]|^$| $|["\n\r,]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text));
    expect(written({delimiter: ","}).split("\u0002").slice(0, -1)).toEqual(want);
  });

  it("has references where XML wants them", () => {
    const names: Record<string, string> = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"};
    // oxlint-disable-next-line no-control-regex
    const want = texts.map((text) => text.replace(/[&<>\n\r\t]/g, (c) => names[c]!).replace(/[\u0001\ufffe]/g, "\ufffd"));
    expect(written({text: "xml"}).split("\u0002").slice(0, -1)).toEqual(want);
  });

  it("is ASCII of one line in IPAC tables", () => {
    const want = texts.map((text) => text.replace(/[\r\n]+/g, " ").replace(/[^\p{ASCII}]/gu, "?"));
    expect(written({text: "line"}).split("\u0002").slice(0, -1)).toEqual(want);
  });

  it("is written whole whatever the length of the strings", () => {
    const rng = stream("formats", "spelling", "text");
    const list = Array.from({length: 30_000}, (_, i) => "y".repeat(i % 9000 === 7 ? 900_000 : rng.int(40)));
    expect(lines([column(list)], list.length)).toEqual(list.map((text) => text || '""'));
  });
});
