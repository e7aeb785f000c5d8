// Bundles made, opened and verified by processes of their own; and files that only look like bundles.
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from "node:fs";
import {createHash} from "node:crypto";
import {join} from "node:path";
import {beforeAll, describe, expect, it} from "vitest";
import {Bundle} from "../../src/bundle/bundle.ts";
import {fileSource, writeTar} from "../../src/bundle/tar.node.ts";
import {brightStars, fluxloom, folderWith, readReport, smallStudy} from "./cli.ts";

let folder: string;
const read = (name: string): Uint8Array => readFileSync(join(folder, name));
const run = async (...args: string[]) => fluxloom(args, {cwd: folder});

beforeAll(async () => {
  folder = folderWith({
    "study.json": smallStudy("mips1-clean"),
    ...brightStars()
  });
});

/** A folder elsewhere with only this file in it. */
function sentTo(name: string, bytes: Uint8Array = read(name)): string {
  const place = folderWith({});
  writeFileSync(join(place, name), bytes);
  return place;
}

describe("fluxloom bundle", () => {
  it("wants every step done, and says which are not", async () => {
    const {code, err} = await run("bundle", "stars.json", "--out", "early.fluxloom");
    expect([code, err]).toEqual([1, expect.stringContaining("3 of 3 steps not done (stars, bright, kept); run it first")]);
  });

  it("shows all results elsewhere before anything is computed, and only what is edited runs", async () => {
    expect((await run("run", "study.json", "--json", "report.json")).code).toBe(0);
    expect((await run("bundle", "study.json", "-o", "study.fluxloom")).code).toBe(0);
    const cwd = sentTo("study.fluxloom");
    const plan = await fluxloom(["plan", "study.fluxloom", "--set", "split.randomState=7"], {cwd});
    expect(plan.out).toMatch(/split +▶ will run +.*randomState 0 → 7/);
    const {code, out} = await fluxloom(["run", "study.fluxloom", "--json", "report.json"], {cwd});
    expect([code, out]).toEqual([0, expect.stringContaining("22 steps: 22 from cache")]);
    const hashes = (place: string) =>
      Object.entries(readReport(join(place, "report.json")).steps).map(([id, {outputs}]) => [id, outputs]);
    expect(hashes(cwd)).toEqual(hashes(folder));
    // A stranger's results stay apart from one's own.
    expect(readdirSync(cwd).sort()).toEqual([".study.fluxloom", "report.json", "study.fluxloom"]);
  });

  it("is opened by every command that reads a workflow", async () => {
    const cwd = sentTo("study.fluxloom");
    const open = async (...args: string[]) => {
      const {code, out, err} = await fluxloom(args, {cwd});
      expect([code, err], args[0]).toEqual([0, expect.not.stringContaining("✗")]);
      return out;
    };
    expect(await open("explain", "study.fluxloom", "hull")).toMatch(/^hull \(hull\) is in the cache/);
    expect(await open("draw", "study.fluxloom")).toMatch(/^<svg /);
    expect(await open("figure", "study.fluxloom", "assess", "--view", "fig5")).toMatch(/^<svg /);
    expect(await open("sweep", "study.fluxloom", "--to", "tune", "--format", "csv")).toMatch(/\nstudy,tune,/);
    const edited = await open("compare", "study.fluxloom", "--set", "assess.coverage=0.8");
    expect(edited).toMatch(/^A = study\nB = study with assess: coverage /);
    expect(await open("compare", "study.fluxloom", join(folder, "study.json"))).toMatch(/Differences\n {2}none/);
    expect(readdirSync(cwd).sort()).toEqual([".study.fluxloom", "study.fluxloom"]);
  });

  it("has the same bytes when the same results are computed and packed again", async () => {
    await run("run", "study.json", "--store", "other", "--workers", "1");
    await run("bundle", "study.json", "--store", "other", "--out", "again.fluxloom");
    expect(Buffer.compare(read("again.fluxloom"), read("study.fluxloom"))).toBe(0);
  });

  it("is verified by computing all of it anew; the exit code is 3 when something differs", async () => {
    const same = await run("verify", "study.fluxloom");
    expect([same.code, same.out]).toEqual([0, expect.stringMatching(/all \d+ outputs are the same\n$/)]);
    const bundle = new Bundle(fileSource(join(folder, "study.fluxloom")));
    const key = bundle.manifest.steps["hull"]!;
    const hash = (await bundle.actions()).get("hull")!.outputs["filter"]!.hash;
    await rewrite("study.fluxloom", "wrong.fluxloom", (name, bytes) =>
      name === `actions/${key}.json` ? Buffer.from(Buffer.from(bytes).toString().replaceAll(hash, "0".repeat(64))) : bytes
    );
    const wrong = await run("verify", "wrong.fluxloom");
    expect([wrong.code, wrong.out]).toEqual([3, expect.stringMatching(/differs +hull\.filter/)]);
  });

  it("carries the data when asked to, and shows results without", async () => {
    await run("run", "stars.json");
    await run("bundle", "stars.json", "--out", "bare.fluxloom");
    await run("bundle", "stars.json", "--out", "full.fluxloom", "--with-data");
    const bare = sentTo("bare.fluxloom");
    expect((await fluxloom(["run", "bare.fluxloom"], {cwd: bare})).out).toMatch(/3 steps: 3 from cache/);
    const verified = await fluxloom(["verify", "bare.fluxloom"], {cwd: bare});
    expect([verified.code, verified.err]).toEqual([
      3,
      expect.stringMatching(/made without its data; pass "stars.csv" with --data/)
    ]);
    const data = ["--data", `stars=${join(folder, "stars.csv")}`];
    expect((await fluxloom(["verify", "bare.fluxloom", ...data], {cwd: bare})).code).toBe(0);
    expect((await fluxloom(["verify", "full.fluxloom"], {cwd: sentTo("full.fluxloom")})).code).toBe(0);
  });
});

