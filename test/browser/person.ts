// What tests of the editor share: a page, and the eyes and hands of a person on it.
import type {Browser, BrowserContext, Locator, Page} from "playwright-core";
import {parseWorkflow, serializeWorkflow, type Workflow} from "../../runtime/workflow.ts";
import {listen} from "../../src/cli/serve.ts";
import {axeViolations} from "./axe.ts";
import {launch} from "./chromium.ts";

export type View = "Canvas" | "Notebook" | "Both" | "Compare";

/** The editor in a browser of its own, opened on a workflow in a fresh profile. */
export class Person {
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly page: Page;
  readonly site: Awaited<ReturnType<typeof listen>>;
  /** Errors the page or its console told of. */
  readonly problems: string[] = [];
  readonly #workflow: Workflow;

  private constructor(workflow: Workflow, page: Page, site: Awaited<ReturnType<typeof listen>>) {
    this.#workflow = workflow;
    this.page = page;
    this.context = page.context();
    this.browser = this.context.browser()!;
    this.site = site;
    page.on("console", (message) => void (message.type() === "error" && this.problems.push(message.text())));
    page.on("pageerror", (error) => void this.problems.push(error.stack ?? error.message));
  }

  /** Waits until all of it is computed, unless told not to. */
  static async open(executable: string, workflow: Workflow, {wait = true} = {}): Promise<Person> {
    const browser = await launch(executable);
    const site = await listen({workflow: {name: "small.json", text: serializeWorkflow(workflow)}}, 0);
    const context = await browser.newContext({viewport: {width: 1440, height: 900}, acceptDownloads: true});
    await context.grantPermissions(["clipboard-read", "clipboard-write"], {origin: site.origin});
    const person = new Person(workflow, await context.newPage(), site);
    await person.page.goto(site.origin);
    if (wait) await person.upToDate();
    return person;
  }

  /** Puts everything back: nothing open, nothing written, everything computed. */
  async begin(): Promise<void> {
    for (let i = 0; i < 3; ++i) await this.page.keyboard.press("Escape");
    await this.page
      .locator(".canvas")
      .focus()
      .catch(() => undefined);
    await this.undone();
    await this.upToDate();
  }

