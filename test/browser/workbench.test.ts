// The workbench around the canvas, in a real browser: opening, keeping, recovering, sharing out the browser's room.
import {readFileSync} from "node:fs";
import {gzipSync} from "node:zlib";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Browser} from "playwright-core";
import {emptyWorkflow, parseWorkflow, serializeWorkflow} from "../../runtime/workflow.ts";
import {listen} from "../../src/cli/serve.ts";
import {smallStudy} from "../cli/cli.ts";
import {chromiumPath, launch} from "./chromium.ts";

const executable = chromiumPath();
const text = serializeWorkflow(parseWorkflow(JSON.stringify(smallStudy("mips1-clean"))));
const root = new URL("../../dist/site/", import.meta.url);

describe.skipIf(!executable)("the workbench", () => {
  let browser: Browser;
  let site: Awaited<ReturnType<typeof listen>>;

  beforeAll(async () => {
    browser = await launch(executable!);
    site = await listen({workflow: {name: "small.json", text}}, 0);
  });

  afterAll(async () => {
    await browser?.close();
    site?.server.close();
  });

  it("opens with little code", async () => {
    const empty = await listen({workflow: {name: "empty.json", text: serializeWorkflow(emptyWorkflow)}}, 0);
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(empty.origin);
    await page.getByRole("button", {name: "Add a step"}).first().waitFor();
    await page.waitForLoadState("networkidle");
    const scripts = [...new Set(empty.requests)].filter((path) => path.endsWith(".js"));
    // The page's own and the engine's; neither database nor kernels yet.
    expect(scripts.some((path) => path.startsWith("/worker-"))).toBe(true);
    const size = scripts.reduce((sum, path) => sum + gzipSync(readFileSync(new URL(`.${path}`, root))).length, 0);
    expect(size).toBeLessThan(250_000);
    await context.close();
    empty.server.close();
  });
});
