import {spawnSync} from "node:child_process";
import {existsSync, readdirSync, readFileSync, rmSync} from "node:fs";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, describe, expect, it} from "vitest";
import {convert} from "../../src/cli/convert.ts";
import {readTable} from "../../nodes/formats/read.ts";
import {sourceOf} from "../../nodes/kernels/formats/bytes.ts";
import type {FormatTable} from "../../nodes/kernels/formats/types.ts";
import {deviations, metaDeviations} from "../kernels/formats/suite.ts";
import {asked, folderWith} from "./cli.ts";

const cli = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const suite = fileURLToPath(new URL("../fixtures/formats/suite/", import.meta.url));
const folder = folderWith({"flags.csv": "id,cc_flags\n9007199254740993,0000\n7,hH00\n"});
afterAll(() => rmSync(folder, {recursive: true}));

async function run(...words: string[]): Promise<string> {
  const {code, text} = await asked(convert, words);
  expect(code).toBe(0);
  return text;
}

const read = async (name: string): Promise<FormatTable> =>
  (await readTable(sourceOf(new Uint8Array(readFileSync(join(folder, name)))))).table;

const beyondAscii = [
  'name[3]: "quote \\" comma , | pipe <&> tab?here"',
  'uname[2]: "?Jy ?/? ?? ? ?"',
  'uname[3]: "ligne 1; ?quoted?"'
];

describe("convert", () => {
  it.each(["fits", "vot", "ecsv", "parquet", "arrow", "vot.gz"])(
    "a VOTable into .%s and back keeps every cell and column it has a place for",
    async (extension) => {
      const said = await run(`${suite}master.vot`, join(folder, `t.${extension}`));
      expect(said).toContain("wrote 6 rows × 15 columns");
      await run(join(folder, `t.${extension}`), join(folder, "back.vot"));
      const table = await read("back.vot");
      // FITS holds printable ASCII only, and says so.
      if (extension === "fits") expect(said).toMatch(/note: .*characters/);
      expect(deviations(table)).toEqual(extension === "fits" ? beyondAscii : []);
      expect(metaDeviations(table)).toEqual([]);
    }
  );

  it("says what the format has no place for, and where the table comes from", async () => {
    const said = await run(`${suite}master.vot`, join(folder, "t.csv"));
    expect(said).toContain("note: 15 columns lose their unit, UCD or description");
    await run(join(folder, "flags.csv"), join(folder, "flags.vot"));
    const {facts, columns} = await read("flags.vot");
    expect(columns.map(({type}) => type)).toEqual(["int64", "text"]);
    expect(facts.comments).toContain("converted from flags.csv by fluxloom 0.0.0-source");
  });

  it("says in words what cannot be read or written", async () => {
    const here = (name: string): string => join(folder, name);
    await expect(run(here("nope.csv"), here("a.vot"))).rejects.toThrow(/^there is no file ".*nope.csv"; check the path$/);
    await expect(run(folder, here("a.vot"))).rejects.toThrow(/ is a folder; name a file in it$/);
    await expect(run(here("flags.csv"), folder, "--to", "csv")).rejects.toThrow(/ is a folder; name a file in it$/);
    await expect(run(here("flags.csv"), here("none/a.csv"))).rejects.toThrow(
      /^there is no folder ".*none" to write to; make it first$/
    );
    await expect(run(here("flags.csv"), here("a"))).rejects.toThrow("does not tell a format by its extension");
  });

  it("reads standard input and pipes, which can be read only once", async () => {
    const table = readFileSync(join(folder, "flags.csv"));
    const piped = spawnSync(process.execPath, [cli, "convert", "-", "-", "--to", "tsv"], {input: table, encoding: "utf8"});
    expect([piped.status, piped.stdout]).toEqual([0, "id\tcc_flags\n9007199254740993\t0000\n7\thH00\n"]);
    expect(piped.stderr).toContain("read 2 rows × 2 columns from standard input (delimited)");
    const broken = spawnSync(process.execPath, [cli, "convert", "-", "-", "--to", "tsv"], {input: "", encoding: "utf8"});
    expect(broken.stderr).toContain("standard input: the file is empty");
  });

  it("ends without a word when its reader has seen enough", () => {
    const many = `id\n${Array.from({length: 60_000}, (_, i) => 1e6 + i).join("\n")}\n`;
    const line = `set -o pipefail; "${process.execPath}" "${cli}" convert - - --to csv | head -n 2`;
    const head = spawnSync("bash", ["-c", line], {input: many, encoding: "utf8"});
    expect([head.status, head.stdout]).toEqual([0, "id\n1000000\n"]);
    expect(head.stderr).not.toContain("EPIPE");
  });

  it("takes units, UCDs and descriptions from the file beside a CSV file", async () => {
    const said = {id: {ucd: "meta.id"}, flux: {unit: "uJy", description: "at 24 µm"}, "": {origin: "…"}};
    const place = folderWith({"t.csv": "id,flux\n1,2.5\n", "t.csv.columns.json": said});
    expect(await run(join(place, "t.csv"), join(folder, "t.vot"))).toContain(`those in ${join(place, "t.csv.columns.json")}\n`);
    expect((await read("t.vot")).columns).toMatchObject([
      {name: "id", ucd: "meta.id"},
      {name: "flux", unit: "uJy", description: "at 24 µm"}
    ]);
    rmSync(place, {recursive: true});
  });

  it("takes the words of the Catalogue step for how to read a file", async () => {
    expect(await run(join(folder, "flags.csv"), join(folder, "flags.ecsv"), "--from", "csv")).toContain(
      "read 2 rows × 2 columns"
    );
    expect(await run(join(folder, "flags.csv"), join(folder, "flags.ecsv"), "--from", "tsv")).toContain("read 2 rows × 1 column");
  });

  it("reads a ReadMe with its data, and a VOTable with its stream beside it", async () => {
    await run(`${suite}cds/ReadMe`, join(folder, "members.ecsv"), "--data", `${suite}cds/members.dat`);
    expect((await read("members.ecsv")).rows).toBe(3);
    await run(`${suite}stilts/t.href.vot`, join(folder, "href.fits"));
    expect((await read("href.fits")).rows).toBe(6);
  });

  it("leaves no half file behind when reading fails", async () => {
    await expect(run(`${suite}README.md`, join(folder, "none.fits"))).rejects.toThrow(/README.md": line/);
    expect(existsSync(join(folder, "none.fits"))).toBe(false);
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("refuses formats it does not know, with those it does", async () => {
    await expect(run("a.csv", "b.docx")).rejects.toThrow(
      '"b.docx" does not tell a format by its extension; add --to with fits, votable'
    );
    await expect(run("a.csv", "b", "--to", "fit")).rejects.toThrow('option "--to" does not know the format "fit"');
  });
});
