import {cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {describe, expect, it} from "vitest";
import {build} from "esbuild";
import {nodes} from "../nodes/index.ts";
import type {AnyNode} from "../runtime/node.ts";
import {definitionsOnly} from "../src/build/definitions.mjs";
import {fingerprints} from "../src/build/fingerprints.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

function copy(): string {
  const folder = mkdtempSync(join(tmpdir(), "fluxloom-build-"));
  for (const part of ["nodes", "runtime", "package.json", "tsconfig.json"])
    cpSync(join(root, part), join(folder, part), {recursive: true});
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

function edit(folder: string, file: string, change: (source: string) => string): void {
  const path = join(folder, file);
  const before = readFileSync(path, "utf8");
  const after = change(before);
  if (after === before) throw new Error(`the edit of ${file} changed nothing`);
  writeFileSync(path, after);
}

describe("R38 fingerprints", () => {
  it("change for every node that uses a changed helper, however far down, and for no other", async () => {
    const folder = copy();
    const before = await fingerprints(folder);
    edit(folder, "nodes/kernels/yeo-johnson.ts", (source) =>
      source.replace(
        /(export function fitYeoJohnson[^{]*\{)/,
        "$1\n  if (Number(globalThis.toString) > 1) throw new Error('changed');"
      )
    );
    const after = await fingerprints(folder);
    const changed = Object.keys(before).filter((type) => before[type] !== after[type]);
    expect(changed).toEqual(expect.arrayContaining(["tune", "retrain", "predict"]));
    expect(changed).not.toContain("cross-match");
    expect(changed).not.toContain("target");
  });

  it("stay the same when only comments and layout change", async () => {
    const folder = copy();
    const before = await fingerprints(folder);
    edit(folder, "nodes/kernels/metrics.ts", (source) => `// Another comment.\n\n${source}\n`);
    expect(await fingerprints(folder)).toEqual(before);
  });
});

describe("definitions alone", () => {
  const bundled = async (): Promise<{size: number; nodes: readonly AnyNode[]}> => {
    const outdir = mkdtempSync(join(tmpdir(), "fluxloom-definitions-"));
    const {metafile} = await build({
      absWorkingDir: root,
      entryPoints: ["nodes/index.ts"],
      bundle: true,
      splitting: true,
      minify: true,
      format: "esm",
      platform: "node",
      target: "node20.19",
      outdir,
      outExtension: {".js": ".mjs"},
      metafile: true,
      plugins: [definitionsOnly(root)]
    });
    const needed = new Set(Object.keys(metafile.outputs).filter((path) => path.endsWith("/index.mjs")));
    for (const path of needed)
      for (const {kind, path: other} of metafile.outputs[path]!.imports) if (kind === "import-statement") needed.add(other);
    const size = [...needed].reduce((sum, path) => sum + (metafile.outputs[path]?.bytes ?? 0), 0);
    return {size, ...((await import(join(outdir, "index.mjs"))) as {nodes: readonly AnyNode[]})};
  };
  /** All of a definition that is words and values: ports, parameters with their forms, documentation. */
  const told = (node: AnyNode): unknown => JSON.parse(JSON.stringify(node));

  it("say of every node what the nodes themselves say, in a fraction of the code", async () => {
    const page = await bundled();
    expect(page.nodes.map(told)).toEqual(nodes.map(told));
    const kept = (node: AnyNode): readonly string[] => Object.keys(node).filter((name) => name !== "methods");
    for (const [i, node] of nodes.entries()) expect(Object.keys(page.nodes[i]!)).toEqual(kept(node));
    expect(page.size).toBeLessThan(110_000);
  });

  it("load the code of a node once it runs", async () => {
    const engine = await bundled();
    const target = engine.nodes.find(({type}) => type === "target")!;
    const params = {column: "w4", errorColumn: "", label: "W4", wavelength: 22};
    const expected = await nodes.find(({type}) => type === "target")!.run({params} as never);
    expect(await target.run({params} as never)).toEqual(expected);
  });
});
