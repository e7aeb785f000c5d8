// What tests of the workbench share: browsers with profiles of their own, and servers, all gone after each test.
import {afterAll, afterEach, beforeAll, expect} from "vitest";
import type {Browser, BrowserContext, BrowserContextOptions, Locator, Page} from "playwright-core";
import {listen} from "../../src/cli/serve.ts";
import {launch} from "./chromium.ts";
import {command, keptBy} from "./person.ts";

export type Site = Awaited<ReturnType<typeof listen>>;

/** A browser for all tests of a file, with a fresh profile whenever one is asked for. */
export class Profiles {
  /** Errors of any page that nobody caught. */
  readonly problems: string[] = [];
  readonly #contexts: BrowserContext[] = [];
  readonly #sites: Site[] = [];
  #browser: Browser | undefined;

  constructor(executable: string) {
    beforeAll(async () => {
      this.#browser = await launch(executable);
    });
    afterEach(async () => {
      for (const context of this.#contexts.splice(0)) await context.close();
      for (const site of this.#sites.splice(0)) site.server.close();
    });
    afterAll(async () => this.#browser?.close());
  }

  async serve(served: Parameters<typeof listen>[0]): Promise<Site> {
    const site = await listen(served, 0);
    this.#sites.push(site);
    return site;
  }

  async fresh(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.#browser!.newContext({viewport: {width: 1440, height: 900}, ...options});
    this.#contexts.push(context);
    return context;
  }

  async open(context: BrowserContext, url: string): Promise<Page> {
    const page = await context.newPage();
    page.on("pageerror", (error) => void this.problems.push(`${expect.getState().currentTestName}: ${error.message}`));
    await page.goto(url);
    return page;
  }
}

export function card(page: Page, step: string): Locator {
  return page.locator(`[data-step="${step}"]`);
}

export function title(page: Page): Locator {
  return page.getByRole("textbox", {name: "Title"});
}

/** Gives the workflow a title, and waits until it is kept. */
export async function retitle(page: Page, to: string): Promise<void> {
  await title(page).fill(to);
  await title(page).press("Enter");
  await expect.poll(async () => (await keptBy(page))?.title).toBe(to);
}

/** Runs a command, and gives the dialog of its name. */
export async function dialogOf(page: Page, name: string): Promise<Locator> {
  await command(page, name);
  return page.getByRole("dialog", {name});
}
