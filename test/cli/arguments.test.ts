import {spawn, spawnSync} from "node:child_process";
import {once} from "node:events";
import {existsSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {fluxloom, folderWith, script, smallStudy} from "./cli.ts";

const folder = folderWith({
  "w.json": smallStudy("mips1-clean"),
  "broken.json": "{",
  "wrong.json": {fluxloom: 1, steps: {a: {type: "hul"}, b: {type: "split", params: {testSize: 7}}}}
});
const wrong: readonly (readonly [what: string, args: readonly string[], message: RegExp])[] = [
  ["an unknown command", ["rum"], /there is no command "rum"; did you mean "run"\?/],
  [
    "an unknown option",
    ["run", "w.json", "--worker", "2"],
    /fluxloom run: unknown option "--worker"; did you mean "--workers"\?/
  ],
  ["a missing value", ["run", "w.json", "--set"], /option "--set" needs a value; write --set step\.param=value/],
  ["too few words", ["run"], /fluxloom run: too few arguments; write fluxloom run W\.json/],
  ["too many words", ["run", "w.json", "x.json"], /does not know what to do with "x\.json"/],
  ["a missing file", ["run", "nowhere.json"], /there is no workflow file "nowhere\.json"/],
  ["a file that is not JSON", ["run", "broken.json"], /^broken\.json: is not JSON: line 1, column 2: /],
  ["an unknown step", ["run", "w.json", "--set", "splitt.testSize=0.3"], /there is no step "splitt"; did you mean "split"\?/],
  [
    "an unknown parameter",
    ["run", "w.json", "--set", "split.testsize=0.3"],
    /split: unknown parameter "testsize"; did you mean "testSize"\?/
  ],
  [
    "a value out of bounds",
    ["run", "w.json", "--set", "split.testSize=2"],
    /split: parameter "testSize" must be a number in \[0\.001, 0\.999\]; got 2/
  ],
  [
    "a wire of the wrong kind",
    ["run", "w.json", "--wire", "label.target=match.matched"],
    /label: input "target" takes a target, but match\.matched is a table/
  ],
  [
    "a wire to nowhere",
    ["run", "w.json", "--wire", "label.target=irac.target"],
    /which is not in the workflow; did you mean "irac4"\?/
  ],
  [
    "a column that is not there",
    ["run", "w.json", "--set", "hull.columns=wise1,wise9"],
    /hull: parameter "columns": there is no column "wise9"; did you mean "wise\d"\?/
  ],
  ["a condition that is none", ["run", "w.json", "--set", "clean.sql=ext_flg = 0; DROP TABLE x"], /clean: parameter "sql": /],
  ["data for no step", ["run", "w.json", "--data", "nothing=x.csv"], /option "--data" names step "nothing"/],
  ["data for a step without files", ["run", "w.json", "--data", "split=x.csv"], /step "split" reads no file/],
  ["workers that are none", ["run", "w.json", "--workers", "0"], /option "--workers" must be a whole number from 1; got "0"/],
  ["an unknown step to go to", ["run", "w.json", "--to", "tun"], /there is no step "tun"; did you mean "tune"\?/],
  ["a report that is none", ["verify", "w.json", "w.json"], /is not a report/],
  ["an unknown node", ["nodes", "hulk"], /there is no node "hulk"; did you mean "hull"\?/],
  ["an unknown step to explain", ["explain", "w.json", "hulk"], /there is no step "hulk"/]
];

describe("wrong arguments", () => {
  it.each(wrong)("%s: exit code 2, one clear sentence, no stack trace", async (_, args, message) => {
    const {code, out, err} = await fluxloom(args, {cwd: folder});
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n\s+at /);
    expect([code, out]).toEqual([2, ""]);
  });

  it("every problem of a file is told at once", async () => {
    const {code, err} = await fluxloom(["check", "wrong.json"], {cwd: folder});
    expect(code).toBe(2);
    expect(err.trim().split("\n")).toEqual([
      'a: unknown node type "hul"; did you mean "hull"?',
      'b: input "table" is not connected; nothing here gives a table',
      'b: parameter "testSize" must be a number in [0.001, 0.999]; got 7'
    ]);
  });
});

describe("standard output", () => {
  const shell = (line: string): {readonly status: number | null; readonly stderr: string} =>
    spawnSync("sh", ["-c", line], {cwd: folder, encoding: "utf8"});
  const node = `"${process.execPath}" "${script}"`;

  it.skipIf(!existsSync("/dev/full"))("on a full disk is told in words, with exit code 1", () => {
    const {status, stderr} = shell(`${node} nodes > /dev/full`);
    expect([status, stderr]).toEqual([
      1,
      "cannot write to standard output; the disk is full; free some space or choose another folder\n"
    ]);
  });

  it.each([
    [["nodes", "--schema"], 0],
    [["rum"], 2]
  ])("may be closed by who has seen enough, messages and all: %j", async (args, code) => {
    const child = spawn(process.execPath, [script, ...args], {cwd: folder, stdio: ["ignore", "pipe", "pipe"]});
    child.stdout.destroy();
    child.stderr.destroy();
    expect((await once(child, "exit"))[0]).toBe(code);
  });
});

describe("help", () => {
  it("is asked for with -h too, fits its width and names short options", async () => {
    const {code, out} = await fluxloom(["figure", "-h"]);
    expect([code, /\n {2}-o, --out FILE +Where the picture goes/.test(out)]).toEqual([0, true]);
    const [before] = out.split("Examples:");
    expect(before!.split("\n").filter((line) => line.length > 100)).toEqual([]);
  });

  it("is not given on a command there is not", async () => {
    const {code, out, err} = await fluxloom(["help", "rn"]);
    expect([code, out, err]).toEqual([2, "", 'there is no command "rn"; did you mean "run"?\n']);
  });

  it("every command explains itself with an example", async () => {
    const overview = await fluxloom(["--help"]);
    expect(overview.code).toBe(0);
    for (const name of ["run", "plan", "check", "explain", "sweep", "verify", "diff", "nodes", "cache"]) {
      expect(overview.out).toMatch(new RegExp(`^  ${name} `, "m"));
      const {code, out} = await fluxloom([name, "--help"]);
      expect(code).toBe(0);
      expect(out).toMatch(/Usage: fluxloom /);
      expect(out).toMatch(/Examples:\n {2}fluxloom /);
    }
  });

  it("a node shows its ports, params, units and defaults", async () => {
    const {out} = await fluxloom(["nodes", "cross-match"]);
    expect(out).toMatch(/`radius` \| a number in \[0, 648000\], in arcsec \| `2`/);
  });
});
