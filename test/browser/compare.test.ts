// What a person compares, in a real browser.
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {readFileSync} from "node:fs";
import type {Locator, Page} from "playwright-core";
import {parseWorkflow} from "../../runtime/workflow.ts";
import {originsOf} from "../../src/origin/origin.ts";
import {smallStudy} from "../cli/cli.ts";
import {chromiumPath} from "./chromium.ts";
import {drop, Person} from "./person.ts";

const executable = chromiumPath();
const study = smallStudy("mips1-clean");
// Enough rows for folds of the clean sample to differ from those of the unclean.
study.steps["catalogues"]!.params = {nMembers: 30_000, nSources: 40_000};
const workflow = parseWorkflow(JSON.stringify(study));

describe.skipIf(!executable)("the compare page", () => {
  let person: Person;
  let page: Page;

  const compared = (): Locator => page.getByRole("main", {name: "Compare"});
  const settled = async (): Promise<void> => {
    await compared().locator('.compare-results[aria-busy="false"]').waitFor({timeout: 90_000});
  };
  const cells = async (row: Locator): Promise<string[]> => row.locator("td, th").allInnerTexts();

  beforeAll(async () => {
    person = await Person.open(executable!, workflow);
    page = person.page;
  });

  afterAll(async () => person?.close());

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
    await compared().locator(".scores").getByText("paired by row").first().waitFor();
    expect(await compared().locator(".errors svg.plot").count()).toBe(3);
    await compared().getByText("Not drawn: importances, since it takes trees in both").waitFor();
  });

  it("holds the unclean sample against the clean one that was set aside", async () => {
    await person.view("Canvas");
    await page.locator('[data-step="sample"]').click({position: {x: 40, y: 12}});
    await page.keyboard.press("v");
    await page.getByText("Set aside as").waitFor();
    const reads = page.getByRole("button", {name: "Reads", exact: true});
    if ((await reads.getAttribute("aria-expanded")) !== "true") await reads.click();
    await page.getByRole("button", {name: /^Disconnect clean/}).click();
    await person.upToDate();
    await person.view("Compare");
    await compared().getByText("1 wire, 0 parameters").waitFor({timeout: 90_000});
    await settled();
    const wire = await cells(compared().getByRole("row", {name: /sample\.filters/}));
    expect(wire.map((text) => text.trim())).toEqual(["sample.filters", "W4 is there, Clean", "W4 is there"]);
    const [, clean, unclean] = await cells(compared().getByRole("row", {name: /^Label: labelled/}));
    expect(Number(unclean!.replaceAll(",", ""))).toBeGreaterThan(Number(clean!.replaceAll(",", "")));
    expect(await compared().locator(".side-drawing svg").count()).toBe(2);
    await compared().getByText("not paired, since the training rows are not the same").first().waitFor();
    await compared().getByRole("columnheader", {name: "changed by"}).waitFor();
    await compared()
      .getByRole("img", {name: /^Importances to both/})
      .waitFor();
    await compared()
      .getByRole("img", {name: /^predicted_m1_f_psf of B against that of A/})
      .waitFor();
  });

  it("swaps its sides, and goes back to a variant without losing what is open", async () => {
    const before = await compared().getByRole("region", {name: /^A:/}).locator("h2").innerText();
    await compared().getByRole("button", {name: "Swap"}).click();
    await settled();
    expect(await compared().getByRole("region", {name: /^B:/}).locator("h2").innerText()).toBe(before);
    await compared().getByRole("region", {name: /^B:/}).getByRole("button", {name: "Open"}).click();
    await page.locator("[data-step]").first().waitFor();
    await page.getByText("what was open is set aside").waitFor();
    await person.upToDate();
    const record = await page.evaluate(() => localStorage.getItem("fluxloom.variants"));
    const {variants} = JSON.parse(record!) as {variants: {text: string}[]};
    expect(variants.map(({text}) => parseWorkflow(text).steps.get("sample")!.inputs["filters"])).toEqual([
      ["w4.filter", "clean.filter"],
      ["w4.filter"]
    ]);
    expect((await person.kept()).steps.get("sample")!.inputs["filters"]).toEqual(["w4.filter", "clean.filter"]);
  });

  it("gives assistive technology nothing to stumble over, light and dark", async () => {
    await person.view("Compare");
    await settled();
    expect(await person.violations()).toEqual([]);
  });

  it("saves a picture of both, which dropped on the page opens one and sets the other aside", async () => {
    const download = page.waitForEvent("download");
    await compared().getByRole("button", {name: "Save predictions-assess as SVG"}).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe("compare.predictions-assess.svg");
    const bytes = readFileSync(await file.path());
    expect(bytes.toString()).toContain(">simulated</text>");
    const filters = (text: string) => parseWorkflow(text).steps.get("sample")!.inputs["filters"];
    expect((await originsOf(bytes)).map(({workflow: text}) => filters(text))).toEqual([
      ["w4.filter"],
      ["w4.filter", "clean.filter"]
    ]);
    await drop(page, "both.svg", bytes);
    await page
      .getByText("Opened one side of the comparison; set aside to compare it with: MIPS1 from WISE, clean sample")
      .waitFor();
    await person.file(({steps}) => steps.get("sample")!.inputs["filters"]?.length === 1);
    const kept = await page.evaluate(() => localStorage.getItem("fluxloom.variants"));
    const {variants, pair} = JSON.parse(kept!) as {variants: {id: string; text: string}[]; pair: unknown};
    const aside = variants.find(({text}) => filters(text)?.length === 2)!;
    expect(pair).toEqual({a: {is: "open"}, b: {is: "variant", id: aside.id}});
  });

  it("reported no problem", () => {
    expect(person.problems).toEqual([]);
  });
});
