import {gzipSync} from "node:zlib";
import {describe, expect, it} from "vitest";
import {sourceOf} from "../../../nodes/kernels/formats/bytes.ts";
import {readFits} from "../../../nodes/kernels/formats/fits.ts";
import {readText} from "../../../nodes/kernels/formats/read.ts";
import {cells, deviations, type Expected, metaDeviations, piecewise, suiteBytes, suiteJson, suiteSource} from "./suite.ts";

// STIL writes Java characters as single bytes into FITS, and pads variable arrays where they are written as fixed ones.
const MANGLED = ['uname[2]: "µJy ±/² R\\u001f =- é"', 'uname[3]: "ligne 1; \\u0018quoted\\u0019"'];
const PADDED = [
  "ivar[1]: [0,0,0]",
  "ivar[2]: [-1,0,0]",
  "ivar[3]: [2147483647,-2147483648,0]",
  "ivar[4]: [0,0,0]",
  "ivar[5]: [7,8,0]"
];

describe("the suite", () => {
  it.each([
    ["stilts/t.basic.fits", [...MANGLED, ...PADDED]],
    ["stilts/t.plus.fits", [...MANGLED, ...PADDED]],
    ["stilts/t.col.fits", [...MANGLED, ...PADDED]],
    ["stilts/t.colbasic.fits", [...MANGLED, ...PADDED]],
    ["stilts/t.var.fits", MANGLED]
  ])("%s reads as expected, the faults of its writer aside", async (path, faults) => {
    const table = await readFits(suiteSource(path));
    expect(deviations(table)).toEqual(faults);
    expect(metaDeviations(table)).toEqual([]);
  });

  interface Native {
    readonly columns: Record<string, Expected[]>;
    readonly units: Record<string, string>;
  }
  const native = suiteJson("native/native.expected.json") as Native;
  const bits = (value: Expected): Expected =>
    Array.isArray(value) ? value.map(bits) : value === true ? 1 : value === false ? 0 : value;
  const flat = (value: Expected): Expected => (Array.isArray(value) ? value.flat(3) : value);

  it.each(["native/native.fits", "native/native.fits.gz", "native/native_lnull.fits"])(
    "%s: every letter of TFORM, undefined values, scaling, TDIM, heaps",
    async (path) => {
      const table = await readFits(suiteSource(path));
      expect(table.facts.place).toBe("HDU 2");
      const got = Object.fromEntries(table.columns.map((column) => [column.name, cells(column, table.rows).map(flat)]));
      got["X"] = got["X"]!.map(bits);
      const want = Object.fromEntries(Object.entries(native.columns).map(([name, values]) => [name, values.map(flat)]));
      // The file holds a negative zero, which JSON written by hand lost.
      for (const name of ["CPX", "M"]) want[name]![2] = [-0, -1];
      if (path.includes("lnull")) want["L"] = [true, false, true, null];
      // U32 and K come as exact integers, which expected.json spells as numbers where they are small.
      got["U32"] = got["U32"]!.map(Number);
      expect(got).toEqual(want);
      const types = Object.fromEntries(table.columns.map(({name, type}) => [name, type]));
      expect(types).toMatchObject({
        B: "uint8",
        I: "int16",
        J: "int32",
        K: "int64",
        SB: "int16",
        U16: "int32",
        U32: "int64",
        U64: "text"
      });
      expect(types).toMatchObject({
        L: "boolean",
        E: "float32",
        D: "float64",
        SCALED: "float64",
        A: "text",
        VEC3: "vector",
        PJ: "vector"
      });
      for (const [name, unit] of Object.entries(native.units))
        expect(table.columns.find((c) => c.name === name)?.unit).toBe(unit);
      expect(table.columns.find((c) => c.name === "MAT")).toMatchObject({shape: [2, 3]});
      expect(table.facts.params).toContainEqual(
        expect.objectContaining({name: "LONGSTR", value: `${"x".repeat(100)} it's quoted`})
      );
      expect(table.facts.params).toContainEqual(expect.objectContaining({name: "ESO TEL NAME", value: "Spitzer"}));
      expect(table.facts.comments).toContain("HISTORY made for a compatibility suite");
    }
  );

  it("an ASCII table reads with its types and blanks", async () => {
    const table = await readFits(suiteSource("native/asciitable.fits"));
    expect(table.columns.map((column) => [column.name, column.type])).toEqual([
      ["ID", "int32"],
      ["RA", "float64"],
      ["NAME", "text"],
      ["FLUX", "float64"]
    ]);
    expect(table.columns.map((column) => cells(column, 3))).toEqual([
      [1, 2, 3],
      [1.5, 359.9999999, 0],
      ["a", "b c", ""],
      [1e-30, 2.5, 1e10]
    ]);
  });
});

