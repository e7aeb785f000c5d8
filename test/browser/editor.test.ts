// What a person does in the editor, in a real browser: each step asserts what is on the screen and in the file.
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Browser, BrowserContext, Locator, Page} from "playwright-core";
import {library} from "../../nodes/index.ts";
import {parseWorkflow, serializeWorkflow, setParam, type Workflow} from "../../runtime/workflow.ts";
import {linkOf} from "../../src/app/link.ts";
import {listen} from "../../src/cli/serve.ts";
import {smallStudy} from "../cli/cli.ts";
import {axeViolations} from "./axe.ts";
import {chromiumPath, launch} from "./chromium.ts";

const executable = chromiumPath();
const text = serializeWorkflow(parseWorkflow(JSON.stringify(smallStudy("mips1-clean"))));

const wires = [...parseWorkflow(text).steps.values()].flatMap(({inputs}) => Object.values(inputs).flat()).length;

/** The steps that do not read from the target, and so stay as they are when it changes. */
const untouched = ["catalogues", "match", "w4", "clean", "sample", "mips1", "irac4"];

describe.skipIf(!executable)("the editor", () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let site: Awaited<ReturnType<typeof listen>>;
  const problems: string[] = [];

  const card = (step: string): Locator => page.locator(`[data-step="${step}"]`);
  const port = (step: string, name: string): Locator => card(step).getByRole("button", {name});
  const kept = async (): Promise<Workflow> => {
    await page.waitForTimeout(250);
    const record = await page.evaluate(() => localStorage.getItem("fluxloom.document"));
    return parseWorkflow((JSON.parse(record!) as {text: string}).text);
  };
  const upToDate = async (): Promise<void> => {
    // The engine tells what an edit made stale within this time.
    await page.waitForTimeout(200);
    await page.getByText("up to date").waitFor({timeout: 50_000});
  };
  const rings = async (): Promise<Record<string, string>> =>
    page.$$eval("[data-step]", (cards) =>
      Object.fromEntries(cards.map((c) => [(c as HTMLElement).dataset["step"]!, /is-(\w+)/.exec(c.className)![1]!]))
    );
  const drag = async (from: Locator, to: Locator): Promise<void> => {
    const [a, b] = [(await from.boundingBox())!, (await to.boundingBox())!];
    await page.mouse.move(a.x + a.width / 2, a.y + a.height / 2);
    await page.mouse.down();
    await page.mouse.move((a.x + b.x) / 2, (a.y + b.y) / 2, {steps: 4});
    await page.mouse.move(b.x + b.width / 2, b.y + b.height / 2, {steps: 4});
    await page.mouse.up();
  };

  beforeAll(async () => {
    browser = await launch(executable!);
    site = await listen({workflow: {name: "small.json", text}}, 0);
    context = await browser.newContext({viewport: {width: 1440, height: 900}});
    page = await context.newPage();
    page.on("console", (message) => void (message.type() === "error" && problems.push(message.text())));
    page.on("pageerror", (error) => void problems.push(error.message));
    await page.goto(site.origin);
  });

  afterAll(async () => {
    await browser?.close();
    site?.server.close();
  });

  it("opens the workflow laid out, and runs what is cheap without a click", async () => {
    await card("append").waitFor();
    expect(await page.locator("[data-step]").count()).toBe(22);
    expect(await page.locator("[data-wire]").count()).toBe(wires);
    await upToDate();
    expect(new Set(Object.values(await rings()))).toEqual(new Set(["fresh"]));
    expect(problems).toEqual([]);
  });

  it("learns another target by one drag, and computes only what depends on it", async () => {
    const before = await card("assess").locator(".card-summary").textContent();
    await drag(port("irac4", "output target"), port("label", "input target"));
    await page
      .locator('[data-step="label"]:not(.is-fresh)')
      .waitFor({timeout: 5000})
      .catch(() => undefined);
    expect((await kept()).steps.get("label")!.inputs["target"]).toEqual(["irac4.target"]);
    await upToDate();
    expect(await card("assess").locator(".card-summary").textContent()).not.toBe(before);
    expect(await port("mips1", "output target").getAttribute("aria-label")).toContain("not connected");
  });

  it("goes back by undo at once: all of it is remembered", async () => {
    await page.keyboard.press("Control+z");
    await upToDate();
    expect((await kept()).steps.get("label")!.inputs["target"]).toEqual(["mips1.target"]);
    const now = await rings();
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
    expect((await kept()).steps.get("label")!.inputs["target"]).toEqual(["irac4.target"]);
    await upToDate();
    expect((await rings())["assess"]).toBe("cached");
    await page.keyboard.press("Control+z");
    await upToDate();
  });

  it("refuses a wrong wire, with its reason", async () => {
    await drag(port("retrain", "output model"), port("label", "input target"));
    await page.getByText("takes a target, but retrain.model is a model").waitFor({timeout: 3000});
    expect((await kept()).steps.get("label")!.inputs["target"]).toEqual(["mips1.target"]);
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
    const without = await kept();
    expect(without.steps.has("sample")).toBe(false);
    expect(without.steps.get("label")!.inputs["table"]).toEqual(["match.matched"]);
    await page.keyboard.press("Control+z");
    expect(serializeWorkflow(await kept())).toBe(text);
    await upToDate();
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
    expect(await other.getByRole("textbox", {name: "Title"}).inputValue()).toBe(parseWorkflow(text).title);
    await fresh.close();
  });

  it("runs nothing of somebody's workflow before a yes, and says what it would do", async () => {
    const dear = setParam(parseWorkflow(text), library, "tune", "nIter", 40_000);
    const fresh = await browser.newContext();
    const other = await fresh.newPage();
    await other.goto(`${site.origin}/#${await linkOf(dear)}`);
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
    const dear = setParam(parseWorkflow(text), library, "tune", "nIter", 40_000);
    const own = await listen({workflow: {name: "dear.json", text: serializeWorkflow(dear)}}, 0);
    const fresh = await browser.newContext();
    const other = await fresh.newPage();
    await other.goto(own.origin);
    await other.locator('[data-step="tune"].is-asks').waitFor({timeout: 40_000});
    expect(await other.locator('[data-step="tune"] .card-state').textContent()).toMatch(/^asks: about \d+ s$/);
    await expect.poll(async () => other.locator('[data-step="assess-baseline"]').getAttribute("class")).toContain("is-fresh");
    await other.getByRole("button", {name: "Run rest"}).click();
    await other.getByRole("dialog", {name: /^Run what waits\? About \d+ s$/}).waitFor();
    await other.getByRole("button", {name: "Run", exact: true}).click();
    await other.locator('[data-step="append"].is-fresh').waitFor({timeout: 40_000});
    await fresh.close();
    own.server.close();
  });

  it("takes a table dropped on the canvas as a step, and gives it back by undo", async () => {
    const transfer = await page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(new File(["source_id,flux\n9007199254740993,1.5\n2,\n"], "stars.csv", {type: "text/csv"}));
      return data;
    });
    await page.dispatchEvent(".react-flow__pane", "drop", {dataTransfer: transfer, clientX: 500, clientY: 300});
    await page.locator('[data-step="stars"].is-fresh').waitFor({timeout: 20_000});
    expect((await kept()).steps.get("stars")).toMatchObject({type: "catalog", params: {path: "stars.csv"}});
    await page.keyboard.press("Control+z");
    expect((await kept()).steps.has("stars")).toBe(false);
  });

  it("finds everything after a reload, undo too", async () => {
    await page.getByRole("textbox", {name: "Title"}).fill("Another title");
    await page.getByRole("textbox", {name: "Title"}).press("Enter");
    await page.waitForTimeout(250);
    await page.reload();
    await upToDate();
    expect(await page.getByRole("textbox", {name: "Title"}).inputValue()).toBe("Another title");
    await expect.poll(async () => new Set(Object.values(await rings())), {timeout: 20_000}).toEqual(new Set(["cached"]));
    await page.keyboard.press("Control+z");
    await expect.poll(async () => page.getByRole("textbox", {name: "Title"}).inputValue()).not.toBe("Another title");
  });

  it("gives assistive technology nothing to stumble over, light and dark", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({colorScheme});
      expect(await axeViolations(page)).toEqual([]);
    }
  });

  it("asked for nothing but its own parts, and broke no rule of its policy", () => {
    expect(
      site.requests.filter(
        (path) => !/^\/([\w.-]+\.(js|css|wasm|map|ttf)|LICENSE_FONT-\w+|workflow\.json|index\.html)?$/.test(path)
      )
    ).toEqual([]);
    expect(problems).toEqual([]);
  });
});
