// Every file of the compatibility suite, found from its content: how many cells differ from expected.json. Which, and whose fault each is,
// stands in test/kernels/formats/{fits,votable,text}.test.ts.
import {readdirSync, statSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {expect, it} from "vitest";
import {readTable} from "../../../nodes/formats/read.ts";
import {deviations, suiteSource} from "../../kernels/formats/suite.ts";

const root = fileURLToPath(new URL("../../fixtures/formats/suite/", import.meta.url));

/** The format, and the cells in which the writer's faults show; of tables of their own the rows instead. */
const OUTCOMES: Readonly<Record<string, string>> = {
  "master.vot": "votable 0",
  "parquet/alltypes.parquet": "parquet 1",
  "parquet/alltypes_snappy.parquet": "parquet 1",
  "stilts/t.basic.fits": "fits 7",
  "stilts/t.plus.fits": "fits 7",
  "stilts/t.col.fits": "fits 7",
  "stilts/t.colbasic.fits": "fits 7",
  "stilts/t.var.fits": "fits 2",
  "stilts/t.tabledata.vot": "votable 1",
  "stilts/t.binary.vot": "votable 0",
  "stilts/t.binary2.vot": "votable 3",
  "stilts/t.href.vot": "votable 3",
  "stilts/t.fitsinline.vot": "votable 7",
  "stilts/t.ecsv": "ecsv 5",
  "stilts/u.ecsv": "ecsv 5",
  "stilts/t.ipac.tbl": "ipac 24",
  "stilts/u.ipac.tbl": "ipac 24",
  "stilts/t.tst": "tst 19",
  "stilts/u.tst": "tst 19",
  "stilts/t.csv": "delimited 16",
  "stilts/u.csv": "delimited 16",
  "stilts/t.ascii.txt": "delimited 17",
  "stilts/u.ascii.txt": "delimited 17",
  "astropy/t.tabledata.vot": "votable 4",
  "astropy/t.binary.vot": "votable 3",
  "astropy/t.binary2.vot": "votable 4",
  "astropy/t.ecsv": "ecsv 4",
  "astropy/s.ecsv": "ecsv 5",
  "astropy/s.csv": "delimited 7",
  "astropy/s.tab.txt": "delimited 7",
  "astropy/s.ipac.tbl": "ipac 10",
  "astropy/s.ipacDBMS.tbl": "ipac 10",
  "native/native.fits": "fits, 4 rows",
  "native/native.fits.gz": "fits, 4 rows",
  "native/native_lnull.fits": "fits, 4 rows",
  "native/asciitable.fits": "fits, 3 rows",
  "cds/sample.mrt.txt": "cds, 3 rows",
  "cds/simple.mrt.txt": "cds, 3 rows",
  "cds/ReadMe": "cds, 3 rows",
  "cds/vizier.asu.tsv": "vizier, 2 rows",
  "cds/gator.tbl": "ipac, 3 rows"
};

/** What belongs to another file of the suite, or tells of it. */
const BESIDE = /\.json$|README\.md$|href-data\.bin$|members\.dat$/;

function files(folder: string): string[] {
  const paths = readdirSync(root + folder).map((name) => folder + name);
  return paths.flatMap((path) => (statSync(root + path).isDirectory() ? files(`${path}/`) : [path]));
}

it("every file of the suite reads, with no more than the faults of its writer", async () => {
  const outcomes: Record<string, string> = {};
  for (const path of files("").filter((name) => !BESIDE.test(name))) {
    const folder = path.split("/")[0]!;
    const {format, table} = await readTable(suiteSource(path), {
      resolve: (name) => suiteSource(`${folder}/${name}`),
      ...(path === "cds/ReadMe" && {data: suiteSource("cds/members.dat")})
    });
    const own = folder === "native" || folder === "cds";
    outcomes[path] = own ? `${format}, ${table.rows} rows` : `${format} ${deviations(table).length}`;
  }
  expect(outcomes).toEqual(OUTCOMES);
});
