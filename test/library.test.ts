// The examples of docs/library.md do what the page says: they pass the type checker as a consumer's code, and print what it shows.
import {execFile} from "node:child_process";
import {mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {transform} from "esbuild";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {codeBlocks} from "./markdown.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const blocks = codeBlocks(readFileSync(join(root, "docs/library.md"), "utf8"));
const examples = blocks.filter(({language}) => language === "ts").map(({text}) => text);
const outputs = blocks.filter(({language}) => language === "text").map(({text}) => text);

/** Runs a program of Node's; gives what it printed, and its errors where it failed. */
async function run(...args: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, {cwd: root}, (error, out, err) =>
      resolve(error ? `${error.message}\n${out}${err}` : out + err)
    );
  });
}

describe("the examples of docs/library.md", () => {
  let place: string;
  beforeAll(() => {
    // Inside the package, so that it may import itself by its name, as its exports say.
    place = mkdtempSync(join(root, "dist/example-"));
  });
  afterAll(() => rmSync(place, {recursive: true, force: true}));

  it("are each followed by what they print", () => {
    expect(examples.length).toBeGreaterThan(1);
    expect(outputs).toHaveLength(examples.length);
  });

  it.each(examples.map((_, i) => i))("example %i prints what the page shows", async (i) => {
    const {code} = await transform(examples[i]!, {loader: "ts", format: "esm", target: "node20"});
    const file = join(place, `example-${i}.mjs`);
    writeFileSync(file, code);
    expect(await run(file)).toBe(outputs[i]);
  });
});

describe("the types of the package", () => {
  const place = mkdtempSync(join(tmpdir(), "fluxloom-types-"));
  afterAll(() => rmSync(place, {recursive: true, force: true}));

  it("satisfy a strict consumer who checks libraries too, and refuse what is wrong", async () => {
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const installed = join(place, "node_modules/fluxloom");
    mkdirSync(installed, {recursive: true});
    const {name, type, exports} = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<string, unknown>;
    writeFileSync(join(installed, "package.json"), JSON.stringify({name, type, exports}));
    symlinkSync(join(root, "node_modules/@types"), join(place, "node_modules/@types"));
    expect(await run(tsc, "-p", "src/build/tsconfig.types.json", "--outDir", join(installed, "dist/types"))).toBe("");
    writeFileSync(join(place, "package.json"), '{"type": "module"}');
    const wrong = `import type {Table} from "fluxloom";\nexport const rows = (table: Table): string => table.rows;\n`;
    examples.forEach((example, i) => writeFileSync(join(place, `example-${i}.ts`), example));
    writeFileSync(join(place, "wrong.ts"), wrong);
    const options = ["--noEmit", "--strict", "--target", "es2023", "--types", "node", "--skipLibCheck", "false"];
    const check = async (how: readonly string[], ...files: string[]) =>
      run(tsc, ...options, ...how, ...files.map((file) => join(place, file)));
    const right = examples.map((_, i) => `example-${i}.ts`);
    for (const how of [
      ["--module", "nodenext", "--ignoreConfig"],
      ["--module", "esnext", "--moduleResolution", "bundler", "--ignoreConfig"]
    ])
      expect([how, await check(how, ...right)]).toEqual([how, ""]);
    expect(await check(["--module", "nodenext", "--ignoreConfig"], "wrong.ts")).toMatch(/wrong\.ts.*'number' is not assignable/);
  });
});