/** Every file of an archive through a function into another. */
async function rewrite(from: string, to: string, change: (name: string, bytes: Uint8Array) => Uint8Array): Promise<void> {
  const {TarFile} = await import("../../src/bundle/tar.ts");
  const tar = new TarFile(fileSource(join(folder, from)));
  await writeTar(
    join(folder, to),
    (async function* () {
      for (const name of tar.entries.keys()) yield {name, bytes: change(name, tar.read(name))};
    })()
  );
}

describe("a file that only looks like a bundle", () => {
  const opened = (bytes: Uint8Array): (() => Bundle) => {
    const place = join(sentTo("x.fluxloom", bytes), "x.fluxloom");
    return () => new Bundle(fileSource(place));
  };

  it("is refused when it was cut short, anywhere", () => {
    const whole = read("full.fluxloom");
    for (const length of [0, 100, 512, 700, 2048, whole.length - 1024, whole.length - 600])
      expect(opened(whole.subarray(0, length)), String(length)).toThrow(/ends too early, after \d+ bytes; copy it again/);
    expect(opened(whole)).not.toThrow();
  });

  it("is refused when a header is damaged or claims an absurd size", () => {
    const flipped = Uint8Array.from(read("full.fluxloom"));
    flipped[3]! ^= 1;
    expect(opened(flipped)).toThrow(/not a bundle or is damaged at byte 0/);
    const huge = Uint8Array.from(read("full.fluxloom"));
    huge.set(Buffer.from("77777777777"), 124);
    huge.set(Buffer.from("        "), 148);
    const sum = huge.subarray(0, 512).reduce((total, byte) => total + byte, 0);
    huge.set(Buffer.from(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
    expect(opened(huge)).toThrow(/ends too early/);
    expect(opened(Buffer.from("hello ".repeat(200)))).toThrow(/not a bundle/);
  });

  it("is refused when a name leads out of it", async () => {
    for (const name of ["../evil", "/etc/evil", "objects/../../evil", "objects/abc"]) {
      const place = join(folderWith({}), "x.fluxloom");
      await writeTar(
        place,
        (async function* () {
          yield {name, bytes: new Uint8Array(3)};
        })()
      );
      expect(() => new Bundle(fileSource(place)), name).toThrow(/which no bundle does; nothing was unpacked/);
    }
  });

  it("puts no damaged result into the store", async () => {
    mkdirSync(join(folder, "empty"));
    const sum = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
    await rewrite("full.fluxloom", "bad.fluxloom", (name, bytes) => {
      if (!name.startsWith("objects/")) return bytes;
      const changed = Uint8Array.from(bytes);
      changed[changed.length - 1]! ^= 1;
      expect(sum(changed)).not.toBe(sum(bytes));
      return changed;
    });
    const {code, err} = await run("run", "bad.fluxloom", "--store", "empty");
    expect([code, err]).toEqual([1, expect.stringMatching(/is damaged: objects\/[0-9a-f]{64} is not what it says it is/)]);
    const info = await run("cache", "info", "--store", "empty");
    expect(info.out).toMatch(/0 results, 0 objects/);
  });
});
