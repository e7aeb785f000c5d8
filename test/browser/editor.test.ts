// What a person does in the editor, in a real browser: each step asserts what is on the screen and in the file.
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Browser, Locator, Page} from "playwright-core";
import {library} from "../../nodes/index.ts";
import {parseWorkflow, serializeWorkflow, setParam} from "../../runtime/workflow.ts";
import {linkOf} from "../../src/app/link.ts";
import {listen} from "../../src/cli/serve.ts";
import {smallStudy} from "../cli/cli.ts";
import {chromiumPath} from "./chromium.ts";
import {Person} from "./person.ts";

const executable = chromiumPath();
const workflow = parseWorkflow(JSON.stringify(smallStudy("mips1-clean")));
const text = serializeWorkflow(workflow);

const wires = [...workflow.steps.values()].flatMap(({inputs}) => Object.values(inputs).flat()).length;

/** The steps that do not read from the target, and so stay as they are when it changes. */
const untouched = ["catalogues", "match", "w4", "clean", "sample", "mips1", "irac4"];

describe.skipIf(!executable)("the editor", () => {
  let person: Person;
  let browser: Browser;
  let page: Page;

  const card = (step: string): Locator => person.card(step);
  const port = (step: string, name: string): Locator => person.port(step, name);

  beforeAll(async () => {
    person = await Person.open(executable!, workflow, {wait: false});
    ({browser, page} = person);
  });

  afterAll(async () => person?.close());

  it("opens the workflow laid out, and runs what is cheap without a click", async () => {
    await card("append").waitFor();
    expect(await page.locator("[data-step]").count()).toBe(22);
    // Cards come first.
    await expect.poll(async () => page.locator("[data-wire]").count()).toBe(wires);
    await person.upToDate();
    expect(new Set(Object.values(await person.rings()))).toEqual(new Set(["fresh"]));
    expect(person.problems).toEqual([]);
  });

  it("learns another target by one drag, and computes only what depends on it", async () => {
    const before = await card("assess").locator(".card-summary").textContent();
    await person.drag(port("irac4", "output target"), port("label", "input target"));
    expect((await person.kept()).steps.get("label")!.inputs["target"]).toEqual(["irac4.target"]);
    await person.upToDate();
    expect(await card("assess").locator(".card-summary").textContent()).not.toBe(before);
    expect(await port("mips1", "output target").getAttribute("aria-label")).toContain("not connected");
  });

  it("goes back by undo at once: all of it is remembered", async () => {
    await page.keyboard.press("Control+z");
    await person.upToDate();
    expect((await person.kept()).steps.get("label")!.inputs["target"]).toEqual(["mips1.target"]);
    const now = await person.rings();
    for (const [step, ring] of Object.entries(now))
      expect([step, ring]).toEqual([step, untouched.includes(step) ? "fresh" : "cached"]);
  });

  it("learns another target by the keyboard alone", async () => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type("IRAC4");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset["step"])).toBe("irac4");
    await page.keyboard.press("w");
    await page.getByRole("option", {name: /Label, target/}).waitFor();
    await page.keyboard.press("Enter");
    expect((await person.kept()).steps.get("label")!.inputs["target"]).toEqual(["irac4.target"]);
    await person.upToDate();
    expect((await person.rings())["assess"]).toBe("cached");
    await page.keyboard.press("Control+z");
    await person.upToDate();
  });

  it("refuses a wrong wire, with its reason", async () => {
    await person.drag(port("retrain", "output model"), port("label", "input target"));
    await page.getByText("takes a target, but retrain.model is a model").waitFor({timeout: 3000});
    expect((await person.kept()).steps.get("label")!.inputs["target"]).toEqual(["mips1.target"]);
    await page.keyboard.press("Escape");
  });

  it("deletes a step and heals its wires, walks by arrows, and takes it all back", async () => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type("Sample");
    await page.keyboard.press("Enter");
    await page.keyboard.press("ArrowRight");
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset["step"])).toBe("label");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Delete");
    const without = await person.kept();
    expect(without.steps.has("sample")).toBe(false);
    expect(without.steps.get("label")!.inputs["table"]).toEqual(["match.matched"]);
    await page.keyboard.press("Control+z");
    expect(serializeWorkflow(await person.kept())).toBe(text);
    await person.upToDate();
  });

  it("opens in a fresh profile from a link", async () => {
    await page.getByRole("button", {name: "Share by link"}).click();
    const link = await page.getByRole("textbox", {name: "Link"}).inputValue();
    await page.keyboard.press("Escape");
    const fresh = await browser.newContext();
    const other = await fresh.newPage();
    await other.goto(link);
    await other.locator('[data-step="append"]').waitFor();
    expect(await other.locator("[data-step]").count()).toBe(22);
    expect(await other.getByRole("textbox", {name: "Title"}).inputValue()).toBe(workflow.title);
    await fresh.close();
  });

  it("runs nothing of somebody's workflow before a yes, and says what it would do", async () => {
    const dear = setParam(workflow, library, "tune", "nIter", 40_000);
    const fresh = await browser.newContext();
    const other = await fresh.newPage();
    await other.goto(`${person.site.origin}/#${await linkOf(dear)}`);
    const panel = other.getByRole("dialog", {name: /^From somebody else: /});
    await panel.getByText(/^about .* in all$/).waitFor({timeout: 40_000});
    expect(await panel.getByRole("row").first().textContent()).toMatch(/^Tune\d+ min.*never ran here$/);
    await panel.getByRole("button", {name: "Only look"}).click();
    await other.locator('[data-step="catalogues"].is-asks').waitFor();
    expect(await other.locator("[data-step].is-fresh, [data-step].is-cached, [data-step].is-running").count()).toBe(0);
    await other.getByRole("button", {name: "Run rest"}).click();
    await panel.getByRole("button", {name: "Run it"}).click();
    await other.locator('[data-step="append"].is-fresh').waitFor({timeout: 50_000});
    await fresh.close();
  });

  it("asks before dear steps of one's own, with the bill, and runs them only after a yes", async () => {
    const dear = setParam(workflow, library, "tune", "nIter", 40_000);
    const own = await listen({workflow: {name: "dear.json", text: serializeWorkflow(dear)}}, 0);
    const fresh = await browser.newContext();
    const other = await fresh.newPage();
    await other.goto(own.origin);
    await other.locator('[data-step="tune"].is-asks').waitFor({timeout: 40_000});
    expect(await other.locator('[data-step="tune"] .card-state').textContent()).toMatch(/^asks: about \d+ s$/);
    await expect.poll(async () => other.locator('[data-step="assess-baseline"]').getAttribute("class")).toContain("is-fresh");
    await other.getByRole("button", {name: "Run rest"}).click();
    await other.getByRole("dialog", {name: /^Run what waits\? About \d+ s$/}).waitFor();
    await other.locator(".dialog button:focus", {hasText: "Run"}).waitFor();
    await other.getByRole("button", {name: "Run", exact: true}).click();
    await other.locator('[data-step="append"].is-fresh').waitFor({timeout: 40_000});
    await fresh.close();
    own.server.close();
  });

  it("takes a table dropped on the canvas as a step, and gives it back by undo", async () => {
    await person.drop("stars.csv", "source_id,flux\n9007199254740993,1.5\n2,\n");
    await page.locator('[data-step="stars"].is-fresh').waitFor({timeout: 20_000});
    expect((await person.kept()).steps.get("stars")).toMatchObject({type: "catalog", params: {path: "stars.csv"}});
    await page.keyboard.press("Control+z");
    expect((await person.kept()).steps.has("stars")).toBe(false);
  });

  it("finds everything after a reload, undo too", async () => {
    await page.getByRole("textbox", {name: "Title"}).fill("Another title");
    await page.getByRole("textbox", {name: "Title"}).press("Enter");
    await page.reload();
    await person.upToDate();
    expect(await page.getByRole("textbox", {name: "Title"}).inputValue()).toBe("Another title");
    await expect.poll(async () => new Set(Object.values(await person.rings())), {timeout: 20_000}).toEqual(new Set(["cached"]));
    await page.keyboard.press("Control+z");
    await expect.poll(async () => page.getByRole("textbox", {name: "Title"}).inputValue()).not.toBe("Another title");
  });

  it("gives assistive technology nothing to stumble over, light and dark", async () => {
    expect(await person.violations()).toEqual([]);
  });

  it("asked for nothing but its own parts, and broke no rule of its policy", () => {
    expect(
      person.site.requests.filter(
        (path) => !/^\/([\w.-]+\.(js|css|wasm|map|ttf)|LICENSE_FONT-\w+|workflow\.json|index\.html)?$/.test(path)
      )
    ).toEqual([]);
    expect(person.problems).toEqual([]);
  });
});
