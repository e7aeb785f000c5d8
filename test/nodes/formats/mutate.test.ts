import {describe, expect, it} from "vitest";
import {sourceOf} from "../../../nodes/kernels/formats/bytes.ts";
import {readText} from "../../../nodes/kernels/formats/read.ts";
import {stream} from "../../../nodes/kernels/random.ts";
import {readTable} from "../../../nodes/formats/read.ts";
import {writeTable} from "../../../nodes/formats/write.ts";
import {mutate} from "../../kernels/formats/damage.ts";
import {suiteBytes, suiteSource} from "../../kernels/formats/suite.ts";

// Every run damages a few dozen files a format; FORMATS_MUTATIONS=1000 does the long form.
const COUNT = Number(process.env["FORMATS_MUTATIONS"] ?? 40);

async function seeds(): Promise<Uint8Array[]> {
  const [ours] = [...(await writeTable(await readText(suiteSource("master.vot")), "parquet"))];
  return [ours!, suiteBytes("parquet/alltypes.parquet"), suiteBytes("parquet/alltypes_snappy.parquet")];
}

// Not of Arrow: on some damaged files apache-arrow does not come to an end, and only the pool can stop it.
describe("damaged files are read or refused in words, soon, and in bounded memory", () => {
  it("parquet", {timeout: 600_000}, async () => {
    const files = await seeds();
    const wrong: string[] = [];
    let refused = 0;
    for (let i = 0; i < COUNT; ++i) {
      const bytes = mutate(files[i % files.length]!, stream("formats", "parquet", i));
      const start = performance.now();
      const failure = await readTable(sourceOf(bytes), {format: "parquet"}).then(
        () => undefined,
        (error: unknown) => error
      );
      const milliseconds = performance.now() - start;
      if (failure !== undefined) ++refused;
      if (failure !== undefined && (!(failure instanceof Error) || failure.constructor !== Error || failure.message.length < 10))
        wrong.push(`#${i}: ${failure instanceof Error ? (failure.stack ?? failure.message) : "no Error"}`);
      if (milliseconds > 5000) wrong.push(`#${i} took ${Math.round(milliseconds)} ms`);
      const {heapUsed, external} = process.memoryUsage();
      if (heapUsed + external > 1e9) wrong.push(`#${i}: ${Math.round((heapUsed + external) / 1e6)} MB`);
    }
    expect(wrong).toEqual([]);
    expect(refused).toBeGreaterThan(0);
  });
});
