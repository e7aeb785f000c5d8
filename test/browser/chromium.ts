import {existsSync, readFileSync} from "node:fs";
import {createServer, type Server} from "node:http";
import type {AddressInfo} from "node:net";
import {extname, join, normalize} from "node:path";
import {fileURLToPath} from "node:url";
import {type Browser, type BrowserContext, chromium} from "playwright-core";

const root = fileURLToPath(new URL("../../dist/browser/", import.meta.url));
const types: Readonly<Record<string, string>> = {
  ".js": "text/javascript",
  ".wasm": "application/wasm",
  ".html": "text/html",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml"
};
const policy =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'";

/** Where Chromium lies, or undefined, with a printed reason, where it is not installed. */
export function chromiumPath(): string | undefined {
  const found = [process.env["CHROMIUM"], "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
    (path) => path && existsSync(path)
  );
  if (!found) process.stderr.write("skipped: Chromium is not installed\n");
  return found;
}

const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync"
];

export async function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({executablePath, headless: true, args});
}

/** A browser whose profile outlives it, and the way to end it without warning. */
export async function launchKept(
  executablePath: string,
  profile: string
): Promise<{readonly context: BrowserContext; readonly kill: () => Promise<void>}> {
  const context = await chromium.launchPersistentContext(profile, {executablePath, headless: true, args});
  const kill = async (): Promise<void> => {
    const gone = new Promise<void>((resolve) => context.once("close", () => resolve()));
    const session = await context.browser()!.newBrowserCDPSession();
    session.send("Browser.crash").catch(() => undefined);
    await gone;
  };
  return {context, kill};
}

/** Serves dist/browser under a strict content security policy, as any static host could; at "/blank" a page with nothing but the engine. */
export async function serve(): Promise<{readonly server: Server; readonly origin: string; readonly requests: string[]}> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
    requests.push(path);
    response.setHeader("content-security-policy", policy);
    if (path === "/blank")
      return response
        .setHeader("content-type", "text/html")
        .end('<!doctype html><title>blank</title><link rel="icon" href="data:,"><script type="module" src="/blank.js"></script>');
    if (path === "/blank.js")
      return response
        .setHeader("content-type", "text/javascript")
        .end('import * as engine from "/engine.js"; globalThis.engine = engine;');
    const file = join(root, path);
    if (!existsSync(file)) return response.writeHead(404).end();
    return response.setHeader("content-type", types[extname(file)] ?? "application/octet-stream").end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests};
}
