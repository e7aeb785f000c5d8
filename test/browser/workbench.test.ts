// The workbench around the canvas, in a real browser: opening, keeping, recovering, sharing out the browser's room.
import {mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import {afterAll, afterEach, beforeAll, describe, expect, it} from "vitest";
import type {Browser, BrowserContext, BrowserContextOptions, Locator, Page} from "playwright-core";
import {emptyWorkflow, parseWorkflow, serializeWorkflow} from "../../runtime/workflow.ts";
import {listen} from "../../src/cli/serve.ts";
import {fluxloom, folderWith, smallStudy} from "../cli/cli.ts";
import {axeViolations} from "./axe.ts";
import {chromiumPath, launch, launchKept} from "./chromium.ts";
import {command, drop, keptBy, upToDate} from "./person.ts";

const executable = chromiumPath();
const study = parseWorkflow(JSON.stringify(smallStudy("mips1-clean")));
const text = serializeWorkflow(study);
const stars = {
  fluxloom: 1,
  title: "Bright stars",
  steps: {
    stars: {type: "catalog", params: {path: "stars.csv"}},
    bright: {type: "condition", inputs: {table: "stars.table"}, params: {sql: "f > 1"}},
    kept: {type: "filter-hub", inputs: {table: "stars.table", filters: "bright.filter"}}
  }
};
const root = new URL("../../dist/site/", import.meta.url);

type Site = Awaited<ReturnType<typeof listen>>;

describe.skipIf(!executable)("the workbench", {timeout: 120_000}, () => {
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  const sites: Site[] = [];
  const problems: string[] = [];

  const serve = async (served: Parameters<typeof listen>[0] = {workflow: {name: "small.json", text}}): Promise<Site> => {
    const site = await listen(served, 0);
    sites.push(site);
    return site;
  };
  const fresh = async (options: BrowserContextOptions = {}): Promise<BrowserContext> => {
    const context = await browser.newContext({viewport: {width: 1440, height: 900}, ...options});
    contexts.push(context);
    return context;
  };
  const open = async (context: BrowserContext, url: string): Promise<Page> => {
    const page = await context.newPage();
    page.on("pageerror", (error) => void problems.push(`${expect.getState().currentTestName}: ${error.message}`));
    await page.goto(url);
    return page;
  };
  const card = (page: Page, step: string): Locator => page.locator(`[data-step="${step}"]`);
  const title = (page: Page): Locator => page.getByRole("textbox", {name: "Title"});
  const retitle = async (page: Page, to: string): Promise<void> => {
    await title(page).fill(to);
    await title(page).press("Enter");
    await expect.poll(async () => (await keptBy(page))?.title).toBe(to);
  };
  /** Runs a command, and gives the dialog of its name. */
  const dialogOf = async (page: Page, name: string): Promise<Locator> => {
    await command(page, name);
    return page.getByRole("dialog", {name});
  };

  beforeAll(async () => {
    browser = await launch(executable!);
  });

  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
    for (const site of sites.splice(0)) site.server.close();
  });

  afterAll(async () => browser?.close());

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
    expect(sizeOf(site.requests)).toBeLessThan(240_000);
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

  it("goes back to an earlier state, which undo takes back", async () => {
    const site = await serve({workflow: {name: "stars.json", text: JSON.stringify(stars)}});
    const page = await open(await fresh(), site.origin);
    await card(page, "bright").waitFor();
    await retitle(page, "First");
    await retitle(page, "Second");
    const states = await dialogOf(page, "Earlier states");
    await states.getByText("title “Second”").waitFor();
    expect(await states.getByRole("listitem").count()).toBe(3);
    expect(await axeViolations(page)).toEqual([]);
    await states.getByRole("button", {name: /title “First”/}).click();
    await expect.poll(async () => title(page).inputValue()).toBe("First");
    await page.keyboard.press("Control+z");
    await expect.poll(async () => title(page).inputValue()).toBe("Second");
  });

  it("lists the workflows opened before, opens one as it was left, and forgets another", async () => {
    const site = await serve({workflow: {name: "stars.json", text: JSON.stringify(stars)}});
    const page = await open(await fresh(), site.origin);
    await card(page, "bright").waitFor();
    await retitle(page, "Edited stars");
    await drop(page, "other.json", Buffer.from(JSON.stringify({...stars, title: "Other stars"})));
    await page.getByRole("dialog", {name: "From somebody else: Other stars"}).waitFor();
    await page.keyboard.press("Escape");
    const recent = await dialogOf(page, "Recent workflows");
    await recent.getByRole("listitem").nth(1).waitFor();
    await page.emulateMedia({colorScheme: "dark"});
    expect(await axeViolations(page)).toEqual([]);
    await recent.getByRole("button", {name: /Edited stars stars\.json, edited · 3 steps/}).click();
    await expect.poll(async () => title(page).inputValue()).toBe("Edited stars");
    await page.keyboard.press("Control+z");
    await expect.poll(async () => title(page).inputValue()).toBe("Bright stars");
    await dialogOf(page, "Recent workflows");
    await recent.getByRole("button", {name: "Forget Other stars"}).click();
    await recent.getByRole("button", {name: "Forget it? Forget Other stars"}).click();
    await expect.poll(async () => recent.getByRole("listitem").count()).toBe(1);
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

  it("saves in place where the browser lets it", async () => {
    const site = await serve();
    const context = await fresh();
    // In place of the browser's own dialog: a file of the page's private file system.
    await context.addInitScript(() => {
      Object.assign(globalThis, {
        picked: 0,
        async showSaveFilePicker({suggestedName}: {suggestedName: string}) {
          (globalThis as unknown as {picked: number}).picked += 1;
          return (await navigator.storage.getDirectory()).getFileHandle(suggestedName, {create: true});
        }
      });
    });
    const page = await open(context, site.origin);
    await card(page, "append").waitFor();
    const written = async (): Promise<string> =>
      page.evaluate(async () =>
        (await (await (await navigator.storage.getDirectory()).getFileHandle("small.json")).getFile()).text()
      );
    await page.keyboard.press("Control+s");
    await page.getByText("Saved as small.json.").waitFor();
    expect(await written()).toBe(text);
    await retitle(page, "Once more");
    await page.keyboard.press("Control+s");
    await page.getByText("Saved as small.json.").waitFor();
    expect(parseWorkflow(await written()).title).toBe("Once more");
    expect(await page.evaluate(() => (globalThis as unknown as {picked: number}).picked)).toBe(1);
  });

  it("saves to the file it was opened from, after a reload too, and asks where another program changed it", async () => {
    const site = await serve();
    const context = await fresh();
    // In place of the browser's own dialogs: files of the page's private file system, which are handles like any other.
    await context.addInitScript(() => {
      const file = async (name: string): Promise<FileSystemFileHandle> =>
        (await navigator.storage.getDirectory()).getFileHandle(name, {create: true});
      Object.assign(globalThis, {
        showOpenFilePicker: async () => [await file("mine.json")],
        showSaveFilePicker: async () => file("elsewhere.json")
      });
      Object.assign(FileSystemFileHandle.prototype, {
        queryPermission: async () => "prompt",
        requestPermission: async () => ((globalThis as {denied?: boolean}).denied ? "denied" : "granted")
      });
    });
    const page = await open(context, site.origin);
    await card(page, "append").waitFor();
    const write = async (name: string, content: string): Promise<void> =>
      page.evaluate(
        async ([name, content]) => {
          const file = await (await navigator.storage.getDirectory()).getFileHandle(name!, {create: true});
          const stream = await file.createWritable();
          await stream.write(content!);
          await stream.close();
        },
        [name, content]
      );
    const titleIn = async (name: string): Promise<string | undefined> =>
      parseWorkflow(
        await page.evaluate(
          async (name) => (await (await (await navigator.storage.getDirectory()).getFileHandle(name)).getFile()).text(),
          name
        )
      ).title;
    await write("mine.json", JSON.stringify({...stars, title: "Mine"}));
    await page.keyboard.press("Control+o");
    await page.getByRole("button", {name: "Only look"}).click();
    await retitle(page, "Mine, edited");
    await page.keyboard.press("Control+s");
    await expect.poll(async () => titleIn("mine.json")).toBe("Mine, edited");
    await page.getByText("mine.json, saved").waitFor();
    await page.reload();
    await card(page, "stars").waitFor();
    await retitle(page, "Mine, again");
    await page.keyboard.press("Control+s");
    await expect.poll(async () => titleIn("mine.json")).toBe("Mine, again");
    await page.getByText("mine.json, saved").waitFor();

    await write("mine.json", JSON.stringify({...stars, title: "Theirs"}));
    await retitle(page, "Mine, still");
    await page.keyboard.press("Control+s");
    const question = page.getByRole("dialog", {name: "mine.json was changed by another program"});
    await question.waitFor();
    expect(await titleIn("mine.json")).toBe("Theirs");
    await question.getByRole("button", {name: "Overwrite it"}).click();
    await expect.poll(async () => titleIn("mine.json")).toBe("Mine, still");

    await page.evaluate(() => Object.assign(globalThis, {denied: true}));
    await retitle(page, "Mine, denied");
    await page.keyboard.press("Control+s");
    await page.getByText("elsewhere.json, saved").waitFor();
    expect([await titleIn("mine.json"), await titleIn("elsewhere.json")]).toEqual(["Mine, still", "Mine, denied"]);
  });

  it("shows in every tab what is edited in one, and each tab opens its own workflow again", async () => {
    const site = await serve();
    const context = await fresh();
    const first = await open(context, site.origin);
    await card(first, "append").waitFor();
    const second = await open(context, site.origin);
    await card(second, "append").waitFor();
    await retitle(first, "By the first");
    await second.getByText("Edited in another tab.").waitFor();
    expect(await title(second).inputValue()).toBe("By the first");
    await retitle(second, "By the second");
    await expect.poll(async () => title(first).inputValue()).toBe("By the second");
    // Undo in one is an edit like any other.
    await first.bringToFront();
    await card(first, "append").click({position: {x: 40, y: 12}});
    await first.keyboard.press("Control+z");
    await expect.poll(async () => title(second).inputValue()).toBe("By the first");
    const states = await dialogOf(second, "Earlier states");
    await states.getByText("title “By the second”").waitFor();
    await second.keyboard.press("Escape");

    await drop(second, "stars.json", Buffer.from(JSON.stringify(stars)));
    await second.getByRole("button", {name: "Only look"}).click();
    await retitle(first, "Of the first alone");
    expect(await title(second).inputValue()).toBe("Bright stars");
    await second.reload();
    await card(second, "stars").waitFor();
    await first.reload();
    await card(first, "append").waitFor();
    expect([await title(first).inputValue(), await title(second).inputValue()]).toEqual(["Of the first alone", "Bright stars"]);
  });

  it("threw no error that nobody caught", () => {
    expect(problems).toEqual([]);
  });
});
