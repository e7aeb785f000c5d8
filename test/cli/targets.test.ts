// What is named on the command line is looked at before anything is computed, and what cannot be written is said in words.
import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from "node:fs";
import {get} from "node:http";
import {join} from "node:path";
import {afterAll, describe, expect, it} from "vitest";
import {bundle} from "../../src/cli/bundle.ts";
import {cache} from "../../src/cli/cache.ts";
import {check} from "../../src/cli/check.ts";
import {type Command, UsageError} from "../../src/cli/command.ts";
import {compare} from "../../src/cli/compare.ts";
import {diff} from "../../src/cli/diff.ts";
import {draw} from "../../src/cli/draw.ts";
import {exportCommand} from "../../src/cli/export.ts";
import {figure} from "../../src/cli/figure.ts";
import {plan} from "../../src/cli/plan.ts";
import {run} from "../../src/cli/run.ts";
import {listen, serve} from "../../src/cli/serve.ts";
import {sweep} from "../../src/cli/sweep.ts";
import {fillTarget, streamTarget, writeTarget} from "../../src/cli/target.ts";
import {verify} from "../../src/cli/verify.ts";
import {asked, folderWith, twoStars} from "./cli.ts";

const folder = folderWith({
  ...twoStars(),
  "comma.json": '{\n  "fluxloom": 1,\n}\n',
  "wrong.json": {fluxloom: 1, steps: {a: {type: "hul"}}},
  afile: ""
});
mkdirSync(join(folder, "afolder"));
afterAll(() => rmSync(folder, {recursive: true}));

/** Runs a command whose words in {braces} are places in the folder. */
async function said(command: Command, line: string): Promise<{readonly code: number; readonly text: string}> {
  const words = line.split(" ").map((word) => word.replace(/\{(.*)\}/, (_, name: string) => join(folder, name)));
  const {code, text} = await asked(command, words);
  return {code, text: text.replaceAll(`${folder}/`, "")};
}

const wrong: readonly (readonly [command: Command, line: string, message: string])[] = [
  [run, "{w.json} --out {afile}", '"afile" is no folder; name another'],
  [run, "{w.json} --out {afile/deeper}", 'cannot write "afile/deeper", since "afile" is no folder; name another'],
  [run, "{w.json} --json {afolder}", '"afolder" is a folder; name a file in it'],
  [run, "{w.json} --json {none/r.json}", 'there is no folder "none" to write to; make it first'],
  [plan, "{w.json} --json {none/p.json}", 'there is no folder "none" to write to'],
  [plan, "{w.json} --force star", 'option "--force" names step "star", which is not in the workflow; did you mean "stars"?'],
  [draw, "{w.json} --out {afolder}", '"afolder" is a folder'],
  [figure, "{w.json} --all --out {afile}", '"afile" is no folder'],
  [figure, "{w.json} --view fig7-r2 --curve", 'option "--curve" needs a search of a regression that is no straight line'],
  [exportCommand, "report {w.json} --curve", 'option "--curve" needs a search of a regression that is no straight line'],
  [figure, "{w.json} -o {none/x.svg}", 'there is no folder "none"'],
  [exportCommand, "report {w.json} -o {none/x.html}", 'there is no folder "none"'],
  [exportCommand, "reprot {w.json}", 'there is no "reprot" to export; write report or reproduction'],
  [compare, "{w.json} {w.json} -o {none/x.html}", 'there is no folder "none"'],
  [sweep, "{w.json} --out {none/x}", 'there is no folder "none"'],
  [bundle, "{w.json} -o {none/x.fluxloom}", 'there is no folder "none"'],
  [verify, "{w.json} {none.json}", 'there is no report "none.json"; check the path'],
  [verify, "{w.json} {afolder}", '"afolder" is a folder; name a file in it'],
  [verify, "{w.json} {comma.json}", '"comma.json" is not a report; make one with'],
  [run, "{afolder}", '"afolder" is a folder; name a file in it'],
  [run, "{w.json} --data stars={none.csv}", 'option "--data": there is no file "none.csv"; check the path'],
  [run, "{w.json} --data stars={afolder}", 'option "--data": "afolder" is a folder; name a file in it'],
  [run, "{w.json} --data stars.pth={stars.csv}", 'option "--data": "pth" is no file of step "stars"; did you mean "path"?'],
  [run, "{w.json} --data stars", 'option "--data" needs the form step=file; got "stars"'],
  [serve, "{w.json} --data stars={none.csv}", 'option "--data": there is no file "none.csv"; check the path'],
  [serve, "{w.json} --port 80b", 'option "--port" must be a whole number from 0 to 65535; got "80b"'],
  [cache, "sql SELECT --format xls", 'option "--format" must be text, csv, json; got "xls"'],
  [run, "{comma.json}", 'comma.json: is not JSON: line 3, column 1: there is a comma too many before "}"; mend it there'],
  [diff, "{w.json} {comma.json}", "comma.json: is not JSON: line 3"],
  [compare, "{w.json} {wrong.json}", 'wrong.json: a: unknown node type "hul"; did you mean "hull"?']
];

