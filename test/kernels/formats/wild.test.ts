// Files as archives, services and libraries really write them. They are not ours to copy, so this runs only where they are at hand.
import {readdirSync, readFileSync, statSync} from "node:fs";
import {dirname, relative} from "node:path";
import {describe, expect, it} from "vitest";
import {sourceOf} from "../../../nodes/kernels/formats/bytes.ts";
import {detectFormat} from "../../../nodes/kernels/formats/detect.ts";
import {readText} from "../../../nodes/kernels/formats/read.ts";
import type {FormatTable} from "../../../nodes/kernels/formats/types.ts";
import {shared} from "../../shared.ts";

const wild = shared("formats/wild");
const data = shared("data");

/** What is refused, and why that is right. */
const REFUSED: Record<string, RegExp> = {
  "astropy/irsa-nph-error.xml": /the service answered with an error; it says: "Either wrong or missing coordinate\/object name."/,
  "astropy/parquet_binary.xml": /the data are in PARQUET, in the file "file:parquet_binary.xml.parquet"/,
  "astropy/ipac.dat.bz2": /compressed with bzip2/,
  "astropy/LICENSE.rst": /field, but the table has/,
  // ReadMes and data that belong together, tried alone: a pair is read below.
  "astropy/glob/ReadMe": /this is a ReadMe without data/,
  "astropy/glob/lmxbrefs.dat": /fields, but the table has/,
  "astropy/vizier/ReadMe": /this is a ReadMe without data/,
  "astropy/vizier/table1.dat": /fields, but the table has/,
  "canovas/readme.txt": /this is a ReadMe without data/,
  "canovas/tab_ap_1.dat": /line 5 has 3 fields, but the table has 4 columns/
};

function files(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => `${folder}/${name}`)
    .flatMap((path) => (statSync(path).isDirectory() ? files(path) : [path]));
}

const read = (path: string, beside?: string): Promise<FormatTable> =>
  readText(sourceOf(new Uint8Array(readFileSync(path)), path), {
    resolve: (name) => sourceOf(new Uint8Array(readFileSync(`${dirname(path)}/${name}`))),
    ...(beside !== undefined && {data: sourceOf(new Uint8Array(readFileSync(beside)), beside)})
  });

describe.skipIf(!wild)("files in the wild", () => {
  it("every one reads, or is refused for a sound reason", async () => {
    const lines: string[] = [];
    const surprises: string[] = [];
    for (const path of files(wild!)) {
      const name = relative(wild!, path);
      const format = await detectFormat(sourceOf(new Uint8Array(readFileSync(path)))).catch(() => "unknown");
      if (format === "parquet") continue;
      const outcome = await read(path).catch((error: unknown) => error as Error);
      const refusal = REFUSED[name];
      if (outcome instanceof Error) {
        lines.push(`refused ${name}: ${outcome.message}`);
        if (!refusal?.test(outcome.message)) surprises.push(lines.at(-1)!);
      } else {
        lines.push(`read    ${name}: ${format}, ${outcome.rows} rows × ${outcome.columns.length} columns`);
        if (refusal) surprises.push(lines.at(-1)!);
      }
    }
    process.stdout.write(`${lines.join("\n")}\n`);
    expect(surprises).toEqual([]);
    expect(lines.filter((line) => line.startsWith("read")).length).toBe(36);
  });

  it("a ReadMe reads together with its data", async () => {
    const pairs = [
      ["astropy/glob/ReadMe", "astropy/glob/lmxbrefs.dat", 291],
      ["astropy/vizier/ReadMe", "astropy/vizier/table1.dat", 15],
      ["canovas/readme.txt", "canovas/tab_ap_1.dat", 470],
      ["canovas/readme.txt", "canovas/tab_3.dat", 532]
    ] as const;
    for (const [readme, beside, rows] of pairs) expect((await read(`${wild!}/${readme}`, `${wild!}/${beside}`)).rows).toBe(rows);
  });
});

describe.skipIf(!data)("real tables of the paper's kind", () => {
  it.each([
    ["luhman2012_usco_tbl1.csv", 863, 39],
    ["hr23_members_26clusters.csv", 16_349, 8],
    ["joined_dustpedia_MIPS1.csv", 254, 132],
    ["dustpedia_allwise.csv", 876, 62],
    ["dustpedia_fluxes_full.mag", 715, 66],
    ["2015_dunham_OPH_YSO.vot", 292, 39],
    ["sample_common_x_wise-result.vot", 391, 14],
    ["mipsgal_demo.tbl", 907, 20],
    ["tabular/california_housing_geron.csv", 20_640, 10],
    ["tabular/diabetes_data_raw.csv.gz", 442, 10]
  ])("%s has %i rows and %i columns", async (name, rows, columns) => {
    const table = await read(`${data!}/${name}`);
    expect([table.rows, table.columns.length]).toEqual([rows, columns]);
  });

  it("flags stay text and identifiers exact", async () => {
    const members = await read(`${data!}/hr23_members_26clusters.csv`);
    expect(members.columns.find(({name}) => name === "GaiaDR3")?.type).toBe("int64");
    const matched = await read(`${data!}/sample_common_x_wise-result.vot`);
    expect(matched.columns.find(({name}) => name === "cc_flag")?.type).toBe("text");
  });
});
