import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {boruta} from "../../nodes/boruta.ts";
import {stream} from "../../nodes/kernels/random.ts";
import type {Table, Target} from "../../runtime/table.ts";
import {runNode, schemaOf, tableOf, valuesOf} from "../harness.ts";
import {shared} from "../shared.ts";

const target: Target = {column: "y", label: "Y", transform: "log10", sourceColumn: "y"};
const features = ["good", "weak", "noise", "flat"];

/** y follows good, less so weak, and neither noise nor flat. */
function sample(n = 150, hole: (i: number) => boolean = () => false): Table {
  const rng = stream("boruta node test");
  const draw = (): number[] => Array.from({length: n}, () => rng.normal());
  const [good, weak, noise, scatter] = [draw(), draw(), draw(), draw()];
  return tableOf(
    {
      id: Array.from({length: n}, (_, i) => BigInt(i)),
      good: good!.map((x, i) => (hole(i) ? null : x)),
      weak: weak!,
      noise: noise!,
      flat: noise!.map(() => 3),
      y: good!.map((x, i) => 2 * x + 0.5 * weak![i]! + 0.2 * scatter![i]!)
    },
    {roles: {features, target}}
  );
}

const dustpedia = shared("data/joined_dustpedia_MIPS1.csv");
const wise = ["WISE1", "WISE2", "WISE3", "WISE4", ...["chi2W", "mW", "nW"].flatMap((stem) => [1, 2, 3, 4].map((k) => stem + k))];

/** 254 galaxies: log10 of the 24 µm flux, the WISE fluxes, their qualities of fit and their counts. */
function galaxies(): Table {
  const [header, ...lines] = readFileSync(dustpedia!, "utf8")
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  const column = (name: string): number[] => lines.map((line) => Number(line[header!.indexOf(name)]));
  const columns = Object.fromEntries(wise.map((name) => [name, column(name)]));
  return tableOf({...columns, y: column("MIPS1").map(Math.log10)}, {roles: {features: wise, target}});
}

interface Run {
  readonly table: string;
  readonly confirmed: readonly string[];
  readonly rounds: number;
}
const {runs} = JSON.parse(readFileSync(new URL("../reference/boruta.json", import.meta.url), "utf8")) as {runs: Run[]};