  /** Undoes until the file is what it was. */
  async undone(): Promise<void> {
    const undo = this.page.getByRole("button", {name: "Undo"});
    for (let i = 0; i < 12 && !(await undo.isDisabled()); ++i) await this.page.keyboard.press("Control+z");
    const opened = serializeWorkflow(this.#workflow);
    await this.file((workflow) => serializeWorkflow(workflow) === opened);
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.site.server.close();
  }

  card(step: string): Locator {
    return this.page.locator(`[data-step="${step}"]`);
  }

  port(step: string, name: string): Locator {
    return this.card(step).getByRole("button", {name});
  }

  get inspector(): Locator {
    return this.page.getByRole("complementary", {name: "Inspector"});
  }

  get dock(): Locator {
    return this.page.getByRole("region", {name: "Results"});
  }

  get notebook(): Locator {
    return this.page.getByRole("main", {name: "Notebook"});
  }

  cell(step: string): Locator {
    return this.page.locator(`[data-cell="${step}"]`);
  }

  /** The file as the browser keeps it. */
  async kept(): Promise<Workflow> {
    return (await keptBy(this.page)) ?? this.#workflow;
  }

  /** The file, once it is as expected. */
  async file(expected: (workflow: Workflow) => boolean): Promise<Workflow> {
    for (const end = Date.now() + 20_000; ; await this.page.waitForTimeout(60)) {
      const found = await this.kept();
      if (expected(found)) return found;
      if (Date.now() > end) throw new Error(`the file never became as expected; it is ${serializeWorkflow(found)}`);
    }
  }

  async upToDate(): Promise<void> {
    return upToDate(this.page);
  }

  /** How the steps stand: "fresh", "cached" … */
  async rings(): Promise<Record<string, string>> {
    return this.page.$$eval("[data-step]", (cards) =>
      Object.fromEntries(cards.map((c) => [(c as HTMLElement).dataset["step"]!, /is-(\w+)/.exec(c.className)![1]!]))
    );
  }

  async view(name: View): Promise<void> {
    await this.page.getByRole("group", {name: "View"}).getByRole("button", {name, exact: true}).click();
    const main = this.page.getByRole("main", {name: name === "Both" ? "Notebook" : name});
    await (name === "Canvas" ? this.page.locator("[data-step]").first() : main).waitFor();
  }

  /** Selects steps on the canvas by their titles. */
  async select(first: string, ...more: readonly string[]): Promise<void> {
    await this.card(first).locator(".card-title > span").click();
    for (const step of more)
      await this.card(step)
        .locator(".card-title > span")
        .click({modifiers: ["Shift"]});
  }

  /** Shows a step, and one of its outputs, in the panels beside the canvas. */
  async show(step: string, port?: string): Promise<void> {
    await this.card(step).click({position: {x: 40, y: 12}});
    await this.inspector.locator(".inspector-head code", {hasText: step}).waitFor();
    if (port !== undefined) await this.dock.getByRole("tab", {name: port, exact: true}).click();
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

  /** Drags over shares of the picture in the dock. */
  async brush([x1, y1]: readonly [number, number], [x2, y2]: readonly [number, number]): Promise<void> {
    const overlay = this.dock.locator(".picture-overlay.brushable");
    await overlay.waitFor();
    const {x, y, width, height} = (await overlay.boundingBox())!;
    await this.page.mouse.move(x + x1 * width, y + y1 * height);
    await this.page.mouse.down();
    await this.page.mouse.move(x + x2 * width, y + y2 * height, {steps: 4});
    await this.page.mouse.up();
  }

  /** Presses a key on a control. */
  async press(target: Locator, key = "Enter"): Promise<void> {
    await target.focus();
    await this.page.keyboard.press(key);
  }

  /** Runs a command of the palette by its name. */
  async command(name: string): Promise<void> {
    return command(this.page, name);
  }

  /** Drops a file of text on the canvas. */
  async drop(name: string, text: string): Promise<void> {
    return drop(this.page, name, Buffer.from(text), ".react-flow__pane");
  }

  /** What axe finds, in light and in dark. */
  async violations(): Promise<readonly string[]> {
    const found: string[] = [];
    for (const colorScheme of ["dark", "light"] as const) {
      await this.page.emulateMedia({colorScheme});
      found.push(...(await axeViolations(this.page)).map((line) => `${colorScheme}: ${line}`));
    }
    return found;
  }
}

/** Waits until every step is done, the last edit's too. */
export async function upToDate(page: Page): Promise<void> {
  const plan = page.locator(".plan");
  const done = page.locator('.plan[aria-busy="false"]', {hasText: "up to date"});
  await done.waitFor({timeout: 100_000, state: "attached"}).catch(async () => {
    const late = await page
      .locator("[data-step]:not(.is-fresh, .is-cached)")
      .evaluateAll((all) => all.map((card) => card.getAttribute("aria-label")));
    throw new Error(`not up to date: ${await plan.innerText()}; ${late.join("; ")}`);
  });
}

/** The workflow as the browser keeps it; undefined where it keeps none. */
export async function keptBy(page: Page): Promise<Workflow | undefined> {
  const record = await page.evaluate(() => {
    // What is edited is written after a moment, or when the page goes out of sight.
    document.dispatchEvent(new Event("visibilitychange"));
    return localStorage.getItem("fluxloom.document");
  });
  return record === null ? undefined : parseWorkflow((JSON.parse(record) as {readonly text: string}).text);
}

/** Runs a command of the palette by its name. */
export async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.keyboard.type(name);
  // Selects elsewhere on the page have options, too.
  await page.getByRole("listbox", {name: "Search commands, steps and nodes"}).getByRole("option", {name}).first().waitFor();
  await page.keyboard.press("Enter");
}

/** Drops a file on a part of the page. */
export async function drop(page: Page, name: string, bytes: Uint8Array, on = "body"): Promise<void> {
  return dropAll(page, {[name]: bytes}, on);
}

/** Drops several files at once. */
export async function dropAll(page: Page, files: Readonly<Record<string, Uint8Array>>, on = "body"): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    (files) => {
      const data = new DataTransfer();
      for (const [name, base64] of files) data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
      return data;
    },
    Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")] as const)
  );
  await page.dispatchEvent(on, "drop", {dataTransfer, clientX: 500, clientY: 300});
}

async function middle(of: Locator): Promise<[number, number]> {
  const box = (await of.boundingBox())!;
  return [box.x + box.width / 2, box.y + box.height / 2];
}

/** What a step of a workflow reads. */
export function inputs(workflow: Workflow, step: string): Readonly<Record<string, readonly string[]>> {
  return workflow.steps.get(step)!.inputs;
}
