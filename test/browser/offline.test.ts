// The built editor on a host that only hands out files, in a folder of a site; and without any host at all.
import {cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync} from "node:fs";
import {createServer, type Server} from "node:http";
import type {AddressInfo} from "node:net";
import {tmpdir} from "node:os";
import {extname, join, normalize} from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Browser, BrowserContext, Page} from "playwright-core";
import {parseWorkflow} from "../../runtime/workflow.ts";
import {linkOf} from "../../src/app/link.ts";
import {smallStudy} from "../cli/cli.ts";
import {chromiumPath, launch} from "./chromium.ts";

const executable = chromiumPath();
const built = fileURLToPath(new URL("../../dist/site/", import.meta.url));
const study = parseWorkflow(JSON.stringify(smallStudy("mips1-clean")));
const types: Readonly<Record<string, string>> = {
  ".js": "text/javascript",
  ".wasm": "application/wasm",
  ".html": "text/html",
  ".css": "text/css"
};

interface Host {
  readonly url: string;
  readonly server: Server;
}

/** A folder of files under /some/folder/, with nothing but their types said of them. */
async function host(root: string): Promise<Host> {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
    const name = path.startsWith("/some/folder/") ? path.slice(13) || "index.html" : "";
    const file = join(root, name);
    if (name === "" || !existsSync(file)) return void response.writeHead(404).end();
    response.setHeader("content-type", types[extname(name)] ?? "application/octet-stream").end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/folder/`};
}

describe.skipIf(!executable)("the editor without a network", {timeout: 120_000}, () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let served: Host;
  let folder: string;
  const problems: string[] = [];

  const cards = async (): Promise<void> => page.locator('[data-step="append"]').waitFor({timeout: 40_000});
  const atHand = async (): Promise<void> => {
    await expect
      .poll(
        async () =>
          page.evaluate(async () => {
            const {active, installing, waiting} = (await navigator.serviceWorker.getRegistration()) ?? {};
            return active?.state === "activated" && !installing && !waiting;
          }),
        {timeout: 60_000}
      )
      .toBe(true);
  };
  const script = async (): Promise<string> =>
    page.evaluate(() => [...document.scripts].map(({src}) => src.replace(/.*\//, "")).find((name) => name.startsWith("main"))!);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "fluxloom-site-"));
    cpSync(built, folder, {recursive: true, filter: (path) => !path.endsWith(".map")});
    served = await host(folder);
    browser = await launch(executable!);
    context = await browser.newContext({viewport: {width: 1440, height: 900}});
    page = await context.newPage();
    page.on("pageerror", (error) => void problems.push(error.message));
  });

  afterAll(async () => {
    await browser?.close();
    served?.server.close();
    rmSync(folder, {recursive: true, force: true, maxRetries: 5});
  });

  it("opens from a folder of any host that hands out files", async () => {
    await page.goto(`${served.url}#${await linkOf(study)}`);
    await cards();
    expect(await page.title()).toBe("Fluxloom");
    await atHand();
  });

  it("takes a new build at once, whole, while the one before is still at hand", async () => {
    const before = await script();
    const after = before.replace(/-\w{8}\./, "-NEWBUILD.");
    renameSync(join(folder, before), join(folder, after));
    for (const name of ["index.html", "sw.js"]) {
      const text = readFileSync(join(folder, name), "utf8");
      expect(text).toContain(before);
      writeFileSync(join(folder, name), text.replaceAll(before, after).replace(/"[0-9a-f]{16}"/, '"0123456789abcdef"'));
    }
    await page.reload();
    await cards();
    expect(await script()).toBe(after);
    await expect
      .poll(
        async () => page.evaluate(async () => (await caches.keys()).filter((name) => name.endsWith("0123456789abcdef")).length),
        {
          timeout: 60_000
        }
      )
      .toBe(1);
    await atHand();
  });

  it("opens, runs a study and remembers it with nobody to ask", async () => {
    const after = await script();
    await context.setOffline(true);
    served.server.closeAllConnections();
    await new Promise((resolve) => served.server.close(resolve));
    await page.goto("about:blank");
    await page.goto(`${served.url}#${await linkOf({...study, title: "Far away"})}`);
    await page.getByRole("dialog", {name: "From somebody else: Far away"}).getByRole("button", {name: "Run it"}).click();
    await page.locator('[data-step="append"].is-fresh').waitFor({timeout: 90_000});
    expect(await script()).toBe(after);
    await page.reload();
    await page.locator('[data-step="append"].is-cached').waitFor({timeout: 60_000});
    expect(await page.getByRole("textbox", {name: "Title"}).inputValue()).toBe("Far away");
    expect(problems).toEqual([]);
  });
});
