import {createReadStream, existsSync, readFileSync, statSync} from "node:fs";
import {createServer, type Server, type ServerResponse} from "node:http";
import type {AddressInfo} from "node:net";
import {basename, extname, join, normalize} from "node:path";
import {pipeline} from "node:stream";
import {fileURLToPath} from "node:url";
import {parseWire, serializeWorkflow, setParam} from "../../runtime/workflow.ts";
import {library} from "../../nodes/index.ts";
import {type Arguments, type Command, expectWords, one, UsageError} from "./command.ts";
import {dataFiles, load} from "./workflow-arguments.ts";

const types: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".map": "application/json",
  ".wasm": "application/wasm",
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml"
};

/** What the server hands out besides the site. */
export interface Served {
  /** The workflow's text, under its file's name. */
  readonly workflow?: {readonly name: string; readonly text: string};
  /** Name in the workflow → path on this machine. */
  readonly data?: ReadonlyMap<string, string>;
}

export const serve: Command = {
  name: "serve",
  usage: "[workflow.json]",
  summary:
    "Opens the editor on this machine: a page that computes in the browser. Nothing is uploaded, nothing fetched from elsewhere.",
  options: {
    port: {value: "N", doc: "The port to listen on. Default 8377; 0 for any that is free."},
    data: {value: "step=file", doc: "Gives a step of type catalog its file.", many: true}
  },
  examples: [
    ["fluxloom serve", "The study of the paper."],
    ["fluxloom serve study.json --data seip=seip.parquet", "A workflow of one's own, with its table."]
  ],
  async run(args, terminal) {
    const [file] = expectWords(serve, args, 0, 1);
    const port = portOf(one(args, "port") ?? "8377");
    const {origin, server} = await listen(await served(file, args), port);
    terminal.out(`${origin}/\n`);
    terminal.err("open this address in a browser; Ctrl-C ends\n");
    await new Promise<void>((resolve) => {
      const end = (): void => void server.close(() => resolve());
      process.once("SIGINT", end);
      process.once("SIGTERM", end);
    });
    return 0;
  }
};

function portOf(words: string): number {
  const port = Number(words);
  if (words.trim() !== "" && Number.isSafeInteger(port) && port >= 0 && port < 65_536) return port;
  throw new UsageError(`option "--port" must be a whole number from 0 to 65535; got ${JSON.stringify(words)}`);
}

async function served(file: string | undefined, args: Arguments): Promise<Served> {
  if (file === undefined) {
    if (args.options.has("data"))
      throw new UsageError('option "--data" names a step of a workflow; name the workflow\'s file too');
    return {};
  }
  let {workflow} = await load(file);
  const data = new Map<string, string>();
  for (const [place, path] of dataFiles(args, [workflow])) {
    const {step, port: param} = parseWire(place) ?? {step: place, port: "path"};
    // Two files of one name are two files.
    const own = basename(path);
    const name = (data.get(own) ?? path) === path ? own : `${step}-${own}`;
    data.set(name, path);
    workflow = setParam(workflow, library, step, param, name);
  }
  return {workflow: {name: basename(file), text: serializeWorkflow(workflow)}, data};
}

/** Serves the built editor on this machine only. */
export async function listen(
  {workflow, data = new Map()}: Served,
  port: number
): Promise<{readonly origin: string; readonly server: Server; readonly requests: readonly string[]}> {
  const root = siteFolder();
  const metas = [
    workflow && `<meta name="fluxloom-workflow" content="${attribute(workflow.name)}">`,
    ...[...data.keys()].map((name) => `<meta name="fluxloom-data" content="${attribute(name)}">`)
  ].filter(Boolean);
  // Read each time: a new build gives its parts other names.
  const readIndex = (): {readonly page: string; readonly policy: string} => {
    const index = readFileSync(join(root, "index.html"), "utf8");
    return {
      page: index.replace("<!-- workflow -->", metas.join("\n    ")),
      policy: /http-equiv="content-security-policy" content="([^"]*)"/.exec(index)?.[1] ?? "default-src 'self'"
    };
  };
  const requests: string[] = [];
  const server = createServer((request, response) => {
    // Another site's page may not reach this one by a name of its own.
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? "")) return void response.writeHead(403).end();
    const path = pathOf(request.url ?? "/");
    if (path === undefined) return void response.writeHead(400).end();
    requests.push(path);
    const {page, policy} = readIndex();
    response.setHeader("content-security-policy", policy);
    response.setHeader("x-content-type-options", "nosniff");
    response.setHeader("referrer-policy", "no-referrer");
    if (path === "/" || path === "/index.html") return text(response, ".html", page);
    if (path === "/workflow.json" && workflow) return text(response, ".json", workflow.text);
    const file = path.startsWith("/data/") ? data.get(path.slice(6)) : join(root, path);
    if (file === undefined || !existsSync(file) || !statSync(file).isFile()) return void response.writeHead(404).end();
    response.setHeader("content-type", types[extname(file)] ?? "application/octet-stream");
    // All names but that of the service worker hold a hash of their content.
    if (path === "/sw.js") response.setHeader("cache-control", "no-cache");
    else if (!path.startsWith("/data/")) response.setHeader("cache-control", "public, max-age=31536000, immutable");
    // A file that cannot be read to its end ends the answer too.
    pipeline(createReadStream(file), response, () => undefined);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", ({code, message}: NodeJS.ErrnoException) =>
      reject(
        new Error(`cannot listen on port ${port}; ${code === "EADDRINUSE" ? "it is taken: choose another with --port" : message}`)
      )
    );
    server.listen(port, "127.0.0.1", resolve);
  });
  return {server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests};
}

/** The path a request names; undefined where it is none. */
function pathOf(url: string): string | undefined {
  try {
    return normalize(decodeURIComponent(new URL(url, "http://localhost").pathname));
  } catch {
    return undefined;
  }
}

// Beside the bundled command; in the source tree, in dist.
function siteFolder(): string {
  const places = ["./site/", "../../dist/site/"].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const found = places.find((path) => existsSync(join(path, "index.html")));
  if (found === undefined) throw new Error("the editor is not built; run npm run build in the clone");
  return found;
}

function text(response: ServerResponse, type: string, body: string): void {
  response.setHeader("content-type", types[type]!).setHeader("cache-control", "no-store").end(body);
}

function attribute(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
