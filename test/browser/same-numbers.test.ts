// The same workflow gives the same hashes in Chromium and in Node.
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Browser, Page} from "playwright-core";
import type {Server} from "node:http";
import {parseWorkflow} from "../../runtime/workflow.ts";
import type * as Engine from "../../src/browser/index.ts";
import {createSession, openEnvironment} from "../../src/node/environment.ts";
import {everyEstimator, smallStudy} from "../cli/cli.ts";
import {chromiumPath, launch, serve} from "./chromium.ts";

const executable = chromiumPath();
type Hashes = Record<string, string>;

async function inNode(text: string): Promise<Hashes> {
  const environment = await openEnvironment({store: "memory"});
  const session = createSession(environment);
  session.apply(parseWorkflow(text));
  const states = await session.settled();
  await environment.close();
  return Object.fromEntries(
    [...states].flatMap(([id, state]) =>
      state.status === "done"
        ? Object.entries(state.outputs).map(([port, {hash}]) => [`${id}.${port}`, hash])
        : [[id, JSON.stringify(state)]]
    )
  ) as Hashes;
}

/** Runs the workflow in the page; gives the hash of every output, and what ran. */
async function inPage(page: Page, text: string, store: string, workers: number): Promise<{hashes: Hashes; computed: string[]}> {
  return page.evaluate(
    async ([text, store, workers]) => {
      const {openBrowserEnvironment, parseWorkflow, Session} = (globalThis as unknown as {engine: typeof Engine}).engine;
      const assets = {
        worker: "/worker.js",
        duckdbWorker: new URL("/duckdb.js", location.href).href,
        duckdbWasm: new URL("/duckdb-eh.wasm", location.href).href
      };
      const {close, files: _files, ...environment} = await openBrowserEnvironment({assets, store, workers});
      const session = new Session(environment);
      session.apply(parseWorkflow(text));
      const hashes: Record<string, string> = {};
      const computed: string[] = [];
      for (const [id, state] of await session.settled()) {
        if (state.status !== "done") {
          hashes[id] = state.status === "failed" ? state.error.message : state.status;
          continue;
        }
        if (!state.cached) computed.push(id);
        for (const [port, {hash}] of Object.entries(state.outputs)) hashes[`${id}.${port}`] = hash;
      }
      session.dispose();
      await close();
      return {hashes, computed};
    },
    [text, store, workers] as const
  );
}

describe.skipIf(!executable)("R44 in Chromium, without a server's help", () => {
  let browser: Browser;
  let page: Page;
  let site: Awaited<ReturnType<typeof serve>> | undefined;
  const problems: string[] = [];

  beforeAll(async () => {
    browser = await launch(executable!);
    site = await serve();
    page = await (await browser.newContext()).newPage();
    page.on("console", (message) => void (message.type() === "error" && problems.push(message.text())));
    page.on("pageerror", (error) => void problems.push(error.message));
    await page.goto(`${site.origin}/blank`);
    await page.waitForFunction(() => "engine" in globalThis);
  });

  afterAll(async () => {
    await browser?.close();
    await new Promise((resolve) => (site?.server as Server | undefined)?.close(resolve) ?? resolve(undefined));
  });

  it.each(["mips1-clean", "mips1-unclean", "irac4-clean", "irac4-unclean"])(
    "%s gives the hashes Node gives, with 1, 2 and 4 workers, and is remembered across reloads",
    async (name) => {
      const text = JSON.stringify(smallStudy(name));
      const expected = await inNode(text);
      for (const workers of [1, 2, 4]) {
        const {hashes, computed} = await inPage(page, text, `${name}-${workers}`, workers);
        expect(hashes).toEqual(expected);
        expect(computed).toHaveLength(22);
      }
      await page.reload();
      await page.waitForFunction(() => "engine" in globalThis);
      expect(await inPage(page, text, `${name}-2`, 2)).toEqual({hashes: expected, computed: []});
      expect(problems).toEqual([]);
    }
  );

  it("learns by every estimator what Node learns, with 1 and 2 workers", async () => {
    const text = JSON.stringify(everyEstimator());
    const expected = await inNode(text);
    for (const workers of [1, 2]) expect((await inPage(page, text, `every-${workers}`, workers)).hashes).toEqual(expected);
    expect(problems).toEqual([]);
  });

  it("asks for nothing but the page's own parts", () => {
    const own = /^\/(blank|blank\.js|engine\.js|worker\.js|[\w.-]+\.js|duckdb-eh\.wasm)$/;
    expect(site!.requests.filter((path) => !own.test(path))).toEqual([]);
  });
});
