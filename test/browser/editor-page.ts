// The editor on a small study in a real browser, with what tests ask of it.
import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import type {Browser, BrowserContext, Page} from "playwright-core";
import {parseWorkflow, serializeWorkflow, type Workflow} from "../../runtime/workflow.ts";
import {listen} from "../../src/cli/serve.ts";
import {launch} from "./chromium.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export interface EditorPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the console and uncaught errors said. */
  readonly problems: readonly string[];
  /** The workflow as the browser keeps it. */
  readonly kept: () => Promise<Workflow>;
  /** Waits until the file is so. */
  readonly untilKept: (so: (workflow: Workflow) => boolean) => Promise<Workflow>;
  readonly upToDate: () => Promise<void>;
  /** What axe finds serious, in light and dark. */
  readonly violations: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** Opens a workflow in a fresh profile, and waits until it is up to date. */
export async function openEditor(executable: string, workflow: Workflow, {wait = true} = {}): Promise<EditorPage> {
  const browser: Browser = await launch(executable);
  const site = await listen({workflow: {name: "small.json", text: serializeWorkflow(workflow)}}, 0);
  const context = await browser.newContext({viewport: {width: 1440, height: 900}, acceptDownloads: true});
  await context.grantPermissions(["clipboard-read", "clipboard-write"], {origin: site.origin});
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("console", (message) => void (message.type() === "error" && problems.push(message.text())));
  page.on("pageerror", (error) => void problems.push(error.message));
  await page.goto(site.origin);
  const kept = async (): Promise<Workflow> => {
    const record = await page.evaluate(() => localStorage.getItem("fluxloom.document"));
    return record === null ? workflow : parseWorkflow((JSON.parse(record) as {text: string}).text);
  };
  const editor: EditorPage = {
    page,
    context,
    problems,
    kept,
    async untilKept(so) {
      const end = Date.now() + 20_000;
      for (;;) {
        const now = await kept();
        if (so(now)) return now;
        if (Date.now() > end) throw new Error(`the file is ${serializeWorkflow(now)}`);
        await page.waitForTimeout(100);
      }
    },
    async upToDate() {
      // The engine tells what an edit made stale within this time.
      await page.waitForTimeout(400);
      await page
        .getByText("up to date")
        .waitFor({timeout: 45_000, state: "attached"})
        .catch(async () => {
          const [plan, cards] = [await page.locator(".plan").innerText(), page.locator("[data-step]:not(.is-fresh, .is-cached)")];
          const late = await cards.evaluateAll((all) => all.map((card) => card.getAttribute("aria-label")));
          throw new Error(`not up to date: ${plan}; ${late.join("; ")}; ${problems.join("; ")}`);
        });
    },
    async violations() {
      await page.evaluate(axe);
      const found: string[] = [];
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({colorScheme});
        found.push(
          ...(await page.evaluate(async () => {
            const {axe} = globalThis as unknown as {
              axe: {run(): Promise<{violations: {id: string; impact: string; nodes: {html: string}[]}[]}>};
            };
            const {violations} = await axe.run();
            return violations
              .filter((v) => v.impact === "serious" || v.impact === "critical")
              .map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(" | ")}`);
          }))
        );
      }
      await page.emulateMedia({colorScheme: "light"});
      return found;
    },
    async close() {
      await browser.close();
      site.server.close();
    }
  };
  if (wait) await editor.upToDate();
  return editor;
}
