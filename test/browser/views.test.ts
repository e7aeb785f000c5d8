// Views of results in a real browser: rows lit in all of them, conditions made of a brush, tables taken away, searches that fill.
import {readFileSync} from "node:fs";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Locator} from "playwright-core";
import {library} from "../../nodes/index.ts";
import type {Table} from "../../runtime/table.ts";
import {ancestry, parseWorkflow, serializeWorkflow, setParam} from "../../runtime/workflow.ts";
import {createSession, openEnvironment} from "../../src/node/environment.ts";
import {originOf} from "../../src/origin/origin.ts";
import {smallStudy} from "../cli/cli.ts";
import {chromiumPath} from "./chromium.ts";
import {Person} from "./person.ts";

const executable = chromiumPath();
const workflow = parseWorkflow(JSON.stringify(smallStudy("mips1-clean")));

/** A table as Node computes it. */
async function tableInNode(step: string, port: string): Promise<Table> {
  const environment = await openEnvironment({store: "memory"});
  const session = createSession(environment);
  session.apply(ancestry(workflow, [step]));
  await session.settled();
  const table = (await session.value(step, port)) as Table;
  await environment.close();
  return table;
}

describe.skipIf(!executable)("the views", () => {
  let editor: Person;
  const dock = (): Locator => editor.dock;
  const inspector = (): Locator => editor.inspector;
  const bar = (): Locator => editor.page.getByRole("region", {name: "Lit rows"});
  const show = async (step: string, port?: string): Promise<void> => editor.show(step, port);
  const brush = async (from: readonly [number, number], to: readonly [number, number]): Promise<void> => editor.brush(from, to);
  const litCount = async (): Promise<number> =>
    Number((await bar().getByRole("status").innerText()).split(" ")[0]!.replaceAll(",", ""));

  beforeAll(async () => {
    editor = await Person.open(executable!, workflow);
  });

  afterAll(async () => editor?.close());

  it("rows brushed in one picture are lit above and below, counted in each table, until Escape", async () => {
    await show("label", "labelled");
    await brush([0.3, 0.12], [0.95, 0.7]);
    const lit = await litCount();
    expect(lit).toBeGreaterThan(3);
    await dock().getByText(`${lit} lit here`).waitFor();
    await bar().getByRole("button", {name: "Follow"}).click();
    const trail = bar().getByRole("list", {name: "Tables with lit rows"});
    await trail.getByRole("button", {name: /^Match matched/}).waitFor();
    const counts = Object.fromEntries(
      await Promise.all(
        (await trail.getByRole("button").all()).map(async (line) => {
          const [, name, count] = /^(.+?)\s*([\d,]+) of/s.exec((await line.innerText()).replaceAll("\n", " "))!;
          return [name!.trim(), Number(count)] as const;
        })
      )
    );
    expect([counts["Match matched"], counts["Label unlabelled"]]).toEqual([lit, 0]);
    expect(counts["Split train"]! + counts["Split test"]!).toBe(lit);
    // Through the match, where each row has its own source and its own member.
    expect([counts["Catalogues sources"], counts["Catalogues members"]]).toEqual([lit, lit]);
    await bar().getByRole("button", {name: "Follow"}).click();
    await show("split", "train");
    await dock().getByText(`${counts["Split train"]} lit here`).waitFor();
    expect(await dock().locator("canvas.lit-dots").count()).toBe(1);
    await dock()
      .getByRole("checkbox", {name: /^only the/})
      .check();
    await dock().getByText(`${counts["Split train"]} of 39 rows`).waitFor();
    const rows = await dock().locator(".table-row.body").count();
    expect(await dock().locator(".table-row.lit").count()).toBe(rows);
    await show("sample");
    await editor.page.keyboard.press("Escape");
    await bar().waitFor({state: "detached"});
    expect(await dock().locator(".table-row.lit").count()).toBe(0);
  });

  it("rows of a catalogue are lit in what a match made of them", async () => {
    await show("catalogues", "members");
    await brush([0.3, 0.3], [0.7, 0.9]);
    const lit = await litCount();
    await dock()
      .getByText(`${lit.toLocaleString("en-US")} lit here`)
      .waitFor();
    await show("match", "matched");
    await dock()
      .getByRole("grid", {name: /^match\.matched/})
      .waitFor();
    const here = dock().getByText(/^[\d,]+ lit here$/);
    await here.waitFor();
    const matched = Number((await here.innerText()).replace(/\D/g, ""));
    expect(matched).toBeGreaterThan(0);
    expect(matched).toBeLessThan(lit);
    await show("sample");
    await editor.page.keyboard.press("Escape");
    await bar().waitFor({state: "detached"});
  });

  it("a picture is brushed by keys alone, told to a reader and listed among the keys", async () => {
    const {page} = editor;
    await show("label", "labelled");
    const picture = dock().getByRole("application", {name: /^label\.labelled: /});
    await picture.waitFor();
    await dock().getByRole("combobox", {name: "x", exact: true}).focus();
    await page.keyboard.press("Tab");
    await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "application");
    expect(await picture.getAttribute("aria-describedby")).toBeTruthy();
    await picture.getByText("arrows, Shift draws, Enter lights").waitFor();
    for (const key of ["Home", "PageUp", "PageUp", "PageUp", "PageUp"]) await page.keyboard.press(key);
    for (const key of ["Shift+End", "Shift+PageDown", "Shift+PageDown", "Shift+PageDown"]) await page.keyboard.press(key);
    const said = picture.locator("[aria-live]");
    await said.getByText(/: [\d,]+ rows$/).waitFor();
    const rows = Number(/: ([\d,]+) rows$/.exec(await said.innerText())![1]!.replaceAll(",", ""));
    expect(rows).toBeGreaterThan(3);
    await page.keyboard.press("Enter");
    await bar().getByRole("status").getByText(`${rows} rows of label.labelled lit`).waitFor();
    expect(await editor.violations()).toEqual([]);
    // One Escape drops the box, the next the light.
    await page.keyboard.press("Escape");
    await said.getByText(/: \d+ rows?$|: no rows$/).waitFor();
    expect(await litCount()).toBe(rows);
    await page.keyboard.press("Escape");
    await bar().waitFor({state: "detached"});
    await page.keyboard.press("?");
    const list = page.getByRole("dialog", {name: "Keys"});
    await list.getByRole("heading", {name: "In a picture of rows"}).waitFor();
    await page.keyboard.press("Escape");
    await list.waitFor({state: "detached"});
  });

  it("a brush over predictions becomes a condition on what was learned, where those columns are", async () => {
    await show("assess", "predictions");
    await brush([0.35, 0.15], [0.95, 0.8]);
    expect(await litCount()).toBeGreaterThan(0);
    await bar().getByRole("button", {name: "Make a condition"}).click();
    const list = editor.page.getByRole("dialog", {name: "Make a condition"});
    await list.getByRole("option").first().waitFor();
    // No hub sees the predictions: only a new one can.
    expect(await list.getByRole("option", {name: /^at (?!a new hub)/}).count()).toBe(0);
    await list
      .getByRole("option", {name: /^at a new hub/})
      .last()
      .click();
    const {steps} = await editor.file((w) => w.steps.has("condition"));
    expect(steps.get("filter-hub")!.inputs).toEqual({table: ["assess.predictions"], filters: ["condition.filter"]});
    expect(steps.get("condition")!.params["sql"]).toMatch(/^NOT \(log10_\w+ BETWEEN .* AND predicted_/);
    await editor.page.locator("body").click({position: {x: 700, y: 12}});
    await editor.page.keyboard.press("Control+z");
    await editor.file((w) => serializeWorkflow(w) === serializeWorkflow(workflow));
    await editor.page.keyboard.press("Escape");
  });

  it("a brush becomes a condition on a new hub that all readers read from", async () => {
    await show("label", "labelled");
    await brush([0.3, 0.12], [0.95, 0.7]);
    await bar().getByRole("button", {name: "Make a condition"}).click();
    await editor.page
      .getByRole("option", {name: /^at a new hub/})
      .first()
      .click();
    const {steps} = await editor.file((w) => w.steps.has("condition"));
    const hub = steps.get("filter-hub")!;
    expect(hub.inputs).toEqual({table: ["label.labelled"], filters: ["condition.filter"]});
    const readers = [...steps].filter(([, step]) => Object.values(step.inputs).flat().includes("label.labelled"));
    expect(readers.map(([id]) => id).toSorted()).toEqual(["condition", "filter-hub"]);
    await editor.page.locator("body").click({position: {x: 700, y: 12}});
    await editor.page.keyboard.press("Control+z");
    await editor.file((w) => serializeWorkflow(w) === serializeWorkflow(workflow));
    await editor.page.keyboard.press("Escape");
    await editor.upToDate();
  });

  it("cells are marked by the arrows, light their rows, and are copied exactly", async () => {
    const members = await tableInNode("catalogues", "members");
    const id = members.columns.find((c) => c.type === "int64")!.name;
    const column = members.columns.findIndex((c) => c.name === id);
    await show("catalogues", "members");
    const grid = dock().getByRole("grid", {name: /^catalogues\.members/});
    await grid.locator(".id").first().waitFor();
    await grid.focus();
    await editor.page.keyboard.press("ArrowDown");
    for (let i = 0; i < column; ++i) await editor.page.keyboard.press("ArrowRight");
    for (let i = 0; i < 2; ++i) await editor.page.keyboard.press("Shift+ArrowDown");
    await bar()
      .getByText(/^3 rows of catalogues\.members lit$/)
      .waitFor();
    await editor.page.keyboard.press("Control+c");
    await editor.page.getByText("Copied 3 × 1 cells.").waitFor();
    const copied = await editor.page.evaluate(async () => navigator.clipboard.readText());
    expect(copied.split("\n")).toEqual([id, ...[0, 1, 2].map((row) => String(members.cell(id, row)))]);
    await bar()
      .getByRole("button", {name: /^Clear/})
      .click();
    await bar().waitFor({state: "detached"});
  });

  it("a view of a table is saved as it is sorted, filtered and cut, with its origin", async () => {
    const members = await tableInNode("catalogues", "members");
    const id = members.columns.find((c) => c.type === "int64")!.name;
    await show("catalogues", "members");
    await dock().getByRole("button", {name: "Columns", exact: true}).click();
    const pane = editor.page.getByRole("dialog", {name: "Columns"});
    await pane.getByRole("checkbox", {name: `Show ${members.columns[0]!.name}`}).uncheck();
    await editor.page.keyboard.press("Escape");
    const least = members
      .strings(id)
      .map((s) => BigInt(s!))
      .toSorted((a, b) => (a < b ? -1 : 1));
    const filter = dock().getByRole("textbox", {name: "Filter rows by a condition"});
    await filter.fill(`${id} <= ${least[4]}`);
    await filter.press("Enter");
    await dock()
      .getByText(/^5 of 6,000 rows/)
      .waitFor();
    const sort = dock()
      .getByRole("columnheader", {name: new RegExp(id)})
      .getByRole("button");
    await sort.click();
    await sort.click();
    const save = async (format: string): Promise<Buffer> => {
      await dock().getByRole("button", {name: "Save", exact: true}).click();
      const [file] = await Promise.all([
        editor.page.waitForEvent("download"),
        editor.page
          .getByRole("dialog", {name: "Save this view of the table"})
          .getByRole("button", {name: format, exact: true})
          .click()
      ]);
      expect(file.suggestedFilename()).toMatch(/^catalogues\.members\.(csv|vot)$/);
      return readFileSync(await file.path());
    };
    const csv = (await save("CSV")).toString().trimEnd().split("\n");
    const names = csv[0]!.split(",");
    expect(names).toEqual(members.columns.slice(1).map((c) => c.name));
    const at = names.indexOf(id);
    expect(csv.slice(1).map((line) => line.split(",")[at])).toEqual(least.slice(0, 5).toReversed().map(String));
    const origin = await originOf(new Uint8Array(await save("VOTable")));
    expect(origin && parseWorkflow(origin.workflow).steps.size).toBe(workflow.steps.size);
    await filter.press("Escape");
  });

  it("says in words what a result is made of, when, and gives it as JSON", async () => {
    await show("tune");
    await inspector().getByRole("button", {name: "Provenance"}).click();
    const words = inspector().locator(".provenance");
    await words.getByText("Copy as JSON").waitFor();
    const text = await words.innerText();
    expect(text).toMatch(/Made \d+ \w+ \d{4}, \d\d:\d\d, in /);
    expect(text).toMatch(/seed randomState\s+0/);
    expect(text).toContain("split.train");
    await words.getByRole("button", {name: "Copy as JSON"}).click();
    await editor.page.getByText("Copied the record of this result.").waitFor();
    const record = JSON.parse(await editor.page.evaluate(async () => navigator.clipboard.readText())) as {
      readonly material: {readonly type: string; readonly params: Readonly<Record<string, unknown>>};
    };
    expect([record.material.type, record.material.params["nIter"]]).toEqual(["tune", 4]);
  });

  it("a bound of a condition is moved by a slider, and only what depends on it runs", async () => {
    const {page} = editor;
    await show("w4");
    const sql = inspector().getByRole("textbox", {name: "sql"});
    await sql.fill("wise4 BETWEEN 900 AND 500000");
    await sql.press("Enter");
    await editor.upToDate();
    const low = inspector().getByRole("slider", {name: "least wise4"});
    await low.waitFor();
    await low.focus();
    for (let i = 0; i < 4; ++i) await page.keyboard.press("ArrowRight");
    const moved = await editor.file((w) => {
      const [, bound] = /^wise4 BETWEEN (\S+) AND 500000$/.exec(w.steps.get("w4")!.params["sql"] as string) ?? [];
      return Number(bound) > 900;
    });
    expect(moved.steps.size).toBe(workflow.steps.size);
    await editor.upToDate();
    const rings = await page.$$eval("[data-step]", (cards) =>
      Object.fromEntries(cards.map((c) => [(c as HTMLElement).dataset["step"]!, /is-(\w+)/.exec(c.className)![1]!]))
    );
    const below = [...workflow.steps.keys()].filter((id) => ancestry(workflow, [id]).steps.has("w4"));
    // None but the steps below may have been computed for it.
    expect(below).toContain("append");
    for (const id of ["catalogues", "match", "clean", "mips1", "irac4"]) expect([id, below.includes(id)]).toEqual([id, false]);
    expect(rings["w4"]).toBe("fresh");
    await page.locator("body").click({position: {x: 700, y: 12}});
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+z");
    await editor.file((w) => serializeWorkflow(w) === serializeWorkflow(workflow));
    await editor.upToDate();
  });

  it("a figure of the paper is a view of its step, saved as SVG that carries the workflow", async () => {
    await show("assess");
    await dock().getByRole("combobox", {name: "view"}).selectOption("fig5");
    await dock().locator("svg.plot .predicted").waitFor();
    const [file] = await Promise.all([
      editor.page.waitForEvent("download"),
      dock().getByRole("button", {name: "Save SVG"}).click()
    ]);
    expect(file.suggestedFilename()).toBe("assess.fig5.svg");
    const origin = await originOf(readFileSync(await file.path()));
    expect(origin?.of).toBe("assess.fig5");
  });

  it("the leaderboard of a search fills while it runs", async () => {
    let slow = workflow;
    const space = {
      nEstimators: {integer: [300, 400]},
      minSamplesLeaf: {integer: [1, 6]},
      minSamplesSplit: {integer: [2, 20]},
      maxFeatures: {choice: [0.2, 0.4, 0.6, 0.8, "all"]}
    };
    for (const [name, value] of Object.entries({nIter: 50_000, nSplits: 5, space, randomState: 7}))
      slow = setParam(slow, library, "tune", name, value as never);
    const own = await Person.open(executable!, slow, {wait: false});
    const {page} = own;
    await page.locator('[data-step="tune"]').click({position: {x: 40, y: 12}});
    const asks = page.getByRole("button", {name: "Run it"}).first();
    const board = page.getByRole("region", {name: "Leaderboard so far"});
    await Promise.race([asks.waitFor({timeout: 50_000}), board.waitFor({timeout: 50_000})]);
    if (await asks.isVisible()) await asks.click();
    await board.getByText(/configurations? scored on all folds/).waitFor({timeout: 50_000});
    expect(await board.getByRole("row").count()).toBeGreaterThan(1);
    await own.close();
    expect(editor.problems).toEqual([]);
  });
});
