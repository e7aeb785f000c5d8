// A file dropped into a page reads as it does in Node: the same code, cell by cell; and what a page writes are the same bytes.
import {createHash} from "node:crypto";
import {readdirSync, readFileSync, statSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {build} from "esbuild";
import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {chromiumPath, launch} from "./chromium.ts";

const executable = chromiumPath();
const suite = fileURLToPath(new URL("../fixtures/formats/suite/", import.meta.url));
const kernels = fileURLToPath(new URL("../../nodes/kernels/formats/", import.meta.url));

/** Runs in both places: reads the bytes and tells everything of the table, or why not, and the digests of what is written. */
const probe = `
import {sourceOf} from "./bytes.ts";
import {readText} from "./read.ts";
import {cellOf} from "./text-builder.ts";
import {writers} from "./write.ts";
import {joined} from "./sink.ts";
export async function look(bytes, name, wrap) {
  try {
    const {rows, columns, facts, warnings} = await readText(sourceOf(wrap ? wrap(bytes, name) : bytes, name));
    const cells = columns.map((column) => [column.name, column.type, Array.from({length: rows}, (_, row) => cellOf(column, row))]);
    const written = Object.entries(writers).map(([format, write]) => [format, Array.from(joined(write({rows, columns, facts, warnings})))]);
    return JSON.stringify([rows, cells, facts, warnings, written], (_, value) =>
      typeof value === "bigint" ? String(value) + "n" : typeof value === "number" && !Number.isFinite(value) ? String(value) : value);
  } catch (error) {
    return error.message;
  }
}`;

function files(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => folder + name)
    .flatMap((path) => (statSync(path).isDirectory() ? files(`${path}/`) : [path]));
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

describe.skipIf(!executable)("files in a page", () => {
  let browser: Browser;
  let page: Page;
  let inNode: (bytes: Uint8Array, name: string) => Promise<string>;

  beforeAll(async () => {
    const bundle = await build({
      stdin: {contents: probe, resolveDir: kernels, loader: "ts"},
      bundle: true,
      format: "iife",
      globalName: "formats",
      platform: "neutral",
      write: false
    });
    const script = bundle.outputFiles[0]!.text;
    const module = await import(`data:text/javascript,${encodeURIComponent(`${script};export const {look} = formats;`)}`);
    inNode = (module as {look: typeof inNode}).look;
    browser = await launch(executable!);
    page = await browser.newPage();
    await page.goto("about:blank");
    await page.addScriptTag({content: `${script};globalThis.formats = formats;`});
  });

  afterAll(async () => {
    await browser?.close();
  });

  it("every file of the suite reads and is written as in Node", async () => {
    const differing: string[] = [];
    let read = 0;
    for (const path of files(suite)) {
      const bytes = new Uint8Array(readFileSync(path));
      const name = path.slice(suite.length);
      const there = await page.evaluate(
        ([base64, name]) => {
          const {look} = (globalThis as unknown as {formats: {look: (...args: unknown[]) => Promise<string>}}).formats;
          const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
          return look(bytes, name, (given: Uint8Array<ArrayBuffer>, called: string) => new File([given], called));
        },
        [Buffer.from(bytes).toString("base64"), name] as const
      );
      const here = await inNode(bytes, name);
      if (digest(there) !== digest(here))
        differing.push(`${name}: ${there.slice(0, 200)} in the page, ${here.slice(0, 200)} in Node`);
      if (here.startsWith("[")) ++read;
    }
    expect(differing).toEqual([]);
    expect(read).toBeGreaterThan(30);
  });
});
