// The frame a FITS or IPAC header names, tied to the columns it is about.
import {describe, expect, it} from "vitest";
import {sourceOf} from "../../../nodes/kernels/formats/bytes.ts";
import {readFits} from "../../../nodes/kernels/formats/fits.ts";
import {frameSaid} from "../../../nodes/kernels/formats/frames.ts";
import {readIpac} from "../../../nodes/kernels/formats/ipac.ts";
import {readText} from "../../../nodes/kernels/formats/read.ts";
import type {FormatTable} from "../../../nodes/kernels/formats/types.ts";
import {lossesOf, writers} from "../../../nodes/kernels/formats/write.ts";
import {fitsTable} from "./made-fits.ts";

const columns = ["ra", "dec", "flux"].map((name) => ({name, form: "D"}));
const frames = ({facts, columns}: FormatTable) => [facts.frames, columns.map(({frame}) => frame)];
const bytesOf = (table: FormatTable, format: "fits" | "votable" | "ecsv" | "ipac") => {
  const chunks = [...writers[format](table)];
  return sourceOf(Uint8Array.from(chunks.flatMap((chunk) => [...chunk])));
};

describe("the frame of a FITS header", () => {
  it("belongs to the coordinates, and goes with them into VOTable, ECSV, FITS and IPAC and back", async () => {
    const table = await readFits(fitsTable(columns, [], {RADESYS: "'FK4'", EQUINOX: "1950.0"}));
    const want = [[{id: "sys", system: "FK4", equinox: "B1950"}], ["sys", "sys", undefined]];
    expect(frames(table)).toEqual(want);
    expect(lossesOf(table, "ipac").filter((loss) => loss.includes("frame"))).toEqual([]);
    for (const format of ["ecsv", "ipac"] as const) expect(frames(await readText(bytesOf(table, format)))).toEqual(want);
    // VOTable, and the one within our FITS, has a name of its own for FK4.
    for (const format of ["fits", "votable"] as const)
      expect(frames(await readText(bytesOf(table, format)))).toEqual([[{...(want[0]![0] as object), system: "eq_FK4"}], want[1]]);
  });

  it("belongs to the columns whose UCD says so, errors left out, before those of a name", async () => {
    const ucds = {TUCD1: "'stat.error;pos.eq.ra'", TUCD3: "'pos.pm;pos.eq.ra'", TUCD2: "'pos.eq.dec;meta.main'"};
    const table = await readFits(fitsTable(columns, [], {RADESYS: "'ICRS'", ...ucds}));
    expect(frames(table)[1]).toEqual([undefined, "sys", "sys"]);
  });

  it("is left to itself where only one of two coordinates has a name that is known", async () => {
    const table = await readFits(fitsTable([columns[0]!, {name: "d", form: "D"}], [], {RADESYS: "'ICRS'"}));
    expect(frames(table)).toEqual([[{id: "sys", system: "ICRS"}], [undefined, undefined]]);
  });

  it("is inferred from the equinox alone as the standard says; an epoch of observation stays a parameter", async () => {
    const said = async (cards: Record<string, string>) => (await readFits(fitsTable(columns, [], cards))).facts;
    expect((await said({EQUINOX: "2000.0"})).frames).toEqual([{id: "sys", system: "FK5", equinox: "J2000"}]);
    expect((await said({EQUINOX: "1950.0"})).frames).toEqual([{id: "sys", system: "FK4", equinox: "B1950"}]);
    expect(await said({EPOCH: "2015.5"})).toMatchObject({frames: [], params: [{name: "EPOCH", value: "2015.5"}]});
    expect((await said({EPOCH: "1950.0"})).frames).toHaveLength(1);
  });

  it("in a fits-plus file is what its VOTable says: a frame of no column stays one", async () => {
    const table = await readFits(fitsTable([{name: "x", form: "D"}], [], {RADESYS: "'ICRS'"}));
    const renamed = {
      ...table,
      columns: [
        {...table.columns[0]!, name: "ra"},
        {...table.columns[0]!, name: "dec"}
      ]
    };
    expect(frames(await readText(bytesOf(renamed, "fits")))).toEqual([[{id: "sys", system: "ICRS"}], [undefined, undefined]]);
  });

  it("is written as RADESYS only where it is equatorial", async () => {
    const galactic: FormatTable = {
      rows: 0,
      columns: [{name: "glon", type: "float64", values: new Float64Array(0), frame: "g"}],
      facts: {frames: [{id: "g", system: "GALACTIC"}], params: [{name: "EPOCH", value: "2015.5"}], comments: []},
      warnings: []
    };
    const text = Buffer.concat([...writers.fits(galactic)]).toString("latin1");
    expect(text).not.toContain("RADESYS");
    expect(text).toMatch(/EPOCH {3}= '?2015\.5/);
  });
});

it("years are Besselian in FK4 and Julian elsewhere; what is no year stays as it is", () => {
  expect(frameSaid("FK4-NO-E", "1950.0")?.equinox).toBe("B1950");
  expect(frameSaid("FK5", "2000.0")?.equinox).toBe("J2000");
  expect(frameSaid("FK5", "J2000.0")?.equinox).toBe("J2000.0");
  expect(frameSaid("ICRS", "apparent")).toEqual({id: "sys", system: "ICRS", equinox: "apparent"});
  expect(frameSaid(undefined, "apparent")).toBeUndefined();
});

it("galactic frames belong to galactic coordinates, equatorial ones to none of them", async () => {
  const ipac = (system: string) =>
    readIpac(
      sourceOf(
        new TextEncoder().encode(
          `\\RADESYS = '${system}'\n|  glon|  glat|\n|double|double|\n|   deg|   deg|\n|      |      |\n    1.0    2.0\n`
        )
      )
    );
  expect((await ipac("Galactic")).columns.map(({frame}) => frame)).toEqual(["sys", "sys"]);
  expect((await ipac("ICRS")).columns.map(({frame}) => frame)).toEqual([undefined, undefined]);
});
