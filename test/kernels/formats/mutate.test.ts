import {describe, expect, it} from "vitest";
import {sourceOf} from "../../../nodes/kernels/formats/bytes.ts";
import {readText} from "../../../nodes/kernels/formats/read.ts";
import {type Rng, stream} from "../../../nodes/kernels/random.ts";
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

const TOKENS = [
  "1000000000000000",
  "-1",
  "2147483647",
  "99999999999999999999",
  "&a;",
  "<",
  ">",
  '"',
  "'",
  "\0",
  "\n",
  "|",
  "[",
  "{",
  "NaN",
  "*",
  "\ufffd",
  "(9,9,9,9)",
  "9999999999D"
];

/** One to four damages: flipped bytes, cuts, repeats, moved pieces, numbers and signs where others were. */
function mutate(original: Uint8Array, rng: Rng): Uint8Array {
  let bytes: Uint8Array = original.slice();
  for (let left = 1 + rng.int(4); left > 0 && bytes.length > 0; --left) {
    const at = rng.int(bytes.length);
    const span = Math.min(bytes.length - at, 1 + rng.int(rng.int(8) === 0 ? 3000 : 12));
    const kind = rng.int(7);
    if (kind === 0) for (let k = 0; k < 1 + rng.int(8); ++k) bytes[rng.int(bytes.length)] = rng.int(256);
    else if (kind === 1) bytes = bytes.slice(0, at);
    else if (kind === 2) bytes = spliced(bytes, at, span, new Uint8Array(0));
    else if (kind === 3) bytes = spliced(bytes, at, 0, bytes.slice(at, at + span));
    else if (kind === 4) bytes.copyWithin(rng.int(bytes.length), at, at + span);
    else {
      const token = new TextEncoder().encode(TOKENS[rng.int(TOKENS.length)]);
      bytes = spliced(bytes, at, kind === 5 ? token.length : 0, token);
    }
  }
  return bytes;
}

function spliced(bytes: Uint8Array, at: number, remove: number, insert: Uint8Array): Uint8Array {
  const rest = bytes.subarray(Math.min(bytes.length, at + remove));
  const result = new Uint8Array(at + insert.length + rest.length);
  result.set(bytes.subarray(0, at));
  result.set(insert, at);
  result.set(rest, at + insert.length);
  return result;
}

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
