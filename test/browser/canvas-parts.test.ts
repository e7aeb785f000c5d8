// Groups, copies and differences on the canvas, and the canvas from far away, in a real browser.
import {afterAll, beforeAll, beforeEach, describe, expect, it} from "vitest";
import type {Page} from "playwright-core";
import {parseWorkflow, serializeWorkflow} from "../../runtime/workflow.ts";
import {markSvg} from "../../src/origin/embed.ts";
import {originWord} from "../../src/origin/origin.ts";
import {smallStudy} from "../cli/cli.ts";
import {chromiumPath} from "./chromium.ts";
import {inputs, Person} from "./person.ts";

const executable = chromiumPath();
const workflow = parseWorkflow(JSON.stringify(smallStudy("mips1-clean")));
const text = serializeWorkflow(workflow);

describe.skipIf(!executable)("parts of the canvas", () => {
  let person: Person;
  let page: Page;

  beforeAll(async () => {
    person = await Person.open(executable!, workflow);
    page = person.page;
  }, 90_000);
  afterAll(async () => person?.close());
  // Each begins with nothing open, nothing written and everything computed.
  beforeEach(async () => person.begin(), 60_000);

  it("groups steps under a name, collapses them into one card with their outer ports, and runs nothing for it", async () => {
    await person.upToDate();
    const before = await person.rings();
    await person.select("hull", "boruta");
    await page.keyboard.press("Control+g");
    // Its name is what is typed next, once it has the focus.
    await page.locator('[data-group-title="Group"]:focus').waitFor();
    await page.keyboard.type("What can be learned");
    await page.keyboard.press("Enter");
    const grouped = await person.file((w) => "What can be learned" in w.view.groups);
    expect(grouped.view.groups).toEqual({"What can be learned": {steps: ["hull", "boruta"]}});
    await page.getByRole("group", {name: "Group What can be learned"}).waitFor();
    await person.select("hull");
    await page.keyboard.press("c");
    const card = page.locator('[data-group="What can be learned"]');
    await card.waitFor();
    expect(await card.getAttribute("aria-label")).toMatch(
      /^What can be learned, group, collapsed, 2 steps, .*reads Label and Transform, feeds Training and Candidates$/
    );
    expect(await person.card("hull").count()).toBe(0);
    // Two inputs and two filters, of which that of Boruta goes both up and down.
    expect(await card.locator(".port").count()).toBe(5);
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset["group"])).toBe("What can be learned");
    const collapsed = await person.file((w) => w.view.groups["What can be learned"]?.collapsed === true);
    expect([...collapsed.steps]).toEqual([...parseWorkflow(text).steps]);
    expect(await person.violations()).toEqual([]);
    // A wire drawn to the port of a collapsed group ends at the step inside.
    await person.drag(person.port("irac4", "output target"), card.getByRole("button", {name: "input table of hull"}));
    await page.getByText("takes a table, but irac4.target is a target").waitFor();
    await page.keyboard.press("Escape");
    const rings = await person.rings();
    for (const [step, ring] of Object.entries(rings)) expect([step, ring]).toEqual([step, before[step]]);
    await page.keyboard.press("c");
    await person.card("hull").waitFor();
    await person.select("hull");
    await page.keyboard.press("Control+Shift+G");
    await person.file((w) => Object.keys(w.view.groups).length === 0);
    await person.undone();
  });

  it("moves a group by its name, all its steps as far", async () => {
    await person.select("mips1", "irac4");
    await page.keyboard.press("Control+g");
    await page.getByRole("textbox", {name: "Name of the group Group"}).press("Enter");
    const title = (await page.locator('[data-frame="Group"] .frame-title').boundingBox())!;
    const from = [title.x + title.width - 20, title.y + 8] as const;
    await page.mouse.move(...from);
    await page.mouse.down();
    await page.mouse.move(from[0] + 15, from[1] + 10, {steps: 3});
    await page.mouse.move(from[0] + 60, from[1] + 40, {steps: 3});
    await page.mouse.up();
    const {layout} = parseWorkflow(text).view;
    const moved = (await person.file((w) => w.view.layout["mips1"]![0] !== layout["mips1"]![0])).view.layout;
    const shift = (step: string): readonly number[] => [moved[step]![0] - layout[step]![0], moved[step]![1] - layout[step]![1]];
    expect(shift("mips1")).toEqual(shift("irac4"));
    expect(shift("mips1")[0]).toBeGreaterThan(30);
    await person.undone();
  });

  it("copies steps as JSON, pastes them, and says what they read that is not here", async () => {
    await person.select("retrain", "predict");
    await page.keyboard.press("Control+c");
    await page.getByText("Copied 2 steps.").waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect([...parseWorkflow(copied).steps.keys()]).toEqual(["retrain", "predict"]);
    // What was copied here is put in at once.
    await page.keyboard.press("Control+v");
    await person.file((w) => w.steps.has("predict-2"));
    await page.keyboard.press("Control+z");
    const foreign = copied.replaceAll("tune.search", "hunt.search");
    await page.evaluate((words) => navigator.clipboard.writeText(words), foreign);
    // What comes from elsewhere says what it is and does before it is put in.
    await page.keyboard.press("Control+v");
    const dialog = page.getByRole("dialog", {name: "From elsewhere: 2 steps"});
    await dialog.getByText("Nothing yet: it waits for wires.").waitFor();
    expect(await person.violations()).toEqual([]);
    expect((await person.file(() => true)).steps.size).toBe(parseWorkflow(text).steps.size);
    await dialog.getByRole("button", {name: "Leave out"}).click();
    await dialog.waitFor({state: "detached"});
    await page.keyboard.press("Control+v");
    await dialog.getByRole("button", {name: "Put in"}).press("Enter");
    await page.getByText("Pasted; not here and left open: retrain-2.search read hunt.search.").waitFor();
    const pasted = await person.file((w) => w.steps.has("predict-2"));
    expect(inputs(pasted, "predict-2")["model"]).toEqual(["retrain-2.model"]);
    expect(inputs(pasted, "retrain-2")).toEqual({table: ["training.table"]});
    await person.undone();
  });

  it("shows on the canvas what changed since the last save, and leaves with Escape", async () => {
    await person.select("irac4");
    await page.keyboard.press("Shift+T");
    await person.select("hull");
    await page.keyboard.press("Delete");
    await person.file((w) => !w.steps.has("hull"));
    await person.select("boruta");
    await page.keyboard.press("d");
    const panel = page.getByRole("region", {name: "Differences from small.json, as saved"});
    await panel.waitFor();
    expect(await panel.locator(".legend").innerText()).toMatch(/added 0 steps, 1 wire\s+.*removed 1 step, 3 wires/s);
    await panel.getByRole("listitem").filter({hasText: "label: + target ← irac4.target"}).waitFor();
    await expect.poll(async () => person.card("hull").getAttribute("class")).toContain("mark-removed");
    expect(await person.card("hull").getAttribute("aria-label")).toContain("removed");
    await page.locator('.mark-added[data-wire="irac4.target>label.target"]').waitFor({state: "attached"});
    await page.locator('.mark-removed[data-wire="mips1.target>label.target"]').waitFor({state: "attached"});
    expect(await person.violations()).toEqual([]);
    await page.keyboard.press("Escape");
    await panel.waitFor({state: "detached"});
    expect(await person.card("hull").count()).toBe(0);
    await person.undone();
    await person.upToDate();
  });

  it("shows what differs from a file dropped on it, parameters too", async () => {
    const other = text.replace('"nIter": 4', '"nIter": 7');
    await person.drop("other.json", other);
    await page.getByRole("dialog", {name: "other.json"}).getByRole("button", {name: "Show what differs from it"}).click();
    const panel = page.getByRole("region", {name: "Differences from other.json"});
    await panel.getByRole("listitem").filter({hasText: "tune: nIter 7 → 4"}).waitFor();
    await expect.poll(async () => person.card("tune").getAttribute("class")).toContain("mark-changed");
    expect(serializeWorkflow(await person.file(() => true))).toBe(text);
    await page.getByRole("button", {name: "Leave the comparison"}).click();
    await panel.waitFor({state: "detached"});
  });

  it("opens the workflow that a picture dropped on it was exported from", async () => {
    const other = text.replace('"nIter": 4', '"nIter": 7');
    const origin = {workflow: other, of: "assess, fig5", outputs: {}, seeds: {}, files: {}, versions: {}};
    await person.drop("fig5.svg", markSvg('<svg xmlns="http://www.w3.org/2000/svg"/>', await originWord(origin)));
    await page.getByRole("dialog", {name: "fig5.json"}).getByRole("button", {name: "Show what differs from it"}).click();
    const panel = page.getByRole("region", {name: "Differences from fig5.json"});
    await panel.getByRole("listitem").filter({hasText: "tune: nIter 7 → 4"}).waitFor();
    expect(inputs(await person.kept(), "label")["target"]).toEqual(["mips1.target"]);
    await page.getByRole("button", {name: "Leave the comparison"}).click();
    await panel.waitFor({state: "detached"});
    await person.drop("bare.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>');
    await page.getByText("bare.svg carries no workflow").waitFor();
  });

  it("shows from far away only titles and states, none of them clipped", async () => {
    // As fast as a person clicks: steps taken while one is still drawn add up.
    await page.getByRole("button", {name: "Zoom out"}).evaluate((out) => {
      for (let i = 0; i < 4; ++i) (out as HTMLElement).click();
    });
    await page.locator(".canvas.shows-titles").waitFor();
    const clipped = await page.$$eval(".card-title > span", (spans) =>
      spans.filter((s) => s.scrollWidth > s.clientWidth + 1 || s.scrollHeight > 58).map((s) => s.textContent)
    );
    expect(clipped).toEqual([]);
    expect(await person.card("tune").locator(".card-summary").isVisible()).toBe(false);
    await page.keyboard.press("f");
    await page.locator(".canvas.shows-all").waitFor();
  });

  it("lists a key for every command of the canvas", async () => {
    await page.keyboard.press("?");
    const dialog = page.getByRole("dialog", {name: "Keys"});
    await dialog.waitFor();
    for (const title of ["Group", "Ungroup", "Collapse or expand the group", "Insert a step on a wire", "Learn the next target"])
      expect(await dialog.locator("dt", {hasText: title}).count()).toBeGreaterThan(0);
    await page.keyboard.press("Escape");
    expect(person.problems).toEqual([]);
  });
});
