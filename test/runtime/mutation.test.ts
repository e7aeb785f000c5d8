// Two thousand damaged workflow files: each is read or refused with the place named, and nothing ever crashes.
import {readdirSync, readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import seedrandom from "seedrandom";
import {describe, expect, it} from "vitest";
import {library} from "../../nodes/index.ts";
import {resolve} from "../../runtime/graph.ts";
import {migrate, parseWorkflow, problemText, serializeWorkflow, WorkflowError} from "../../runtime/workflow.ts";

const folder = fileURLToPath(new URL("../../workflows/", import.meta.url));
const originals = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => readFileSync(folder + name, "utf8"));

type Json = null | boolean | number | string | Json[] | {[name: string]: Json};

const strange: readonly Json[] = [
  null,
  true,
  -1,
  0.5,
  1e308,
  -0,
  "",
  "__proto__",
  "constructor",
  "a.b.c",
  ".",
  "1; DROP TABLE x",
  "\u0000",
  "🌌".repeat(50),
  "x".repeat(5000),
  [],
  {},
  [[[]]],
  {"": 1},
  {toString: 1}
];

const names = strange.filter((value) => typeof value === "string");

/** Changes a JSON value in one random place, or its text. */
function mutate(text: string, random: () => number): string {
  const int = (n: number): number => Math.floor(random() * n);
  const one = <T>(list: readonly T[]): T => list[int(list.length)]!;
  if (int(5) === 0) {
    const at = int(text.length);
    const length = int(20);
    return one([
      text.slice(0, at),
      text.slice(0, at) + text.slice(at + length),
      text.slice(0, at) + one(['"', "{", "}", "[", ",", ":", "\\", "\u0000", "9e999", "\uD800"]) + text.slice(at)
    ]);
  }
  const json = JSON.parse(text) as Json;
  const places: [Json[] | {[name: string]: Json}, string | number][] = [];
  const visit = (value: Json): void => {
    if (typeof value !== "object" || value === null) return;
    for (const key of Object.keys(value)) {
      places.push([value as {[name: string]: Json}, key]);
      visit((value as {[name: string]: Json})[key]!);
    }
  };
  visit(json);
  for (let n = 1 + int(3); n > 0; --n) {
    const [owner, key] = one(places);
    const at = owner as {[name: string]: Json};
    const [other, otherKey] = one(places);
    switch (int(6)) {
      case 0:
        at[key] = one(strange);
        break;
      case 1:
        delete at[key];
        break;
      case 2:
        Object.defineProperty(at, one(names), {value: at[key] ?? null, enumerable: true, configurable: true, writable: true});
        break;
      case 3:
        // A copy, since sharing could tie a knot JSON cannot hold.
        at[key] = structuredClone((other as {[name: string]: Json})[otherKey] ?? null);
        break;
      case 4:
        if (typeof at[key] === "string") at[key] = (at[key] as string).slice(0, int(12)) + one(["", "x", ".table", " ", "'"]);
        else if (typeof at[key] === "number") at[key] = (at[key] as number) * one([-1, 0.5, 1e9, 0]);
        break;
      default:
        if (typeof at[key] === "string") at[key] = [at[key]!, at[key]!];
    }
  }
  return JSON.stringify(json, null, int(2));
}

describe("R40 damaged workflow files", () => {
  it.each([0, 1, 2, 3])("are read, or refused with the place named: 500 of seed %i", (seed) => {
    const random = seedrandom(`mutation/${seed}`);
    let refused = 0;
    for (let i = 0; i < 500; ++i) {
      const text = mutate(originals[Math.floor(random() * originals.length)]!, random);
      try {
        const read = parseWorkflow(text);
        const {workflow, problems} = migrate(read, library);
        const found = [...problems, ...resolve(workflow, library).problems];
        const places = new Set(["file", ...workflow.steps.keys()]);
        for (const problem of found) {
          expect(places).toContain(problem.where);
          expect(problemText(problem)).not.toMatch(/undefined|\[object|TypeError|Cannot read|is not a function| at .*\.ts:/);
        }
        // What can be read is written back and read again as the same.
        expect(serializeWorkflow(parseWorkflow(serializeWorkflow(read)))).toBe(serializeWorkflow(read));
        refused += found.length > 0 ? 1 : 0;
      } catch (error) {
        if (!(error instanceof WorkflowError))
          throw new Error(`seed ${seed}, file ${i}: ${(error as Error).stack}\n${text.slice(0, 2000)}`, {cause: error});
        expect(error.message).toMatch(/^(file|[A-Za-z][A-Za-z0-9_-]*): /);
        refused += 1;
      }
    }
    // A mutation that damages nothing would test nothing.
    expect(refused).toBeGreaterThan(300);
  });
});
