import {expect, it} from "vitest";
import {countsText} from "../../src/cli/summary.ts";
import type {Json} from "../../runtime/node.ts";
import type {Done} from "../../runtime/state.ts";

const said = (notes: Readonly<Record<string, Json>>, width = 100, outputs: Done["outputs"] = {}): string => {
  const done: Done = {status: "done", outputs, notes, cached: false, key: "k", ms: 1, why: undefined};
  return countsText(new Map([["step", done]]), width);
};

it("of a list of things, each is named with what is said of it in brackets", () => {
  const removed = [
    {filter: "W4 is there", alone: 31000, removed: 31000},
    {filter: "clean", alone: 40927, removed: 16837}
  ];
  expect(said({removed})).toBe(
    "  step  removed: W4 is there (alone 31\u202f000, removed 31\u202f000), clean (alone 40\u202f927, removed 16\u202f837)\n"
  );
  expect(said({derived: [{name: "W1", type: "float64", null: 13}]})).toBe("  step  derived: W1 (float64, null 13)\n");
  expect(said({appended: [{columns: ["a", "b"], elsewhere: 0, predicted: 51}]})).toBe(
    "  step  appended: columns a b, elsewhere 0, predicted 51\n"
  );
  expect(said({kept: [{name: "all"}]})).toBe("  step  kept: all\n");
});

it("what is empty, nothing or told by the scores is left out; of many things the first eight are told", () => {
  expect(said({missing: 0, name: "", r2Score: 0.9, none: null, rows: {}})).toBe("");
  expect(said({nulls: Object.fromEntries(Array.from({length: 10}, (_, i) => [`c${i}`, i]))})).toBe(
    "  step  nulls: c1 1, c2 2, c3 3, c4 4, c5 5, c6 6, c7 7, c8 8, and 1 more\n"
  );
});

it("a number of rows that a table tells is not told again", () => {
  const table = {kind: "table", hash: "h", bytes: 1, summary: {rows: 1096}, codec: undefined as never};
  expect(said({rows: 1096, columns: 2}, 100, {train: table})).toBe("  step  1\u202f096 train\n        columns 2\n");
  expect(said({rows: 184})).toBe("  step  rows 184\n");
});

it("what is wider than the terminal goes on below, broken after a comma", () => {
  const text = said({hits: Object.fromEntries(Array.from({length: 8}, (_, i) => [`feature${i + 1}`, 40]))}, 50);
  expect(text.split("\n").every((line) => line.length <= 50)).toBe(true);
  expect(text).toMatch(/^ {2}step {2}hits: feature1 40, feature2 40,\n {10}feature3 40/);
});
