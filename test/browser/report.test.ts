// A report in a real browser: on screen, on paper, by keyboard, and without a network.
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {pathToFileURL} from "node:url";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Browser, Page} from "playwright-core";
import {fluxloom, folderWith, smallStudy} from "../cli/cli.ts";
import {axeViolations} from "./axe.ts";
import {chromiumPath, launch} from "./chromium.ts";

const executable = chromiumPath();

/** The width of what is printed on, between the margins of the page's style, in pixels of 1/96 inch. */
const papers = {A4: ((210 - 32) / 25.4) * 96, Letter: ((215.9 - 32) / 25.4) * 96} as const;

describe.skipIf(!executable)("a report in Chromium", () => {
  let browser: Browser;
  let page: Page;
  let file: string;
  const problems: string[] = [];
  const asked: string[] = [];

  beforeAll(async () => {
    const folder = folderWith({"study.json": {...smallStudy("mips1-clean"), title: "A study"}});
    await fluxloom(["export", "report", "study.json", "-o", "report.html"], {cwd: folder});
    file = join(folder, "report.html");
    browser = await launch(executable!);
    page = await browser.newPage({viewport: {width: 1000, height: 900}});
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(file).href);
  });
  afterAll(async () => browser?.close());

  it("asks for nothing but itself and has nothing to complain of", async () => {
    await page.getByRole("heading", {name: "A study"}).waitFor();
    expect(asked.filter((url) => !url.startsWith("data:"))).toEqual([pathToFileURL(file).href]);
    expect(problems).toEqual([]);
  });

  it("passes axe in light and in dark", async () => {
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("button", {name: "Dark"}).click();
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe("rgb(18, 20, 23)");
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("button", {name: "Light"}).click();
  });

  it("sorts a table by a column, and back", async () => {
    const first = page.locator("#table-rows tbody tr").first();
    const button = page.locator("#table-rows").getByRole("button", {name: "Sort by rows", exact: true});
    await button.click();
    const least = await first.locator("td.number data").first().getAttribute("value");
    await button.click();
    expect(await first.locator("td.number data").first().getAttribute("value")).toBe("9000");
    expect(Number(least)).toBeLessThan(10);
  });

  it("repeats the head of a table that goes on on another sheet", async () => {
    await page.emulateMedia({media: "print"});
    const heads = page.locator("#table-hashes thead");
    expect(await heads.evaluate((head) => getComputedStyle(head).display)).toBe("table-header-group");
    // What is in a button is left out where Chromium repeats a head.
    const words = page.locator("#table-rows th");
    expect((await words.allInnerTexts()).length).toBeGreaterThan(3);
    expect(
      await words
        .locator("button")
        .evaluateAll((all) => all.map((button) => button.textContent + getComputedStyle(button).display))
    ).toEqual(Array(await words.count()).fill("none"));
    await page.emulateMedia({media: null});
  });

  it("gives its files without a server", async () => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", {name: "fig5.csv, CSV"}).click()
    ]);
    expect(download.suggestedFilename()).toBe("fig5.csv");
    expect(readFileSync((await download.path())!, "utf8")).toMatch(/^observed_m1_f_psf,predicted_m1_f_psf/);
  });

  it("fits a narrow screen", async () => {
    await page.setViewportSize({width: 340, height: 700});
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(340);
  });

  it.each(Object.entries(papers))("prints on %s with nothing cut off", async (format, width) => {
    await page.emulateMedia({media: "print"});
    await page.setViewportSize({width: Math.floor(width), height: 1000});
    // A tick's label may reach a little into the margin of the page.
    const beyond = await page.evaluate(() =>
      [...document.querySelectorAll("svg, table, p, figcaption, pre, li")]
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 12)
        .map((element) => element.outerHTML.slice(0, 100))
    );
    expect(beyond).toEqual([]);
    const tall = await page.evaluate(() =>
      [...document.querySelectorAll("figure:not(.table)")].map((f) => f.getBoundingClientRect().height)
    );
    // What may not be broken fits a page, between margins of 18 mm.
    expect(Math.max(...tall)).toBeLessThan((((format === "A4" ? 297 : 279.4) - 36) / 25.4) * 96);
    const pdf = await page.pdf({format, printBackground: true});
    expect(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)!.length).toBeGreaterThan(4);
    await page.emulateMedia({media: null});
    expect(problems).toEqual([]);
  });
});
