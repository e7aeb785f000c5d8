// What the workbench keeps: earlier states, recent workflows, files saved in place, the same workflow in several tabs.
import {describe, expect, it} from "vitest";
import type {BrowserContext, Page} from "playwright-core";
import {parseWorkflow, serializeWorkflow} from "../../runtime/workflow.ts";
import {smallStudy, stars} from "../cli/cli.ts";
import {axeViolations} from "./axe.ts";
import {chromiumPath} from "./chromium.ts";
import {drop} from "./person.ts";
import {card, dialogOf, Profiles, retitle, type Site, title} from "./profiles.ts";

const executable = chromiumPath();
const text = serializeWorkflow(parseWorkflow(JSON.stringify(smallStudy("mips1-clean"))));

describe.skipIf(!executable)("what the workbench keeps", {timeout: 120_000}, () => {
  const profiles = new Profiles(executable!);
  const fresh = async (): Promise<BrowserContext> => profiles.fresh();
  const open = async (context: BrowserContext, url: string): Promise<Page> => profiles.open(context, url);
  const serve = async (served: Parameters<Profiles["serve"]>[0] = {workflow: {name: "small.json", text}}): Promise<Site> =>
    profiles.serve(served);

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
    expect(profiles.problems).toEqual([]);
  });
});