describe("before anything is computed", () => {
  it.each(wrong.map(([command, line, message]) => [command.name, line, message, command] as const))(
    "%s %s is refused",
    async (_, line, message, command) => {
      const error = await said(command, line).then(
        ({text}) => text,
        (cause: Error) => cause
      );
      expect((error as Error).message.replaceAll(`${folder}/`, "")).toContain(message);
      expect(error).toSatisfy((e) => e instanceof UsageError || (e as Error).name === "WorkflowError");
    }
  );

  it("check says the problems of every file, under its name", async () => {
    const {code, text} = await said(check, "{comma.json} {wrong.json} {none.json} {w.json}");
    expect([code, text.trim().split("\n")]).toEqual([
      2,
      [
        'comma.json: is not JSON: line 3, column 1: there is a comma too many before "}"; mend it there',
        'wrong.json: a: unknown node type "hul"; did you mean "hull"?',
        'there is no workflow file "none.json"; check the path',
        "w.json: 1 step, no problem"
      ]
    ]);
  });
});

describe("the editor's server", () => {
  it("survives a request that names no path, and says when its port is taken", async () => {
    const {server, origin} = await listen({}, 0);
    const {port} = new URL(origin);
    const status = async (path: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        get({host: "127.0.0.1", port, path}, (response) => {
          response.resume();
          resolve(response.statusCode);
        }).on("error", reject);
      });
    expect([await status("/%"), await status("//"), await status("/nothing"), await status("/")]).toEqual([400, 400, 404, 200]);
    await expect(listen({}, Number(port))).rejects.toThrow(
      `cannot listen on port ${port}; it is taken: choose another with --port`
    );
    server.close();
  });
});

describe("a target", () => {
  const place = (name: string): string => join(folder, "afolder", name);

  it("is replaced as a whole, through a link too, and nothing else is left there", async () => {
    writeTarget(place("a.txt"), "one");
    symlinkSync(place("a.txt"), place("link.txt"));
    writeTarget(place("link.txt"), "two");
    await streamTarget(place("b.txt"), [Buffer.from("th"), Buffer.from("ree")]);
    expect([readFileSync(place("a.txt"), "utf8"), readFileSync(place("b.txt"), "utf8")]).toEqual(["two", "three"]);
    expect(readdirSync(join(folder, "afolder")).sort()).toEqual(["a.txt", "b.txt", "link.txt"]);
  });

  it("stays as it was where writing fails half-way", async () => {
    writeFileSync(place("c.txt"), "before");
    const half = fillTarget(place("c.txt"), async (partial) => {
      writeFileSync(partial, "half");
      throw new Error("no more");
    });
    await expect(half).rejects.toThrow("no more");
    expect([readFileSync(place("c.txt"), "utf8"), readdirSync(join(folder, "afolder")).filter((n) => /tmp/.test(n))]).toEqual([
      "before",
      []
    ]);
  });

  it.skipIf(!existsSync("/dev/full"))("says that the disk is full", async () => {
    expect(() => writeTarget("/dev/full", "x")).toThrow('cannot write "/dev/full"; the disk is full; free some space');
    await expect(streamTarget("/dev/full", [Buffer.from("x")])).rejects.toThrow('cannot write "/dev/full"; the disk is full');
  });

  it.skipIf(process.getuid?.() === 0)("says that the folder may not be written", () => {
    chmodSync(join(folder, "afolder"), 0o500);
    expect(() => writeTarget(place("d.txt"), "x")).toThrow("the folder may not be written (EACCES); choose another");
    chmodSync(join(folder, "afolder"), 0o700);
  });
});