describe("streams", () => {
  it.each([1, 7, 2881])("reads the same from pieces of %i bytes", async (size) => {
    for (const path of ["native/native.fits", "native/native.fits.gz", "stilts/t.var.fits"]) {
      const bytes = suiteBytes(path);
      const whole = await readFits(sourceOf(bytes));
      expect(await readFits(piecewise(bytes, size))).toEqual(whole);
    }
  });

  it("reads the table it is asked for", async () => {
    const source = suiteSource("native/native.fits");
    expect((await readFits(source, {hdu: "alltypes"})).rows).toBe(4);
    expect((await readFits(source, {hdu: 2})).rows).toBe(4);
    await expect(readFits(source, {hdu: 1})).rejects.toThrow("HDU 1 is image, not a table");
    await expect(readFits(source, {hdu: 7})).rejects.toThrow("there is no HDU 7; the file has 3");
    await expect(readFits(source, {hdu: "other"})).rejects.toThrow('no table of this file is named "other"');
  });
});

describe("damaged files", () => {
  /** The file with one header card replaced. */
  function edited(path: string, card: string, by: string): Uint8Array {
    const bytes = suiteBytes(path);
    const text = new TextDecoder("latin1").decode(bytes);
    const at = text.lastIndexOf(`${card.padEnd(8)}=`);
    expect(at).toBeGreaterThan(0);
    bytes.set(new TextEncoder().encode(`${card.padEnd(8)}= ${by.padStart(20)}`.padEnd(80)), at);
    return bytes;
  }

  it.each([
    ["NAXIS2", "1000000000000000", "HDU 2: NAXIS2 claims 1000000000000000 rows; a table may have at most 2147483647"],
    ["NAXIS2", "2000000000", "HDU 2: the file ends at byte 20160, in row 17 of 2000000000"],
    ["TFORM3", "'7Y      '", 'HDU 2: TFORM3 of column "I" must be a format such as 1J or 16A; got "7Y"'],
    ["TFORM12", "'4000000000D'", "HDU 2: the columns take 32000000169 bytes a row, but NAXIS1 is 177"],
    ["TFIELDS", "-3", "HDU 2: keyword TFIELDS must be a count; got -3"]
  ])("%s = %s is refused with what is wrong", async (card, by, message) => {
    await expect(readFits(sourceOf(edited("native/native.fits", card, by)))).rejects.toThrow(message);
  });

  it("a file cut anywhere is refused, never half read", async () => {
    const bytes = suiteBytes("native/native.fits");
    for (const length of [0, 100, 2879, 2880, 5000, 9000, 17_280, 17_500, 18_000]) {
      const message = await readFits(sourceOf(bytes.slice(0, length))).then(
        () => "read",
        (error: unknown) => (error as Error).message
      );
      expect(message, `cut at ${length}`).toMatch(/byte|none of the/);
    }
  });

  it("pointers out of the heap are refused", async () => {
    const bytes = suiteBytes("native/native.fits");
    const text = new TextDecoder("latin1").decode(bytes);
    const row = Math.ceil((text.indexOf("END     ", text.indexOf("ALLTYPES")) + 80) / 2880) * 2880;
    bytes.set([0x7f, 0xff, 0xff, 0xff], row + 177 - 24);
    await expect(readFits(sourceOf(bytes))).rejects.toThrow('column "PJ", row 1 points to bytes');
  });

  it("pointers a little out of the heap are refused too", async () => {
    const bytes = suiteBytes("native/native.fits");
    const text = new TextDecoder("latin1").decode(bytes);
    const row = Math.ceil((text.indexOf("END     ", text.indexOf("ALLTYPES")) + 80) / 2880) * 2880;
    // The last row's array of doubles ends the heap: two elements instead of one.
    bytes[row + 4 * 177 - 9] = 2;
    await expect(readFits(sourceOf(bytes))).rejects.toThrow('column "QD", row 4 points to bytes 48 to 64 of a heap of 56');
  });

  it("text that is no FITS is refused", async () => {
    const junk = new TextEncoder().encode("ra,dec\n".repeat(1000));
    await expect(readFits(sourceOf(junk))).rejects.toThrow("is not part of a FITS header");
  });

  it("a file compressed twice is refused by that", async () => {
    await expect(readText(sourceOf(new Uint8Array(gzipSync(suiteBytes("native/native.fits.gz")))))).rejects.toThrow(
      "the file is compressed with gzip twice; decompress it once"
    );
  });

  it("a damaged gzip file says so", async () => {
    const bytes = suiteBytes("native/native.fits.gz");
    await expect(readFits(sourceOf(bytes.slice(0, 900)))).rejects.toThrow(/gzip data are damaged/);
    bytes[500] = bytes[500]! ^ 0xff;
    await expect(readFits(sourceOf(bytes))).rejects.toThrow(/damaged|HDU|header/);
  });
});
