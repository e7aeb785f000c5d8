// What tests of the editor share: a page, and the hands of a person on it.
import type {Browser, BrowserContext, Locator, Page} from "playwright-core";
import {parseWorkflow, serializeWorkflow, type Workflow} from "../../runtime/workflow.ts";
import {listen} from "../../src/cli/serve.ts";
import {axeViolations} from "./axe.ts";
import {launch} from "./chromium.ts";

/** The editor in a browser of its own, opened on a workflow. */
export class Person {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors the page or its console told of. */
  readonly problems: string[] = [];
  readonly #text: string;
  readonly #browser: Browser;
  readonly #site: Awaited<ReturnType<typeof listen>>;

  private constructor(
    text: string,
    browser: Browser,
    context: BrowserContext,
    page: Page,
    site: Awaited<ReturnType<typeof listen>>
  ) {
    this.#text = text;
    this.#browser = browser;
    this.#site = site;
    this.context = context;
    this.page = page;
    page.on("console", (message) => void (message.type() === "error" && this.problems.push(message.text())));
    page.on("pageerror", (error) => void this.problems.push(error.stack ?? error.message));
  }

  static async open(executable: string, text: string): Promise<Person> {
    const browser = await launch(executable);
    const site = await listen({workflow: {name: "small.json", text}}, 0);
    const context = await browser.newContext({viewport: {width: 1440, height: 900}});
    await context.grantPermissions(["clipboard-read", "clipboard-write"], {origin: site.origin});
    const person = new Person(text, browser, context, await context.newPage(), site);
    await person.page.goto(site.origin);
    await person.page.locator("[data-step]").first().waitFor();
    return person;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#site.server.close();
  }

  card(step: string): Locator {
    return this.page.locator(`[data-step="${step}"]`);
  }

  port(step: string, name: string): Locator {
    return this.card(step).getByRole("button", {name});
  }

  /** The file as the browser keeps it, once it is as expected. */
  async file(expected: (workflow: Workflow) => boolean): Promise<Workflow> {
    // Nothing is kept before the first edit.
    let found = parseWorkflow(this.#text);
    for (const end = Date.now() + 15_000; Date.now() < end; ) {
      const record = await this.page.evaluate(() => localStorage.getItem("fluxloom.document"));
      if (record !== null) found = parseWorkflow((JSON.parse(record) as {text: string}).text);
      if (expected(found)) return found;
      await this.page.waitForTimeout(60);
    }
    throw new Error(`the file never became as expected; it is ${serializeWorkflow(found)}`);
  }

  /** Every step of the workflow done, with what an edit made stale told by then. */
  async settled(): Promise<void> {
    await this.page.waitForTimeout(250);
    await this.page.getByText("up to date").waitFor({timeout: 50_000});
  }

  async rings(): Promise<Record<string, string>> {
    return this.page.$$eval("[data-step]", (cards) =>
      Object.fromEntries(cards.map((c) => [(c as HTMLElement).dataset["step"]!, /is-(\w+)/.exec(c.className)![1]!]))
    );
  }

  /** Selects steps by their titles. */
  async select(first: string, ...more: readonly string[]): Promise<void> {
    await this.card(first).locator(".card-title > span").click();
    for (const step of more)
      await this.card(step)
        .locator(".card-title > span")
        .click({modifiers: ["Shift"]});
  }

  async drag(from: Locator, to: Locator | readonly [number, number]): Promise<void> {
    const a = await middle(from);
    const b = Array.isArray(to) ? (to as [number, number]) : await middle(to as Locator);
    await this.page.mouse.move(...a);
    await this.page.mouse.down();
    await this.page.mouse.move((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, {steps: 4});
    await this.page.mouse.move(...b, {steps: 4});
    await this.page.mouse.up();
  }

  /** Runs a command of the palette by its name. */
  async command(name: string): Promise<void> {
    await this.page.keyboard.press("Control+k");
    await this.page.keyboard.type(name);
    await this.page.getByRole("option", {name}).first().waitFor();
    await this.page.keyboard.press("Enter");
  }

  /** Drops a file of text on the canvas. */
  async drop(name: string, text: string): Promise<void> {
    const dataTransfer = await this.page.evaluateHandle(
      ([name, text]) => {
        const data = new DataTransfer();
        data.items.add(new File([text!], name!));
        return data;
      },
      [name, text]
    );
    await this.page.dispatchEvent(".react-flow__pane", "drop", {dataTransfer, clientX: 500, clientY: 300});
  }

  /** What axe finds serious or critical. */
  async violations(): Promise<readonly string[]> {
    return axeViolations(this.page);
  }
}

async function middle(of: Locator): Promise<[number, number]> {
  const box = (await of.boundingBox())!;
  return [box.x + box.width / 2, box.y + box.height / 2];
}
