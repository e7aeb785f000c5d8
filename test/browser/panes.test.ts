// What a person does in the panes beside the canvas, in a real browser: forms, tables, pictures and the notebook.
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Locator, Page} from "playwright-core";
import type {Table} from "../../runtime/table.ts";
import {ancestry, parseWorkflow, serializeWorkflow} from "../../runtime/workflow.ts";
import {createSession, openEnvironment} from "../../src/node/environment.ts";
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

describe.skipIf(!executable)("the panes", () => {
  let person: Person;
  let page: Page;

  const inspector = (): Locator => person.inspector;
  const dock = (): Locator => person.dock;
  const notebook = (): Locator => person.notebook;
  const cell = (id: string): Locator => person.cell(id);
  const select = async (step: string): Promise<void> => {
    await person.view("Canvas");
    await person.show(step);
  };
  const press = async (target: Locator): Promise<void> => person.press(target);

  beforeAll(async () => {
    person = await Person.open(executable!, workflow);
    page = person.page;
  });

  afterAll(async () => person?.close());

  it("a slider changes a parameter, what depends on it is computed anew, and one undo takes it back", async () => {
    await select("split");
    const slider = inspector().getByRole("slider", {name: "testSize, slider"});
    const text = inspector().getByRole("textbox", {name: "testSize"});
    const before = await text.inputValue();
    // As fast as a held key, however slow the machine.
    await slider.evaluate(async (thumb) => {
      for (let i = 0; i < 6; ++i) {
        thumb.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowRight", bubbles: true, cancelable: true}));
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
    });
    await expect.poll(async () => Number(await text.inputValue())).toBeGreaterThan(Number(before));
    const after = Number(await text.inputValue());
    await person.upToDate();
    await person.file((file) => file.steps.get("split")!.params["testSize"] === after);
    await select("tune");
    await inspector().getByText("Just computed").waitFor();
    await inspector().getByRole("button", {name: "Provenance"}).click();
    await expect
      .poll(async () => inspector().locator(".provenance").innerText(), {timeout: 20_000})
      .toContain('input "train" changed');
    await page.locator("body").click({position: {x: 700, y: 12}});
    await page.keyboard.press("Control+z");
    await person.file((file) => file.steps.get("split")!.params["testSize"] === undefined);
    await person.upToDate();
  });

  it("a number out of bounds is refused with its bounds, and Escape brings the old one back", async () => {
    await select("split");
    const text = inspector().getByRole("textbox", {name: "testSize"});
    const before = await text.inputValue();
    await text.fill("7");
    await inspector()
      .getByText(/^Must be a number in \[/)
      .waitFor();
    await text.press("Escape");
    expect(await text.inputValue()).toBe(before);
    expect((await person.kept()).steps.get("split")!.params["testSize"]).toBeUndefined();
  });

  it("a search draws what the estimator chosen has, and says what it has not", async () => {
    await select("baseline");
    const estimator = inspector().getByRole("combobox", {name: "estimator"});
    const least = (name: string): Locator => inspector().getByRole("textbox", {name: `least ${name}`});
    await inspector().getByText("Nothing to draw").waitFor();
    await estimator.selectOption("ridge");
    await least("alpha").fill("0.01");
    await least("alpha").press("Enter");
    await person.file((file) => "space" in file.steps.get("baseline")!.params);
    await estimator.selectOption("nearestNeighbors");
    await inspector()
      .getByRole("alert")
      .getByText('unknown hyperparameter "alpha"; nearestNeighbors has "nNeighbors", "weights", "p"')
      .waitFor();
    await inspector().getByRole("button", {name: "Reset space"}).click();
    await least("nNeighbors").waitFor();
    expect(await least("alpha").count()).toBe(0);
    await person.file((file) => !("space" in file.steps.get("baseline")!.params));
    await person.upToDate();
    await dock().getByRole("tab", {name: "model"}).click();
    await dock()
      .getByText(/by nearest neighbours on \d+ rows/)
      .waitFor();
    await page.locator("body").click({position: {x: 700, y: 12}});
    for (let i = 0; i < 4; ++i) await page.keyboard.press("Control+z");
    await person.file((file) => serializeWorkflow(file) === serializeWorkflow(workflow));
    await person.upToDate();
  });

  it("a condition completes the names of columns, counts as it is typed, and says what is wrong", async () => {
    await select("w4");
    const sql = inspector().getByRole("textbox", {name: "sql"});
    await sql.fill("wise4 > 5 AND ext_f");
    await inspector()
      .getByRole("option", {name: /ext_flg/})
      .waitFor();
    await sql.press("Tab");
    expect(await sql.inputValue()).toBe("wise4 > 5 AND ext_flg");
    await sql.fill("wise44 > 5");
    await inspector().getByText('did you mean "wise4"?').first().waitFor();
    await sql.fill("wise4 > 2000 ");
    await inspector()
      .getByText(/^keeps [\d,]+ of 1,500 rows, removes/)
      .waitFor();
    await sql.press("Enter");
    await person.file((file) => file.steps.get("w4")!.params["sql"] === "wise4 > 2000 ");
    await inspector().getByRole("button", {name: "Reset sql"}).click();
    await page.locator("body").click({position: {x: 700, y: 12}});
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+z");
    await person.file((file) => serializeWorkflow(file) === serializeWorkflow(workflow));
    await person.upToDate();
  });

  it("a table shows 64-bit ids to the last digit, sorts and filters", async () => {
    const members = await tableInNode("catalogues", "members");
    const id = members.columns.find((c) => c.type === "int64")!.name;
    await select("catalogues");
    await dock().getByRole("tab", {name: "members"}).click();
    await dock()
      .getByRole("columnheader", {name: new RegExp(id)})
      .waitFor();
    const shown = async (): Promise<string[]> => {
      await dock().locator('[aria-rowindex="2"] .id').first().waitFor();
      return dock().locator("[aria-rowindex] .id").allInnerTexts();
    };
    const first = await shown();
    const exact = Array.from({length: first.length}, (_, i) => String(members.cell(id, i)));
    expect(first).toEqual(exact);
    expect(exact[0]!.length).toBeGreaterThan(16);
    await dock()
      .getByRole("columnheader", {name: new RegExp(id)})
      .getByRole("button")
      .click();
    const least = members
      .strings(id)
      .map((s) => BigInt(s!))
      .reduce((a, b) => (b < a ? b : a));
    await expect.poll(async () => (await shown())[0]).toBe(String(least));
    const filter = dock().getByRole("textbox", {name: "Filter rows by a condition"});
    await filter.fill(`${id} = ${least}`);
    await filter.press("Enter");
    await dock()
      .getByText(/^1 of 6,000 rows/)
      .waitFor();
    await filter.fill("nothing > 1");
    await filter.press("Enter");
    await dock().getByRole("alert").waitFor();
    await filter.press("Escape");
  });

  it("a brush lights the rows of the table and becomes a condition", async () => {
    await select("label");
    await dock().getByRole("tab", {name: "labelled", exact: true}).click();
    await person.brush([0.25, 0.15], [0.95, 0.7]);
    const lit = dock().locator(".table-row.lit");
    await lit.first().waitFor();
    await page.getByRole("button", {name: "Make a condition"}).click();
    await page
      .getByRole("option", {name: /^at Sample/})
      .first()
      .click();
    const {steps} = await person.file((file) => file.steps.has("condition"));
    const [id, made] = [...steps].at(-1)!;
    expect([id, made.type, made.inputs]).toEqual(["condition", "condition", {table: ["match.matched"]}]);
    expect(steps.get("sample")!.inputs["filters"]).toContain("condition.filter");
    expect(made.params["sql"]).toMatch(/^\w+ BETWEEN [\d.e+-]+ AND [\d.e+-]+ AND \w+ BETWEEN/);
  });

  it("the notebook adds, wires, notes, re-orders and deletes steps, by keyboard alone", async () => {
    await person.view("Notebook");
    await press(notebook().getByRole("button", {name: "Add a step at the end"}));
    await notebook().getByRole("combobox", {name: "Add a step at the end"}).selectOption("derive");
    await cell("derive").waitFor();
    await cell("derive").getByRole("combobox", {name: "table reads"}).selectOption("sample.table");
    await press(cell("derive").getByRole("button", {name: "Add a column"}));
    const expression = cell("derive").getByRole("textbox", {name: "Expression of column1"});
    await expression.fill("wise1 - wise2");
    await expression.press("Enter");
    await press(notebook().getByRole("button", {name: "Write the note on derive"}));
    await notebook().getByRole("textbox", {name: "Note on derive, in Markdown"}).fill("A *colour*, <b>not bold</b>.");
    await page.keyboard.press("Control+Enter");
    expect(await notebook().locator(".note em").last().innerText()).toBe("colour");
    expect(await notebook().getByText("<b>not bold</b>").count()).toBe(1);
    await press(cell("derive").getByRole("button", {name: "Move derive up"}));
    const file = await person.file(({steps}) => [...steps.keys()].indexOf("derive") === steps.size - 2);
    expect([...file.steps.keys()].indexOf("derive")).toBe(file.steps.size - 2);
    expect(file.steps.get("derive")).toMatchObject({
      inputs: {table: ["sample.table"]},
      params: {expressions: [{name: "column1", sql: "wise1 - wise2"}]}
    });
    expect(file.view.notes["derive"]).toBe("A *colour*, <b>not bold</b>.");
    await person.upToDate();
    await press(cell("derive").getByRole("button", {name: "Delete derive"}));
    await person.file((file) => !file.steps.has("derive"));
  });

  it.each([
    ["split", "train"],
    ["tune", "search"],
    ["clean", "filter"],
    ["assess", "metrics"],
    ["assess", "predictions"],
    ["retrain", "model"]
  ])("%s.%s is drawn in the view of its kind", async (step, port) => {
    await select(step);
    await dock().getByRole("tab", {name: port, exact: true}).click();
    await dock().locator("svg.plot, table.view-table").first().waitFor();
    expect(await dock().locator(".view-caption").first().innerText()).toMatch(/n = [\d,]+|keeps [\d,]+ of/);
  });

  it("axe finds nothing serious, light or dark, and the console is silent", async () => {
    await select("tune");
    await dock().getByRole("tab", {name: "search"}).click();
    await dock().locator("svg.plot").first().waitFor();
    expect(await person.violations()).toEqual([]);
    // A stored file written between being opened and being read: the engine's to try again.
    expect(person.problems).toEqual([]);
  });
});