describe("boruta", () => {
  for (const estimator of ["gradientBoosting", "extraTrees", "randomForest"]) {
    it(`keeps what the target follows and drops noise with ${estimator}`, async () => {
      const {outputs, notes} = await runNode(boruta, {inputs: {table: sample()}, params: {estimator, nEstimators: 30}});
      expect(notes["confirmed"]).toContain("good");
      expect(notes["rejected"]).toEqual(expect.arrayContaining(["noise", "flat"]));
      expect(outputs.filter.columns).toEqual({keep: notes["confirmed"], among: features});
      expect(notes["r2Kept"]).toBeGreaterThan((notes["r2All"] as number) - 0.02);
    });
  }

  it("writes down every round: importances until rejection, thresholds, hits that only grow", async () => {
    const {outputs, notes} = await runNode(boruta, {inputs: {table: sample()}, params: {nEstimators: 20}});
    const {round, feature, importance, shadow, hits, decision} = valuesOf(outputs.history);
    expect(outputs.history.rows).toBe((notes["rounds"] as number) * features.length);
    expect(feature!.slice(0, 4)).toEqual(features);
    const found = features.map(() => 0);
    let rejected = new Set<unknown>();
    for (let i = 0; i < outputs.history.rows; ++i) {
      const j = i % features.length;
      expect(round![i]).toBe(1 + Math.floor(i / features.length));
      expect(importance![i] === null).toBe(rejected.has(feature![i]));
      if (((importance![i] as number | null) ?? -1) > (shadow![i] as number)) ++found[j]!;
      expect(hits![i]).toBe(found[j]);
      if (j === features.length - 1)
        rejected = new Set(feature!.filter((_, k) => round![k] === round![i] && decision![k] === "rejected"));
    }
    expect(notes["hits"]).toEqual(Object.fromEntries(features.map((name, j) => [name, found[j]])));
    expect(schemaOf(boruta).history!.columns).toEqual(
      outputs.history.columns.map(({name, type, description}) => ({name, type, description}))
    );
  });

  it("leaves out rows that lack a feature, and counts them", async () => {
    const {notes} = await runNode(boruta, {inputs: {table: sample(150, (i) => i % 15 === 0)}, params: {nEstimators: 10}});
    expect([notes["rows"], notes["incompleteRows"]]).toEqual([140, 10]);
  });

  it("gives the same for the same seed and reports how far it is", async () => {
    const fractions: number[] = [];
    const once = async (randomState: number) =>
      valuesOf(
        (
          await runNode(boruta, {
            inputs: {table: sample()},
            params: {nEstimators: 5, randomState},
            onProgress: (f) => fractions.push(f)
          })
        ).outputs.history
      );
    expect(await once(1)).toEqual(await once(1));
    expect(await once(2)).not.toEqual(await once(1));
    expect(fractions.length).toBeGreaterThan(5);
    expect(Math.max(...fractions)).toBeLessThanOrEqual(1);
  });

  it("keeps leaning features only when asked to", async () => {
    const inputs = {table: sample()};
    const params = {maxIter: 6, nEstimators: 20, alpha: 1e-9};
    await expect(runNode(boruta, {inputs, params})).rejects.toThrow(
      'none of 4 features is confirmed in 5 rounds; "good" comes closest with 5 hits: set keepTentative'
    );
    const {outputs, notes} = await runNode(boruta, {inputs, params: {...params, keepTentative: true}});
    expect(outputs.filter.columns!.keep).toEqual(notes["leaning"]);
    expect(notes["confirmed"]).toEqual([]);
  });

  it("says what is missing", async () => {
    const table = sample();
    const run = async (changed: Table) => runNode(boruta, {inputs: {table: changed}});
    await expect(run(table.select(["good", "y"]).withRoles({features: []}))).rejects.toThrow("the table has no features");
    await expect(run(tableOf({a: [1]}, {roles: {features: ["a"]}}))).rejects.toThrow("the table has no target");
    await expect(run(sample(150, () => true))).rejects.toThrow(
      'none of 150 rows has every feature and the target; "good" is missing in 150 rows'
    );
    await expect(run(sample(39))).rejects.toThrow(
      "too few rows to weigh features with gradientBoosting; need at least 40, got 39"
    );
  });

  it.skipIf(!dustpedia)("keeps on real galaxies what BorutaPy with LightGBM keeps", async () => {
    const seeds = [0, 1];
    const results = [];
    for (const randomState of seeds)
      results.push((await runNode(boruta, {inputs: {table: galaxies()}, params: {randomState}})).notes);
    const recorded = runs.filter((run) => run.table === "dustpedia MIPS1");
    const ever = new Set(recorded.flatMap((run) => run.confirmed));
    for (const {confirmed} of results) {
      expect(confirmed).toContain("WISE4");
      expect((confirmed as string[]).filter((name) => !ever.has(name))).toEqual([]);
    }
    const share = (name: string, of: readonly {readonly confirmed?: unknown}[]): number =>
      of.filter(({confirmed}) => (confirmed as string[]).includes(name)).length / of.length;
    expect(Math.abs(share("WISE3", results) - share("WISE3", recorded))).toBeLessThanOrEqual(0.45);
  });

  it.skipIf(!dustpedia)("keeps with extra trees all fluxes and some qualities of fit, never a count of frames", async () => {
    const {notes} = await runNode(boruta, {
      inputs: {table: galaxies()},
      params: {estimator: "extraTrees", maxIter: 21, keepTentative: true}
    });
    expect(notes["confirmed"]).toEqual(expect.arrayContaining(["WISE1", "WISE2", "WISE3", "WISE4", "chi2W3", "chi2W4"]));
    expect((notes["confirmed"] as string[]).filter((name) => name.startsWith("nW"))).toEqual([]);
    expect(notes["r2Kept"]).toBeGreaterThan(0.95);
  });
});
