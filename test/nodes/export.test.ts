import {describe, expect, it} from "vitest";
import {catalog} from "../../nodes/catalog.ts";
import {exportTable} from "../../nodes/export.ts";
import {writeFormats} from "../../nodes/formats/write.ts";
import {runNode, tableOf, valuesOf} from "../harness.ts";

const stars = tableOf(
  {id: [9007199254740993n, 2n, null], name: ["α Ori", "0000", ""], flux: [1.5, null, NaN], good: [true, false, true]},
  {info: {flux: {unit: "uJy", ucd: "phot.flux.density;em.IR.3-4um", description: "W1"}}, meta: {title: "Stars"}}
);

describe("export", () => {
  it.each(writeFormats.filter((format) => format !== "votable-tabledata"))(
    "writes %s that catalog reads back",
    async (format) => {
      const {outputs, notes} = await runNode(exportTable, {inputs: {table: stars}, params: {format, name: "stars"}});
      const {name, bytes} = outputs.file;
      expect(name).toMatch(/^stars\.[a-z]+$/);
      expect(notes["bytes"]).toBe(bytes.length);
      const back = (await runNode(catalog, {files: {path: {name, bytes}}})).outputs.table;
      expect(valuesOf(back)["id"]).toEqual([9007199254740993n, 2n, null]);
      expect(valuesOf(back)["flux"]!.slice(0, 1)).toEqual([1.5]);
      if (format !== "csv" && format !== "tsv") expect(back.column("flux")).toMatchObject({unit: "uJy"});
      else expect(notes["losses"]).toContain("1 column loses its unit, UCD or description");
    }
  );

  it("adds the extension where it is missing", async () => {
    const named = async (name: string): Promise<string> =>
      (await runNode(exportTable, {inputs: {table: stars}, params: {name}})).outputs.file.name;
    expect([await named("stars"), await named("stars.vot"), await named("stars.fits")]).toEqual([
      "stars.vot",
      "stars.vot",
      "stars.fits.vot"
    ]);
  });

  it("refuses a name that is a path", async () => {
    for (const name of ["../stars", "a/b", ".hidden", ""])
      await expect(runNode(exportTable, {inputs: {table: stars}, params: {name}})).rejects.toThrow(
        'parameter "name" must be a file name'
      );
  });

  it("gives the same bytes for the same table", async () => {
    const [a, b] = await Promise.all(
      [1, 2].map(async () => runNode(exportTable, {inputs: {table: stars}, params: {format: "fits"}}))
    );
    expect(a!.outputs.file.bytes).toEqual(b!.outputs.file.bytes);
  });
});
