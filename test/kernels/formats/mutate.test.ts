import {describe, expect, it} from "vitest";
import {sourceOf} from "../../../nodes/kernels/formats/bytes.ts";
import {readText} from "../../../nodes/kernels/formats/read.ts";
import {stream} from "../../../nodes/kernels/random.ts";
import {mutate} from "./damage.ts";
import {suiteBytes, suiteSource} from "./suite.ts";

// Every run mutates a few dozen files a format; FORMATS_MUTATIONS=1000 does the long form.
const COUNT = Number(process.env["FORMATS_MUTATIONS"] ?? 40);

const SEEDS: Record<string, string[]> = {
  fits: ["native/native.fits", "stilts/t.var.fits", "stilts/t.col.fits", "native/asciitable.fits", "stilts/t.plus.fits"],
  "fits.gz": ["native/native.fits.gz"],
  votable: ["master.vot", "stilts/t.tabledata.vot", "stilts/t.fitsinline.vot"],
  "votable binary": ["stilts/t.binary.vot", "stilts/t.binary2.vot", "astropy/t.binary2.vot"],
  ipac: ["cds/gator.tbl", "stilts/t.ipac.tbl", "astropy/s.ipac.tbl"],
  ecsv: ["stilts/t.ecsv", "astropy/t.ecsv"],
  cds: ["cds/sample.mrt.txt", "cds/simple.mrt.txt"],
  vizier: ["cds/vizier.asu.tsv", "stilts/t.tst"],
  csv: ["stilts/t.csv", "astropy/s.csv", "stilts/t.ascii.txt", "astropy/s.tab.txt"]
};

describe("damaged files are read or refused in words, soon, and in bounded memory", () => {
  it.each(Object.keys(SEEDS))("%s", {timeout: 600_000}, async (format) => {
    const files = SEEDS[format]!;
    const wrong: string[] = [];
    let refused = 0;
    for (let i = 0; i < COUNT; ++i) {
      const path = files[i % files.length]!;
      const bytes = mutate(suiteBytes(path), stream("formats", format, i));
      const start = performance.now();
      const failure = await readText(sourceOf(bytes), {resolve: (name) => suiteSource(`stilts/${name}`)}).then(
        () => undefined,
        (error: unknown) => error
      );
      const milliseconds = performance.now() - start;
      if (failure !== undefined) ++refused;
      // A failure is a plain Error that says something; anything else is a fault of the reader.
      if (failure !== undefined && (!(failure instanceof Error) || failure.constructor !== Error || failure.message.length < 10))
        wrong.push(`${path} #${i}: ${failure instanceof Error ? (failure.stack ?? failure.message) : "no Error"}`);
      if (milliseconds > 5000) wrong.push(`${path} #${i} took ${Math.round(milliseconds)} ms`);
    }
    expect(wrong).toEqual([]);
    expect(refused).toBeGreaterThan(0);
    const {heapUsed, external} = process.memoryUsage();
    expect(heapUsed + external).toBeLessThan(1e9);
  });
});
