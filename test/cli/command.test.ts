import {expect, it} from "vitest";
import {type Command, count, one, pair, readArguments, UsageError} from "../../src/cli/command.ts";

const command: Command = {
  name: "try",
  usage: "W.json",
  summary: "Tries.",
  options: {
    set: {value: "a=b", many: true, doc: "Sets."},
    out: {value: "FILE", short: "o", doc: "Writes."},
    all: {doc: "Everything."}
  },
  examples: [],
  run: async () => 0
};
const read = (...words: string[]) => readArguments(command, words);

it("options are taken in any order, long or short, with = or without, words apart", () => {
  const args = read("a.json", "--set", "x=1", "-o", "f", "--set=y=2", "--all", "b.json");
  expect(args.words).toEqual(["a.json", "b.json"]);
  expect([...args.options]).toEqual([
    ["set", ["x=1", "y=2"]],
    ["out", ["f"]],
    ["all", [""]]
  ]);
});

it.each([
  [["--out", "a", "-o", "b"], 'option "--out" is given twice; keep one'],
  [["--all=yes"], 'option "--all" takes no value; got "yes"'],
  [["--out"], 'option "--out" needs a value; write --out FILE'],
  [["--al"], 'unknown option "--al"; did you mean "--all"?'],
  [["--constructor"], 'unknown option "--constructor"']
])("%j is refused", (words, message) => {
  expect(() => read(...words)).toThrow(message);
  expect(() => read(...words)).toThrow(UsageError);
});

it("a switch may be repeated", () => {
  expect(read("--all", "--all").options.has("all")).toBe(true);
});

it("counts are whole numbers from 1", () => {
  const counted = (words: string) => () => count({words: [], options: new Map([["workers", [words]]])}, "workers");
  expect(counted("3")()).toBe(3);
  for (const words of ["0", "-1", "1.5", "two", "1e99"])
    expect(counted(words)).toThrow(`option "--workers" must be a whole number from 1; got "${words}"`);
  expect(count(read(), "workers")).toBeUndefined();
});

it("pairs are cut at the first equals sign and have a name", () => {
  expect(pair("set", "a=b=c", "a=b")).toEqual(["a", "b=c"]);
  expect(() => pair("set", "=b", "a=b")).toThrow('option "--set" needs the form a=b; got "=b"');
  expect(one(read("--out", "x"), "out")).toBe("x");
});
