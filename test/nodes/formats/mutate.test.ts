import * as arrow from "apache-arrow";
import {describe, expect, it} from "vitest";
import {sourceOf} from "../../../nodes/kernels/formats/bytes.ts";
import {readText} from "../../../nodes/kernels/formats/read.ts";
import {stream} from "../../../nodes/kernels/random.ts";
import {readTable} from "../../../nodes/formats/read.ts";
import {writeTable} from "../../../nodes/formats/write.ts";
import {joined} from "../../../nodes/kernels/formats/sink.ts";
import {mutate} from "../../kernels/formats/damage.ts";
import {suiteBytes, suiteSource} from "../../kernels/formats/suite.ts";
import compressed from "./compressed-arrow.json" with {type: "json"};

// Every run damages a few dozen files a format; FORMATS_MUTATIONS=1000 does the long form.
const COUNT = Number(process.env["FORMATS_MUTATIONS"] ?? 40);

const SEEDS: Record<"parquet" | "arrow", () => Promise<readonly Uint8Array[]>> = {
  async parquet() {
    return [
      await written("master.vot", "parquet"),
      suiteBytes("parquet/alltypes.parquet"),
      suiteBytes("parquet/alltypes_snappy.parquet")
    ];
  },
  async arrow() {
    const plain = new arrow.Table({
      x: arrow.vectorFromArray([1, null, 3], new arrow.Float64()),
      word: arrow.vectorFromArray(["a", null, "a"]),
      both: arrow.vectorFromArray([{a: 1, b: "x"}, null, {a: 2, b: "y"}], pair),
      free: arrow.vectorFromArray([["a", "b"], null, []], new arrow.List(new arrow.Field("item", new arrow.Utf8()))),
      fixed: arrow.vectorFromArray(
        [[1, 2], [3, 4], null],
        new arrow.FixedSizeList(2, new arrow.Field("item", new arrow.Int32()))
      ),
      entries: arrow.vectorFromArray([new Map([["k", 1]]), null, new Map()], entries as never) as never
    });
    return [
      await written("master.vot", "arrow"),
      await written("native/native.fits", "arrow"),
      arrow.tableToIPC(plain, "stream"),
      arrow.tableToIPC(plain.concat(plain), "file"),
      new Uint8Array(Buffer.from(compressed.lz4, "base64")),
      new Uint8Array(Buffer.from(compressed.zstd, "base64"))
    ];
  }
};

const pair = new arrow.Struct([new arrow.Field("a", new arrow.Float64(), true), new arrow.Field("b", new arrow.Utf8(), true)]);
const entries = new arrow.Map_(
  new arrow.Field(
    "entries",
    new arrow.Struct([new arrow.Field("key", new arrow.Utf8()), new arrow.Field("value", new arrow.Int32(), true)])
  ) as never
);

async function written(path: string, format: "parquet" | "arrow"): Promise<Uint8Array> {
  return joined(await writeTable(await readText(suiteSource(path)), format));
}

describe("damaged files are read or refused in words, soon, and in bounded memory", () => {
  it.each(["parquet", "arrow"] as const)("%s", {timeout: 600_000}, async (format) => {
    const files = await SEEDS[format]();
    const wrong: string[] = [];
    let refused = 0;
    for (let i = 0; i < COUNT; ++i) {
      const bytes = mutate(files[i % files.length]!, stream("formats", format, i));
      const start = performance.now();
      const failure = await readTable(sourceOf(bytes), {format}).then(
        () => undefined,
        (error: unknown) => error
      );
      const milliseconds = performance.now() - start;
      if (failure !== undefined) ++refused;
      if (failure !== undefined && (!(failure instanceof Error) || failure.constructor !== Error || failure.message.length < 10))
        wrong.push(`#${i}: ${failure instanceof Error ? (failure.stack ?? failure.message) : "no Error"}`);
      if (format === "arrow" && /of a kind that is not read/.test(String(failure))) wrong.push(`#${i}: ${String(failure)}`);
      if (milliseconds > 5000) wrong.push(`#${i} took ${Math.round(milliseconds)} ms`);
      const {heapUsed, external} = process.memoryUsage();
      if (heapUsed + external > 1e9) wrong.push(`#${i}: ${Math.round((heapUsed + external) / 1e6)} MB`);
    }
    expect(wrong).toEqual([]);
    expect(refused).toBeGreaterThan(0);
  });
});
