// Fig. 3 end to end, as a person runs it: in processes of their own, on small catalogues.
import {readdirSync, readFileSync, rmSync} from "node:fs";
import {join} from "node:path";
import {beforeAll, describe, expect, it} from "vitest";
import {fluxloom, folderWith, readReport, smallStudy} from "./cli.ts";

const file = "mips1-clean.json";
let folder: string;
let n = 0;

/** Runs the study with these arguments; gives which steps were computed and the whole report. */
async function run(...args: string[]) {
  const json = join(folder, `report-${++n}.json`);
  const outcome = await fluxloom(["run", file, "--json", json, ...args], {cwd: folder});
  const report = readReport(json);
  const computed = Object.entries(report.steps)
    .filter(([, step]) => step.status === "computed")
    .map(([id]) => id);
  const hashes = Object.fromEntries(
    Object.entries(report.steps).flatMap(([id, {outputs}]) =>
      Object.entries(outputs).map(([port, {hash}]) => [`${id}.${port}`, hash])
    )
  );
  return {...outcome, report, computed: computed.sort(), hashes, json};
}

beforeAll(async () => {
  folder = folderWith({[file]: smallStudy("mips1-clean")});
});

describe("Fig. 3 on the command line", () => {
  let first: Awaited<ReturnType<typeof run>>;

  it("runs from the catalogues to the predicted fluxes, and says what it did", async () => {
    first = await run("--out", "results");
    expect(first.err).not.toMatch(/✗/);
    expect(first.code).toBe(0);
    expect(first.computed).toHaveLength(22);
    expect(first.out).toMatch(/\[simulated data\]/);
    expect(first.out).toMatch(/tune +extraTrees, cross-validation/);
    expect(first.out).toMatch(/22 steps: 22 computed/);
    const rows = (id: string, port: string) => first.report.steps[id]!.outputs[port]!.rows;
    expect(rows("label", "labelled")! + rows("label", "unlabelled")!).toBe(rows("sample", "table"));
    expect(rows("split", "train")! + rows("split", "test")!).toBe(rows("training", "table"));
    expect(rows("append", "table")).toBe(rows("sample", "table"));
    expect(rows("predict", "predictions")).toBe(rows("candidates", "table"));
  });

  it("writes what leaves the workflow as files, ids whole and flags as text", () => {
    const names = readdirSync(join(folder, "results")).sort();
    expect(names).toEqual(expect.arrayContaining(["append.table.csv", "append.table.csv.columns.json", "assess.metrics.json"]));
    const [head, ...lines] = readFileSync(join(folder, "results", "append.table.csv"), "utf8")
      .trimEnd()
      .split("\n");
    const columns = head!.split(",");
    expect(lines).toHaveLength(first.report.steps["append"]!.outputs["table"]!.rows!);
    const cell = (name: string) => lines[0]!.split(",")[columns.indexOf(name)]!;
    expect(cell("cc_flags")).toMatch(/^[0-9a-zA-Z]{4}$/);
    expect(BigInt(cell("source_id")) > 2n ** 53n).toBe(true);
    const described = JSON.parse(readFileSync(join(folder, "results", "append.table.csv.columns.json"), "utf8")) as Record<
      string,
      {unit?: string; ucd?: string}
    >;
    const predicted = Object.entries(described).filter(([name]) => name.startsWith("predicted"));
    expect(predicted.length).toBeGreaterThan(0);
    for (const [, {unit, ucd}] of predicted.slice(0, 1))
      expect([unit, ucd]).toEqual(["uJy", expect.stringContaining("meta.modelled")]);
  });

  it("takes everything from the cache the second time", async () => {
    const second = await run();
    expect(second.computed).toEqual([]);
    expect(second.hashes).toEqual(first.hashes);
    expect(second.out).toMatch(/22 steps: 22 from cache/);
    // What is remembered is told as what was computed, in the same order.
    const told = (out: string): string => out.replace(/^22 steps: .*\n/m, "");
    expect(told(second.out)).toBe(told(first.out));
  });

  it("runs split and what depends on it when its seed changes, and nothing when it goes back", async () => {
    const below = ["assess", "assess-baseline", "baseline", "split", "tune"];
    const changed = await run("--set", "split.randomState=7");
    expect(changed.computed).toEqual(expect.arrayContaining(below));
    // Another winner of the search is refitted; the same one is not.
    const refit = ["append", "fluxes", "predict", "retrain"];
    expect(changed.computed.filter((id) => !below.includes(id) && !refit.includes(id))).toEqual([]);
    expect(changed.report.steps["split"]!.why).toEqual([{part: "params.randomState", from: 0, to: 7}]);
    expect((await run()).computed).toEqual([]);
  });

  it("runs the hub and nothing below when a condition is put in other words", async () => {
    const {computed, hashes} = await run("--set", "clean.sql=cc_flags = '0000' AND ext_flg = 0");
    expect(computed).toEqual(["clean", "sample"]);
    expect(hashes["sample.table"]).toBe(first.hashes["sample.table"]);
  });

  it("keeps catalogues, match and conditions when one wire moves from MIPS1 to IRAC4", async () => {
    const {code, computed} = await run("--wire", "label.target=irac4.target");
    expect(code).toBe(0);
    expect(computed).toContain("label");
    for (const kept of ["catalogues", "match", "w4", "clean", "sample", "mips1", "irac4"]) expect(computed).not.toContain(kept);
    expect((await run("--wire", "label.target=irac4.target")).computed).toEqual([]);
  });

  it("gives the same hashes with 1, 2 and 4 workers", async () => {
    for (const workers of [1, 4]) {
      const {hashes} = await run("--store", `store-${workers}`, "--workers", String(workers));
      expect(hashes).toEqual(first.hashes);
    }
  });

  it("verifies a report without the cache, and exits with 3 when something differs", async () => {
    const same = await fluxloom(["verify", file, first.json], {cwd: folder});
    expect([same.code, same.out.trim().split("\n").at(-1)]).toEqual([
      0,
      `all ${Object.keys(first.hashes).length} outputs are the same`
    ]);
    const other = folderWith({
      [file]: smallStudy("mips1-clean"),
      "report.json": readFileSync(first.json, "utf8").replace(first.hashes["hull.filter"]!, "0".repeat(64))
    });
    const differs = await fluxloom(["verify", file, "report.json"], {cwd: other});
    expect(differs.code).toBe(3);
    expect(differs.out).toMatch(/differs +hull\.filter/);
  });

  it("plans what a change costs, why, and what cannot be known yet", async () => {
    const {out} = await fluxloom(["plan", file, "--set", "hull.space=log10"], {cwd: folder});
    expect(out).toMatch(/hull +▶ will run +about [\d.]+ s +space "raw" → "log10"/);
    expect(out).toMatch(/candidates +\? not known until hull/);
    expect(out).toMatch(/22 steps: 1 to run, 4 may run.*17 from cache/);
  });

  it("explains a step by its key", async () => {
    const {out} = await fluxloom(["explain", file, "split", "--set", "split.testSize=0.3"], {cwd: folder});
    expect(out).toMatch(/changed since its last run: testSize 0.2 → 0.3/);
    expect(out).toMatch(/table ← [0-9a-f]{12}… +training\.table/);
  });

  it("answers SQL about the cache, and nothing else", async () => {
    const sql = async (query: string) =>
      fluxloom(["cache", "sql", query, "--store", ".fluxloom", "--format", "csv"], {cwd: folder});
    expect((await sql("SELECT DISTINCT type FROM fluxloom_cache WHERE step = 'training'")).out).toBe("type\nfilter-hub\n");
    for (const way of [
      "SELECT * FROM read_csv('mips1-clean.json')",
      "COPY fluxloom_cache TO 'x.csv'",
      "ATTACH 'x.db'",
      "SELECT 1; SELECT 2"
    ]) {
      const {code, err} = await sql(way);
      expect(code, way).not.toBe(0);
      expect(err).not.toMatch(/\n\s+at /);
    }
    expect(readdirSync(folder)).not.toContain("x.csv");
  });

  it("trims the cache, after saying what would go", async () => {
    const {out} = await fluxloom(["cache", "gc", "--cap", "1kB", "--dry-run", "--store", ".fluxloom"], {cwd: folder});
    expect(out).toMatch(/would free/);
    expect((await run()).computed).toEqual([]);
  });

  it("sweeps a product of values and wires into one tidy table", async () => {
    const {code, out} = await fluxloom(
      ["sweep", file, "--set", "split.randomState=0,7", "--wire", "label.target=mips1.target|irac4.target", "--format", "csv"],
      {cwd: folder}
    );
    expect(code).toBe(0);
    const [head, ...lines] = out.trimEnd().split("\n");
    expect(head).toBe(
      "workflow,label.target,split.randomState,step,estimator,by,rows,MAE,MAE published,RMSE,RMSE published,R2,R2 published,MAPE,MAPE published"
    );
    expect(lines).toHaveLength(16);
  });

  it("sweeps only up to a step, and compares rows where there are no scores", async () => {
    const {code, out} = await fluxloom(
      ["sweep", file, "--to", "candidates", "--set", "hull.space=raw,log10", "--format", "json"],
      {cwd: folder}
    );
    expect(code).toBe(0);
    const rows = JSON.parse(out) as {step: string; "hull.space": string; rows: number}[];
    expect(new Set(rows.map((row) => row.step))).not.toContain("split.train");
    expect(rows.filter((row) => row.step === "candidates.table").map((row) => row["hull.space"])).toEqual(["raw", "log10"]);
  });
});

describe("real tables", () => {
  it("a step that fails names itself, what is below waits for it, and the exit code is 1", async () => {
    const broken = smallStudy("mips1-clean");
    broken.steps["catalogues"]!.params = {nMembers: 100, nSources: 60};
    const place = folderWith({[file]: broken});
    const {code, out, err} = await fluxloom(["run", file], {cwd: place});
    expect(code).toBe(1);
    expect(out).toMatch(/Failed\n +\w+: /);
    expect(err + out).not.toMatch(/\n\s+at .*\(/);
    rmSync(place, {recursive: true});
  });
});
