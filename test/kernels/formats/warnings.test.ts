import {expect, it} from "vitest";
import {Warnings} from "../../../nodes/kernels/formats/warnings.ts";

it("warnings are told once each with a count and the first place, a hundred of them", () => {
  const warnings = new Warnings();
  warnings.add("the file is odd");
  warnings.add("the file is odd");
  warnings.tally("values stand under a bar", "row 3");
  warnings.tally("values stand under a bar", "row 9");
  warnings.tally("a line is empty", "line 4");
  for (const [found, place] of [
    ["x", "line 2"],
    ["y".repeat(60), "line 5"]
  ] as const)
    warnings.badCell("flux", "a number", found, place);
  warnings.latin1("name", 1);
  expect(warnings.list()).toEqual([
    "the file is odd",
    'column "name": 1 value is not UTF-8; read as Latin-1',
    "values stand under a bar: 2 times, first row 3",
    "a line is empty: once, line 4",
    'column "flux": 2 cells are not a number; read as null, the first is "x" at line 2'
  ]);
  for (let i = 0; i < 200; ++i) warnings.add(`line ${i}`);
  expect(warnings.list()).toHaveLength(101);
  expect(warnings.list().at(-1)).toBe("105 more warnings");
});
