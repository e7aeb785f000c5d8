// Columns and keywords that no file of the suite has.
import {expect, it} from "vitest";
import {readFits} from "../../../nodes/kernels/formats/fits.ts";
import {fitsTable} from "./made-fits.ts";
import {cells} from "./suite.ts";

const double = (x: number): bigint => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  return view.getBigUint64(0);
};

it("of a keyword that comes twice the first counts", async () => {
  const table = await readFits(fitsTable([{name: "flux", form: "D"}], [[double(1.5)]], {TTYPE1: "'other'", TUNIT1: "'uJy'"}));
  expect(table.columns).toMatchObject([{name: "flux", unit: "uJy"}]);
});

it("a complex number is a pair, several are an array of pairs", async () => {
  const one = await readFits(fitsTable([{name: "z", form: "M"}], [[double(1), double(-2)]]));
  expect(one.columns[0]).toMatchObject({type: "vector", shape: [2], complex: true});
  expect(cells(one.columns[0]!, 1)).toEqual([[1, -2]]);
  const two = await readFits(fitsTable([{name: "z", form: "2M"}], [[1, 2, 3, 4].map(double)]));
  expect(two.columns[0]).toMatchObject({type: "vector", shape: [2, 2], complex: true});
});
