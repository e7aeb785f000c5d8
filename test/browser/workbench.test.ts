// The workbench around the canvas, in a real browser: opening, keeping, recovering, sharing out the browser's room.
import {mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import {describe, expect, it} from "vitest";
import type {BrowserContext, BrowserContextOptions, Page} from "playwright-core";
import {emptyWorkflow, parseWorkflow, serializeWorkflow} from "../../runtime/workflow.ts";
import {fluxloom, folderWith, smallStudy, stars} from "../cli/cli.ts";
import {axeViolations} from "./axe.ts";
import {chromiumPath, launchKept} from "./chromium.ts";
import {drop, upToDate} from "./person.ts";
import {card, dialogOf, Profiles, retitle, type Site, title} from "./profiles.ts";

const executable = chromiumPath();
const study = parseWorkflow(JSON.stringify(smallStudy("mips1-clean")));
const text = serializeWorkflow(study);
const root = new URL("../../dist/site/", import.meta.url);

describe.skipIf(!executable)("the workbench", {timeout: 120_000}, () => {
  const profiles = new Profiles(executable!);
  const fresh = async (options?: BrowserContextOptions): Promise<BrowserContext> => profiles.fresh(options);
  const open = async (context: BrowserContext, url: string): Promise<Page> => profiles.open(context, url);
  const serve = async (served: Parameters<Profiles["serve"]>[0] = {workflow: {name: "small.json", text}}): Promise<Site> =>
    profiles.serve(served);

  it("opens with little code", async () => {
    const site = await serve({workflow: {name: "empty.json", text: serializeWorkflow(emptyWorkflow)}});
    const context = await fresh({serviceWorkers: "block"});
    // Without the engine, to count what the page itself asks for.
    await context.route(/\/worker-/, async (route) => route.abort());
    const page = await open(context, site.origin);
    await page.getByRole("button", {name: "Add a step"}).first().waitFor();
    await page.waitForLoadState("networkidle");
    const sizeOf = (paths: readonly string[]): number => {
      const scripts = [...new Set(paths)].filter((path) => path.endsWith(".js"));
      return scripts.reduce((sum, path) => sum + gzipSync(readFileSync(new URL(`.${path}`, root))).length, 0);
    };
    expect(sizeOf(site.requests)).toBeGreaterThan(100_000);
    expect(sizeOf(site.requests)).toBeLessThan(245_000);
    // With the engine, but before it computes anything: neither database nor kernels.
    await context.unrouteAll();
    await page.reload();
    await page.waitForLoadState("networkidle");
    expect(site.requests.some((path) => path.startsWith("/worker-"))).toBe(true);
    expect(sizeOf(site.requests)).toBeLessThan(290_000);
  });

  it("finds unsaved edits and results after the tab is killed in the middle of a run, and goes on with it", async () => {
    const file = smallStudy("mips1-clean");
    file.steps["tune"]!.params = {nIter: 30_000, nSplits: 10};
    const slow = parseWorkflow(JSON.stringify(file));
    const site = await serve({workflow: {name: "slow.json", text: serializeWorkflow(slow)}});
    const context = await fresh();
    const page = await open(context, site.origin);
    await card(page, "tune").and(page.locator(".is-asks")).waitFor({timeout: 40_000});
    await retitle(page, "Half way");
    await page.getByRole("button", {name: "Run rest"}).click();
    await page.getByRole("button", {name: "Run", exact: true}).click();
    await card(page, "tune").and(page.locator(".is-running")).waitFor({timeout: 20_000});
    const crashed = page.waitForEvent("crash");
    page.goto("chrome://crash").catch(() => undefined);
    await crashed;
    const again = await open(context, site.origin);
    expect(await title(again).inputValue()).toBe("Half way");
    await again.getByText("The run that was under way goes on.").waitFor();
    await card(again, "append").and(again.locator(".is-fresh")).waitFor({timeout: 50_000});
    for (const step of ["catalogues", "match", "boruta", "split"])
      expect(await card(again, step).getAttribute("class"), step).toContain("is-cached");
    expect(await card(again, "tune").getAttribute("class")).toContain("is-fresh");
    // The run has ended: another reload starts none.
    await again.reload();
    await upToDate(again);
    expect(await again.getByText("The run that was under way goes on.").count()).toBe(0);
  });

  it("keeps workflow and results when the whole browser is killed", async () => {
    const profile = mkdtempSync(join(tmpdir(), "fluxloom-profile-"));
    const site = await serve();
    try {
      const {context, kill} = await launchKept(executable!, profile);
      const page = await open(context, site.origin);
      await upToDate(page);
      await retitle(page, "Before the end");
      // What the shelf holds is on the disk of the machine; the page's journal may not be yet.
      await dialogOf(page, "Earlier states").then(async (dialog) => dialog.getByText("title “Before the end”").waitFor());
      await kill();
      const {context: second} = await launchKept(executable!, profile);
      const again = await open(second, site.origin);
      await expect.poll(async () => title(again).inputValue()).toBe("Before the end");
      await upToDate(again);
      expect(await again.locator("[data-step].is-fresh").count()).toBe(0);
      await second.close();
    } finally {
      rmSync(profile, {recursive: true, force: true, maxRetries: 20, retryDelay: 200});
    }
  });

  it("finds tables a person gave after a reload, each for the workflow it was given to", async () => {
    const site = await serve({workflow: {name: "stars.json", text: JSON.stringify(stars)}});
    const page = await open(await fresh(), site.origin);
    await card(page, "stars").and(page.locator(".is-failed")).waitFor({timeout: 20_000});
    await drop(page, "stars.csv", Buffer.from("name,f\nA,1\nB,2\nC,3\n"));
    await card(page, "kept").and(page.locator(".is-fresh")).waitFor({timeout: 30_000});
    await page.reload();
    await card(page, "kept").and(page.locator(".is-cached")).waitFor({timeout: 30_000});
    // Another workflow that names the same file is not given it.
    await drop(page, "curious.json", Buffer.from(JSON.stringify({...stars, title: "Curious"})));
    const panel = page.getByRole("dialog", {name: "From somebody else: Curious"});
    await panel.getByText("not here; drop it on the page").waitFor();
    await panel.getByRole("button", {name: "Only look"}).click();
    await page.getByRole("button", {name: "Run rest"}).click();
    await panel.getByRole("button", {name: "Run it"}).click();
    await card(page, "stars").and(page.locator(".is-failed")).waitFor({timeout: 20_000});
    expect(await page.getByText('there is no file "stars.csv" here').count()).toBeGreaterThan(0);
  });

  it("shares results with another tab, and tells that the workflow is open twice", async () => {
    const site = await serve();
    const context = await fresh();
    const page = await open(context, site.origin);
    await upToDate(page);
    const second = await open(context, site.origin);
    await second.getByText("This workflow is open in another tab, too.").waitFor();
    await upToDate(second);
    expect(await second.locator("[data-step].is-fresh").count()).toBe(0);
    // Its stored results are told by workflow, and cleared after a second yes.
    const storage = await dialogOf(second, "Storage");
    await storage.getByRole("rowheader", {name: /small\.json open now/}).waitFor();
    expect(await axeViolations(second)).toEqual([]);
    await storage.getByRole("button", {name: "Clear the results of small.json"}).click();
    expect(await storage.getByRole("rowheader", {name: /small\.json/}).count()).toBe(1);
    await storage.getByRole("button", {name: "Clear them? Clear the results of small.json"}).click();
    await storage.getByText("No results are stored.").waitFor();
    await second.reload();
    await upToDate(second);
    await expect.poll(async () => card(second, "match").getAttribute("class")).toContain("is-fresh");
  });

  it("starts the database once more when what it needs is cut off on its way, and says so when it never comes", async () => {
    const site = await serve();
    let cuts = 2;
    // The server keeps what it sends; here the wire is cut in the middle of the file.
    site.server.prependListener("request", (request, response) => {
      if (!request.url!.endsWith(".wasm") || cuts === 0) return;
      cuts -= 1;
      response.socket!.once("drain", () => response.socket?.destroy());
    });
    const context = await fresh({serviceWorkers: "block"});
    const page = await open(context, site.origin);
    await upToDate(page);
    expect(cuts).toBe(0);
    cuts = Infinity;
    const another = await open(await fresh({serviceWorkers: "block"}), site.origin);
    await card(another, "w4").and(another.locator(".is-failed")).waitFor({timeout: 60_000});
    expect(await card(another, "w4").getAttribute("aria-label")).toMatch(
      /the database cannot start; its parts could not be fetched 3 times .*; look at the network and run again/
    );
    cuts = 0;
    await another.getByRole("button", {name: "Run again"}).click();
    await upToDate(another);
  });

  it("says when the browser gives no more room, and computes on", async () => {
    const site = await serve();
    const context = await fresh();
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Storage.overrideQuotaForOrigin", {origin: site.origin, quotaSize: 300_000});
    await page.goto(site.origin);
    await page.getByText("The browser gives this page no more room").waitFor({timeout: 60_000});
    const states = async (): Promise<readonly string[]> =>
      page.$$eval("[data-step]", (cards) => [...new Set(cards.map((c) => /is-\w+/.exec(c.className)![0]))]);
    await expect.poll(states, {timeout: 90_000}).toEqual(["is-fresh"]);
  });

  it("opens a bundle with all its results before anything is computed, apart from one's own", async () => {
    const folder = folderWith({"stars.csv": "name,f\nA,1\nB,2\nC,3\n", "stars.json": stars});
    expect((await fluxloom(["run", "stars.json"], {cwd: folder})).code).toBe(0);
    expect((await fluxloom(["bundle", "stars.json", "--out", "stars.fluxloom", "--with-data"], {cwd: folder})).code).toBe(0);
    const site = await serve({workflow: {name: "empty.json", text: serializeWorkflow(emptyWorkflow)}});
    const page = await open(await fresh(), site.origin);
    await page.getByRole("button", {name: "Add a step"}).first().waitFor();
    const bytes = readFileSync(join(folder, "stars.fluxloom"));
    await drop(page, "stars.fluxloom", bytes);
    const panel = page.getByRole("dialog", {name: "From somebody else: Bright stars"});
    await panel.getByText(/^The 3 results from cache came with the bundle/).waitFor();
    await panel.getByText("as the bundle has it").waitFor();
    await panel.getByRole("button", {name: "Only look"}).click();
    for (const step of ["stars", "bright", "kept"]) await card(page, step).and(page.locator(".is-cached")).waitFor();
    const own = async (): Promise<number> =>
      page.evaluate(async () => {
        const home = await (await navigator.storage.getDirectory()).getDirectoryHandle("fluxloom");
        let n = 0;
        for await (const _ of (await home.getDirectoryHandle("actions")).keys()) n += 1;
        return n;
      });
    expect(await own()).toBe(0);
    await page.reload();
    await card(page, "kept").and(page.locator(".is-cached")).waitFor();
    // An edit runs nothing either until there is a yes; its data are in the bundle.
    await card(page, "bright").click();
    await page.keyboard.press("Control+d");
    await retitle(page, "Mine now");
    await dialogOf(page, "Run all that waits")
      .then(async () => page.getByRole("button", {name: "Run it"}).click())
      .catch(() => undefined);
    await upToDate(page);
    expect(await own()).toBe(0);
    const cut = bytes.subarray(0, bytes.length - 3000);
    await drop(page, "cut.fluxloom", cut);
    await page.getByText(/cut\.fluxloom.* ends too early/).waitFor();
    expect(await title(page).inputValue()).toBe("Mine now");
  });

  it("threw no error that nobody caught", () => {
    expect(profiles.problems).toEqual([]);
  });
});
