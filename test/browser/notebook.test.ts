// The notebook as an editor of its own, alone and beside the canvas, and the panels around it.
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Locator} from "playwright-core";
import {parseWorkflow} from "../../runtime/workflow.ts";
import {smallStudy} from "../cli/cli.ts";
import {chromiumPath} from "./chromium.ts";
import {Person} from "./person.ts";

const executable = chromiumPath();
const workflow = parseWorkflow(JSON.stringify(smallStudy("mips1-clean")));

describe.skipIf(!executable)("the notebook", () => {
  let editor: Person;
  const notebook = (): Locator => editor.notebook;
  const cell = (id: string): Locator => editor.cell(id);
  const view = async (key: "1" | "2" | "3"): Promise<void> => {
    await editor.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await editor.page.keyboard.press(key);
    if (key !== "1") await notebook().locator("[data-cell]").first().waitFor();
    else await editor.page.locator("[data-step]").first().waitFor();
  };
  const press = async (target: Locator, key?: string): Promise<void> => editor.press(target, key);
  /** How far the top of a cell is from the top of the notebook. */
  const offset = async (id: string): Promise<number> => {
    const [inner, outer] = [await cell(id).boundingBox(), await notebook().boundingBox()];
    return Math.abs(inner!.y - outer!.y);
  };

  beforeAll(async () => {
    editor = await Person.open(executable!, workflow);
  });

  afterAll(async () => editor?.close());

  it("shows any table row by row, filtered, without the canvas", async () => {
    await view("2");
    await notebook()
      .getByRole("link", {name: /^label/})
      .click();
    await cell("label").getByRole("button", {name: "Table", exact: true}).click();
    await cell("label")
      .getByRole("grid", {name: /^label\.labelled, 49 rows/})
      .waitFor();
    const filter = cell("label").getByRole("textbox", {name: "Filter rows by a condition"});
    await filter.fill("wise4 > 4000");
    await filter.press("Enter");
    await cell("label").getByRole("button", {name: "Light them"}).click();
    const bar = editor.page.getByRole("region", {name: "Lit rows"});
    await bar.getByText("wise4 > 4000").waitFor();
    const count = Number((await bar.getByRole("status").innerText()).split(" ")[0]);
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(49);
    await editor.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await editor.page.keyboard.press("Escape");
    await bar.waitFor({state: "detached"});
  });

  it("moves notes between steps, steps by Alt and arrows, and takes each back in one undo", async () => {
    await press(notebook().getByRole("button", {name: "Write the note on split"}));
    await notebook().getByRole("textbox", {name: "Note on split, in Markdown"}).fill("Held out **once**.");
    await editor.page.keyboard.press("Control+Enter");
    const before = (await editor.file((w) => w.view.notes["split"] === "Held out **once**.")).view.notes["tune"] ?? "";
    await press(notebook().getByRole("button", {name: "Move the note on split to tune"}));
    const moved = await editor.file((w) => w.view.notes["split"] === undefined);
    expect(moved.view.notes["tune"]).toBe(before === "" ? "Held out **once**." : `${before}\n\nHeld out **once**.`);
    await editor.page.keyboard.press("Control+z");
    await editor.file((w) => w.view.notes["split"] === "Held out **once**." && (w.view.notes["tune"] ?? "") === before);
    await press(notebook().getByRole("button", {name: "Delete the note on split"}));
    await editor.file((w) => w.view.notes["split"] === undefined);
    const order = [...workflow.steps.keys()];
    const at = order.indexOf("assess");
    await press(cell("assess").getByRole("button", {name: "Rename assess"}), "Alt+ArrowUp");
    await editor.file((w) => [...w.steps.keys()].indexOf("assess") === at - 1);
    await expect
      .poll(async () => editor.page.evaluate(() => document.activeElement?.getAttribute("aria-label")))
      .toBe("Rename assess");
    await editor.page.keyboard.press("Alt+ArrowDown");
    await editor.file((w) => [...w.steps.keys()].join() === order.join());
  });

  it("stands beside the canvas, and what is selected in one is selected in the other", async () => {
    await view("2");
    await notebook().getByRole("link", {name: /^tune/}).click();
    await view("3");
    await expect.poll(async () => offset("tune"), {timeout: 15_000}).toBeLessThan(60);
    await editor.page.locator('[data-step="predict"]').click({position: {x: 30, y: 8}});
    await expect.poll(async () => cell("predict").getAttribute("class")).toMatch(/\bon\b/);
    await expect.poll(async () => offset("predict"), {timeout: 15_000}).toBeLessThan(60);
    await cell("predict").getByRole("button", {name: "Rename predict"}).focus();
    await notebook().getByRole("button", {name: "Rename fluxes"}).focus();
    await expect
      .poll(async () => editor.page.locator('[data-step="fluxes"]').getAttribute("class"))
      .toMatch(/selected|focused|on\b/);
  });

  it("gives assistive technology nothing to stumble over, alone and beside the canvas", async () => {
    await notebook().locator("svg.plot").first().waitFor();
    expect(await editor.violations()).toEqual([]);
    await view("2");
    await notebook().getByRole("link", {name: /^tune/}).click();
    await cell("tune").locator("svg.plot").first().waitFor();
    await cell("label").scrollIntoViewIfNeeded();
    await cell("label").getByRole("grid").waitFor();
    expect(await editor.violations()).toEqual([]);
  });

  it("keeps its panels as wide as they were drawn by the keyboard, over a reload", async () => {
    const {page} = editor;
    await view("1");
    const width = async (): Promise<number> =>
      (await page.getByRole("complementary", {name: "Inspector", exact: true}).boundingBox())!.width;
    const before = await width();
    const edge = page.getByRole("separator", {name: "Width of the inspector"});
    await edge.focus();
    for (let i = 0; i < 3; ++i) await page.keyboard.press("ArrowLeft");
    expect(await width()).toBe(before + 48);
    expect(await edge.getAttribute("aria-valuenow")).toBe(String(before + 48));
    await page.reload();
    await editor.upToDate();
    await expect.poll(width).toBe(before + 48);
    await edge.focus();
    await page.keyboard.press("Delete");
    expect(await width()).toBe(before);
    const results = page.getByRole("separator", {name: "Height of the results"});
    const box = (await results.boundingBox())!;
    const tall = async (): Promise<number> => (await page.getByRole("region", {name: "Results"}).boundingBox())!.height;
    const low = await tall();
    await page.mouse.move(box.x + 200, box.y + 4);
    await page.mouse.down();
    await page.mouse.move(box.x + 200, box.y - 96, {steps: 4});
    await page.mouse.up();
    expect(await tall()).toBe(low + 100);
  });

  it("lays panels over a narrow page one at a time, none of them cut off", async () => {
    const {page} = editor;
    await page.setViewportSize({width: 800, height: 700});
    const inspector = page.getByRole("complementary", {name: "Inspector"});
    await page.getByRole("button", {name: "Inspector", exact: true}).click();
    const box = (await inspector.boundingBox())!;
    expect([box.x + box.width <= 800, box.y + box.height <= 700]).toEqual([true, true]);
    await page.getByRole("button", {name: "Results", exact: true}).click();
    await inspector.waitFor({state: "detached"});
    const dock = (await page.getByRole("region", {name: "Results"}).boundingBox())!;
    expect([dock.x, Math.round(dock.width), dock.y + dock.height <= 700]).toEqual([0, 800, true]);
    expect(await editor.violations()).toEqual([]);
    // As at twice the size of text on a small screen.
    for (const width of [640, 720]) {
      await page.setViewportSize({width, height: 700});
      const cut = await page.$$eval(".top button, .top input", (all) =>
        all.map((one) => one.getBoundingClientRect()).filter(({right}) => right > innerWidth)
      );
      expect([width, cut.length]).toEqual([width, 0]);
    }
    await page.setViewportSize({width: 1440, height: 900});
    expect(editor.problems).toEqual([]);
  });
});
