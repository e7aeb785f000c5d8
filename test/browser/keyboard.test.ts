// A workflow built from nothing by keyboard alone, in a real browser: no key falls into the void, and the focus is never lost.
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Page} from "playwright-core";
import {parseWorkflow} from "../../runtime/workflow.ts";
import {chromiumPath} from "./chromium.ts";
import {drop, Person} from "./person.ts";

const executable = chromiumPath();
const rows = Array.from({length: 40}, (_, i) => `s${i},${i % 7},${(i * i) % 11},${i % 5 === 0 ? "" : 3 * (i % 7) + 1}`);
const stars = `name,w1,w2,m24\n${rows.join("\n")}\n`;

describe.skipIf(!executable)("the keyboard", {timeout: 120_000}, () => {
  let person: Person;
  let page: Page;
  beforeAll(async () => {
    person = await Person.open(executable!, parseWorkflow('{"fluxloom":1,"steps":{}}'), {wait: false});
    page = person.page;
    await page.getByText("Choose a file").waitFor();
    await drop(page, "stars.csv", Buffer.from(stars));
    await person.card("stars").and(page.locator(".is-fresh")).waitFor({timeout: 60_000});
    await onCard("stars");
  }, 90_000);
  afterAll(async () => person?.close());

  /** Waits until the card of a step has the focus. */
  const onCard = async (step: string): Promise<void> => page.locator(`[data-step="${step}"]:focus`).waitFor({timeout: 20_000});
  const choose = async (list: string, words: string): Promise<void> => {
    const box = page.getByRole("listbox", {name: list});
    await box.waitFor();
    await page.keyboard.type(words);
    await box.getByRole("option", {name: words}).first().waitFor();
    await page.keyboard.press("Enter");
  };
  const add = async (title: string, step: string): Promise<void> => {
    await page.keyboard.press("a");
    await choose("Add a step", title);
    await onCard(step);
  };

  it("adds steps to the right of the one it is on, targets above, and wires them", async () => {
    await add("Label", "label");
    await page.keyboard.press("w");
    await choose("Wire a port of Label", "table");
    await choose("Connect input table of Label", "Stars");
    await person.file((w) => w.steps.get("label")?.inputs["table"]?.join() === "stars.table");
    await onCard("label");
    await add("Target", "target");
    const {layout} = (await person.file((w) => w.view.layout["target"] !== undefined)).view;
    expect(layout["label"]![0]).toBeGreaterThan(layout["stars"]![0] + 118);
    expect(layout["label"]![1]).toBe(layout["stars"]![1]);
    expect(layout["target"]![1]).toBeLessThan(layout["label"]![1] - 46);
  });

  it("goes from a card into its parameters by Enter, and back by Escape", async () => {
    await page.keyboard.press("Enter");
    const column = person.inspector.getByRole("textbox").first();
    await person.inspector.locator("input:focus").waitFor();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("m24");
    await page.keyboard.press("Enter");
    await person.file((w) => w.steps.get("target")?.params["column"] === "m24");
    // What is typed by mistake is taken back first.
    await page.keyboard.type("oops");
    await page.keyboard.press("Escape");
    await expect.poll(async () => column.inputValue()).toBe("m24");
    await page.keyboard.press("Escape");
    await onCard("target");
    await page.keyboard.press("w");
    await choose("Connect output target of Target", "Label");
    await person.file((w) => w.steps.get("label")?.inputs["target"]?.join() === "target.target");
    await onCard("target");
  });

  it("chooses columns, all that are found at once, and takes out those that are not there", async () => {
    await page.keyboard.press("ArrowDown");
    await onCard("label");
    await person.inspector.getByRole("alert").getByText("wise1").waitFor();
    await person.press(person.inspector.getByRole("button", {name: /^Remove the 16/}));
    await person.file((w) => (w.steps.get("label")?.params["features"] as readonly string[] | undefined)?.length === 0);
    const chooser = person.inspector.getByRole("button", {name: "Choose columns"});
    await person.inspector.locator("button:focus", {hasText: "Choose columns"}).waitFor();
    await page.keyboard.press("Enter");
    await person.inspector.locator('input[aria-label="Find a column for features"]:focus').waitFor();
    await page.keyboard.type("w");
    await person.inspector.getByRole("button", {name: "Add the 2 shown"}).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await person.file((w) => JSON.stringify(w.steps.get("label")?.params["features"]) === '["w1","w2"]');
    await person.inspector.locator('input[aria-label="Find a column for features"]:focus').waitFor();
    await page.keyboard.press("Escape");
    await chooser.waitFor();
    await person.inspector.locator("button:focus", {hasText: "Choose columns"}).waitFor();
    await page.keyboard.press("Escape");
    await onCard("label");
    await person.upToDate();
    expect(await person.card("label").locator(".card-state").textContent()).toMatch(/^40 → 32/);
  });

  it("goes to the results and back, and says in the dock what is missing", async () => {
    await page.keyboard.press("e");
    await person.dock.locator("[role=tab]:focus", {hasText: "labelled"}).waitFor();
    await page.keyboard.press("Escape");
    await onCard("label");
    await add("Predict", "predict");
    await person.dock.getByText(/input "table" is not connected/).waitFor();
    await person.inspector.getByRole("combobox", {name: "table reads"}).waitFor();
    expect(await person.violations()).toEqual([]);
    expect(person.problems).toEqual([]);
  });
});
