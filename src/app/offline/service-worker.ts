// Keeps the whole editor in the browser, so that it opens without a network. What has a hash in its name never changes and comes from
// there; the page itself comes from the network where there is one, so that a new build is taken at once and whole: it asks for its own
// parts by name, and no part of one build is ever given to another.
declare const __BUILD__: string;
declare const __PARTS__: readonly string[];
declare const __INDEX__: string;
declare const __POLICY__: string;

interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Fetching extends Lasting {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

interface Scope {
  readonly registration: {readonly scope: string};
  readonly clients: {claim(): Promise<void>};
  skipWaiting(): Promise<void>;
  addEventListener(type: "activate" | "install", listener: (event: Lasting) => void): void;
  addEventListener(type: "fetch", listener: (event: Fetching) => void): void;
}

const worker = globalThis as unknown as Scope;
const patienceMs = 4000;
const {scope} = worker.registration;
// Another folder of the same site may hold an editor of its own.
const family = `fluxloom ${scope} `;
const own = family + __BUILD__;

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("fetch", (event) => {
  const {request} = event;
  if (request.method !== "GET" || !request.url.startsWith(scope)) return;
  const path = request.url.slice(scope.length).replace(/[?#].*$/, "");
  if (request.mode === "navigate" && (path === "" || path === "index.html")) event.respondWith(page(request));
  else if (/^[\w.-]+-[0-9A-Za-z]{8}(\.\w+)+$/.test(path)) event.respondWith(part(request));
});

/** All parts, from an earlier build where they are the same. */
async function install(): Promise<void> {
  const cache = await caches.open(own);
  for (const name of __PARTS__) {
    const url = new URL(name, scope).href;
    if (await cache.match(url)) continue;
    const response = (await known(url)) ?? (await fetch(url, {cache: cacheFor(name)}));
    if (!response.ok) throw new Error(`${name} could not be fetched: ${response.status}`);
    await cache.put(url, response);
  }
  await worker.skipWaiting();
}

// Where the page fetches something large at the same moment, both would write it to the browser's own cache; when that has no room for
// it, Chromium lets one of them fail.
function cacheFor(name: string): RequestCache {
  return name.endsWith(".wasm") ? "no-store" : "default";
}

/** The build before stays: a page of it may still be open. */
async function activate(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith(family) && name !== own);
  for (const name of others.slice(0, -1)) await caches.delete(name);
  await worker.clients.claim();
}

async function page(request: Request): Promise<Response> {
  const kept = (): Response =>
    new Response(__INDEX__, {headers: {"content-type": "text/html; charset=utf-8", "content-security-policy": __POLICY__}});
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, patienceMs));
  const response = await Promise.race([fetch(request).catch(() => undefined), late]);
  return response?.ok ? response : kept();
}

async function part(request: Request): Promise<Response> {
  return (await known(request.url)) ?? fetch(request);
}

async function known(url: string): Promise<Response | undefined> {
  const names = (await caches.keys()).filter((name) => name.startsWith(family));
  for (const name of names.toSorted((a, b) => Number(b === own) - Number(a === own))) {
    const found = await (await caches.open(name)).match(url);
    if (found) return found;
  }
  return undefined;
}
