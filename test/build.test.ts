import {cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {describe, expect, it} from "vitest";
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
