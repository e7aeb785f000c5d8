// Origins put into files of every format and read again; damaged ones are no origins.
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {readTable} from "../../nodes/formats/read.ts";
import {type WriteFormat, writeFormats, writeTable} from "../../nodes/formats/write.ts";
import type {FormatTable} from "../../nodes/kernels/formats/types.ts";
import {crc32, markPng, markSvg, markTable} from "../../src/origin/embed.ts";
import {type Origin, originOf, originWord} from "../../src/origin/origin.ts";
import {root} from "../cli/cli.ts";

const origin: Origin = {
  workflow: readFileSync(join(root, "workflows/mips1-clean.json"), "utf8"),
  of: "assess.predictions",
  outputs: {"assess.predictions": "0123456789abcdef".repeat(4)},
  seeds: {"split.randomState": 0},
  files: {"catalogue.path": {name: "Ωmega.csv", sha256: "f".repeat(64)}},
  versions: {fluxloom: "0.1.0"}
};

const table: FormatTable = {
  rows: 2,
  columns: [
    {name: "flux", type: "float64", values: Float64Array.of(1.5, -2), unit: "uJy"},
    {name: "id", type: "int64", values: BigInt64Array.of(2n ** 53n + 1n, 0n), valid: Uint8Array.of(1, 0)},
    {name: "name", type: "text", values: {offsets: Int32Array.of(0, 1, 3), bytes: new TextEncoder().encode("aöß").slice(0, 3)}}
  ],
  facts: {frames: [], params: [], comments: ["a comment"]},
  warnings: []
};

async function written(format: WriteFormat, from = table): Promise<Uint8Array> {
  return Buffer.concat([...(await writeTable(from, format))]);
}

// The smallest PNG there is: one grey pixel.
const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==", "base64");

describe("an origin", () => {
  it("comes back as it was, and is the same word each time", async () => {
    const word = await originWord(origin);
    expect(word).toMatch(/^fluxloom-origin:1:[0-9a-f]{16}:[A-Za-z0-9+/=]+:$/);
    expect(word.length).toBeLessThan(4000);
    expect(await originWord(origin)).toBe(word);
    expect(await originOf(Buffer.from(`anything ${word} anything`))).toEqual(origin);
  });

  it("is not believed when a letter of it is wrong, and is found behind a damaged one", async () => {
    const word = await originWord(origin);
    const at = 200;
    const damaged = `${word.slice(0, at)}${word[at] === "A" ? "B" : "A"}${word.slice(at + 1)}`;
    expect(await originOf(Buffer.from(damaged))).toBeUndefined();
    expect(await originOf(Buffer.from(word.slice(0, -1)))).toBeUndefined();
    expect(await originOf(Buffer.from("fluxloom-origin:1:"))).toBeUndefined();
    expect(await originOf(Buffer.from(`${damaged} ${word}`))).toEqual(origin);
  });

  it("travels in an SVG file, which is otherwise as it was", async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="4"><svg x="1"/></svg>\n';
    const marked = markSvg(svg, await originWord(origin));
    expect(await originOf(Buffer.from(marked))).toEqual(origin);
    expect(marked.replace(/\n<metadata>[^<]*<\/metadata>/, "")).toBe(svg);
  });

  it("travels in a chunk of a PNG file, with the checksum PNG wants", async () => {
    const marked = markPng(png, await originWord(origin));
    expect(await originOf(marked)).toEqual(origin);
    const view = new DataView(marked.buffer, marked.byteOffset);
    const kinds: string[] = [];
    for (let at = 8; at < marked.length; ) {
      const size = view.getUint32(at);
      kinds.push(Buffer.from(marked.subarray(at + 4, at + 8)).toString());
      expect(view.getUint32(at + 8 + size), kinds.at(-1)!).toBe(crc32(marked.subarray(at + 4, at + 8 + size)));
      at += 12 + size;
    }
    expect(kinds).toEqual(["IHDR", "iTXt", "IDAT", "IEND"]);
    expect(() => markPng(Buffer.from("GIF89a"), "word")).toThrow(/no PNG file/);
  });

  it.each(writeFormats.filter((format) => !["csv", "tsv"].includes(format)))(
    "travels among the comments of a table in %s",
    async (format) => {
      const word = await originWord(origin);
      const bytes = await written(format, {...table, facts: {...table.facts, comments: ["a comment", word]}});
      expect(await originOf(bytes)).toEqual(origin);
    }
  );

  it.each(["fits", "votable", "votable-tabledata", "ecsv", "ipac", "parquet", "arrow"] as const)(
    "is put into a table that was written as %s before, which reads as it did",
    async (format) => {
      const bytes = await written(format);
      const marked = (await markTable(bytes, await originWord(origin)))!;
      expect(await originOf(marked)).toEqual(origin);
      const read = async (content: Uint8Array) =>
        (
          await readTable({
            name: `t.${format}`,
            size: content.length,
            open: async function* () {
              yield content;
            }
          })
        ).table;
      const {facts: _, ...rest} = await read(marked);
      const {facts: __, ...before} = await read(bytes);
      expect(rest).toEqual(before);
      if (format === "fits") expect(marked.length % 2880).toBe(0);
    }
  );

  it("leaves alone what has no place for it", async () => {
    expect(await markTable(await written("csv"), "word")).toBeUndefined();
  });
});
