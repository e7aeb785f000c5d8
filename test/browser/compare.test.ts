// What a person compares, in a real browser.
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Browser, Locator, Page} from "playwright-core";
import {parseWorkflow, serializeWorkflow} from "../../runtime/workflow.ts";
import {listen} from "../../src/cli/serve.ts";
import {smallStudy} from "../cli/cli.ts";
import {axeViolations} from "./axe.ts";
import {chromiumPath, launch} from "./chromium.ts";

const executable = chromiumPath();
const study = smallStudy("mips1-clean");
// Enough rows for folds of the clean sample to differ from those of the unclean.
study.steps["catalogues"]!.params = {nMembers: 30_000, nSources: 40_000};
const workflow = parseWorkflow(JSON.stringify(study));

describe.skipIf(!executable)("the compare page", () => {
  let browser: Browser;
  let page: Page;
  let site: Awaited<ReturnType<typeof listen>>;
  const problems: string[] = [];

  const compared = (): Locator => page.getByRole("main", {name: "Compare"});
  const upToDate = async (): Promise<void> => {
    await page.waitForTimeout(400);
    await page.getByText("up to date").waitFor({timeout: 90_000});
  };
  const view = async (name: "Canvas" | "Compare"): Promise<void> => {
    await page.locator(".top").getByRole("button", {name, exact: true}).click();
    await (name === "Compare" ? compared() : page.locator("[data-step]").first()).waitFor();
  };
  const settled = async (): Promise<void> => {
    await compared().locator('.compare-results[aria-busy="false"]').waitFor({timeout: 90_000});
  };
  const cells = async (row: Locator): Promise<string[]> => row.locator("td, th").allInnerTexts();

  beforeAll(async () => {
    browser = await launch(executable!);
    site = await listen({workflow: {name: "small.json", text: serializeWorkflow(workflow)}}, 0);
    page = await (await browser.newContext({viewport: {width: 1440, height: 900}})).newPage();
    page.on("console", (message) => void (message.type() === "error" && problems.push(message.text())));
    page.on("pageerror", (error) => void problems.push(error.message));
    await page.goto(site.origin);
    await upToDate();
  });

  afterAll(async () => {
    await browser?.close();
    site?.server.close();
  });

  it("opens on the two branches that are judged, and computes nothing for it", async () => {
    await page.keyboard.press("4");
    await settled();
    expect(await compared().getByRole("combobox", {name: "Side A"}).inputValue()).toBe("branch assess");
    expect(await compared().getByRole("combobox", {name: "Side B"}).inputValue()).toBe("branch assess-baseline");
    expect(await compared().locator(".side-state").allInnerTexts()).toEqual([
      expect.stringContaining("all from cache"),
      expect.stringContaining("all from cache")
    ]);
    await compared().getByRole("rowheader", {name: "tune: estimator"}).waitFor();
    const shown = await compared().locator(".compared-scores").last().locator("tbody tr").count();
    expect(shown).toBe(4);
    await compared().getByText("Paired by row").waitFor();
    expect(await compared().locator(".errors svg.plot").count()).toBe(2);
  });

  it("holds the unclean sample against the clean one that was set aside", async () => {
    await view("Canvas");
    await page.locator('[data-step="sample"]').click({position: {x: 40, y: 12}});
    await page.keyboard.press("v");
    await page.getByText("Set aside as").waitFor();
    const reads = page.getByRole("button", {name: "Reads", exact: true});
    if ((await reads.getAttribute("aria-expanded")) !== "true") await reads.click();
    await page.getByRole("button", {name: /^Disconnect clean/}).click();
    await upToDate();
    await view("Compare");
    await compared().getByText("1 wire, 0 parameters").waitFor({timeout: 90_000});
    await settled();
    const wire = await cells(compared().getByRole("row", {name: /sample\.filters/}));
    expect(wire.map((text) => text.trim())).toEqual(["sample.filters", "W4 is there, Clean", "W4 is there"]);
    const [, clean, unclean] = await cells(compared().getByRole("row", {name: /^Label: labelled/}));
    expect(Number(unclean!.replaceAll(",", ""))).toBeGreaterThan(Number(clean!.replaceAll(",", "")));
    expect(await compared().locator(".side-drawing svg").count()).toBe(2);
    await compared().getByText("Not paired, since the training rows are not the same").first().waitFor();
    await compared().getByRole("columnheader", {name: "changed by"}).waitFor();
  });

  it("swaps its sides, and goes back to a variant without losing what is open", async () => {
    const before = await compared().getByRole("region", {name: /^A:/}).locator("h2").innerText();
    await compared().getByRole("button", {name: "Swap"}).click();
    await settled();
    expect(await compared().getByRole("region", {name: /^B:/}).locator("h2").innerText()).toBe(before);
    await compared().getByRole("region", {name: /^B:/}).getByRole("button", {name: "Open"}).click();
    await page.locator("[data-step]").first().waitFor();
    await page.getByText("what was open is set aside").waitFor();
    await upToDate();
    const record = await page.evaluate(() => localStorage.getItem("fluxloom.variants"));
    const {variants} = JSON.parse(record!) as {variants: {text: string}[]};
    expect(variants.map(({text}) => parseWorkflow(text).steps.get("sample")!.inputs["filters"])).toEqual([
      ["w4.filter", "clean.filter"],
      ["w4.filter"]
    ]);
  });

  it("gives assistive technology nothing to stumble over, light and dark", async () => {
    await view("Compare");
    await settled();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({colorScheme});
      expect(await axeViolations(page)).toEqual([]);
    }
  });

  it("reported no problem", () => {
    expect(problems).toEqual([]);
  });
});
