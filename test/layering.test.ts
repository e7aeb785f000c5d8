import {fileURLToPath} from "node:url";
import {describe, expect, it} from "vitest";
import {importsOf, sources, violation} from "./layering.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const files = sources(root);

describe("R31 one direction: kernel → node → workflow → session → view", () => {
  it("every file imports only what its layer may", () => {
    expect(files.length).toBeGreaterThan(60);
    expect(files.flatMap(({file, source}) => importsOf(file, source).map(violation)).filter((v) => v !== undefined)).toEqual([]);
  });

  it("a planted violation is caught, however it is written", () => {
    const planted = (file: string, source: string): (string | undefined)[] => importsOf(file, source).map(violation);
    expect(planted("nodes/kernels/metrics.ts", 'import {Table} from "../../runtime/table.ts";')).toEqual([
      "nodes/kernels/metrics.ts may not import runtime/table.ts"
    ]);
    expect(planted("nodes/kernels/a/b.ts", 'import fs from "node:fs";')).toEqual(["nodes/kernels/a/b.ts may not import node:fs"]);
    expect(planted("runtime/session.ts", 'const x = await import("../nodes/index.ts");')).toEqual([
      "runtime/session.ts may not import nodes/index.ts"
    ]);
    expect(planted("runtime/plan.ts", 'import {readFileSync} from "node:fs";')).toEqual([
      "runtime/plan.ts may not import node:fs"
    ]);
    expect(planted("nodes/hull.ts", 'export {Session} from "../runtime/session.ts";')).toEqual([
      "nodes/hull.ts may not import runtime/session.ts"
    ]);
    expect(planted("nodes/hull.ts", 'import "../src/cli/main.ts";\nimport {x} from "lodash";')).toEqual([
      "nodes/hull.ts may not import src/cli/main.ts",
      "nodes/hull.ts may not import the package lodash"
    ]);
    expect(planted("runtime/graph.ts", 'import {\n  main\n} from "../src/cli/main.ts";')).toEqual([
      "runtime/graph.ts may not import src/cli/main.ts"
    ]);
  });

  it("sees the imports the sources have", () => {
    const session = files.find(({file}) => file === "runtime/session.ts")!;
    expect(importsOf(session.file, session.source).map(({to}) => to)).toContain("@observablehq/runtime");
  });
});

describe("R32 deterministic by construction", () => {
  const banned =
    /\bMath\.(random|exp|expm1|log|log1p|log2|log10|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|atanh|cbrt|hypot)\b|\bDate\.now\b|\bnew Date\b|\bperformance\.now\b|\bcrypto\.getRandomValues\b/g;
  const uses = (file: string, source: string): string[] =>
    [...withoutComments(source).matchAll(banned)].map(([use]) => `${file} uses ${use}`);

  it("no kernel and no node uses a clock, hidden randomness, or functions that differ between engines", () => {
    const found = files
      .filter(({file}) => file.startsWith("nodes/") && !file.includes("/wasm/"))
      .flatMap(({file, source}) => uses(file, source));
    expect(found).toEqual([]);
  });

  it("catches a planted use", () => {
    expect(uses("x.ts", "const a = Math.log10(b); // Math.sin")).toEqual(["x.ts uses Math.log10"]);
  });
});

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'`])\/\/.*$/gm, "$1");
}
