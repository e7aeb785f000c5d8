import {readdirSync, readFileSync} from "node:fs";
import {dirname, join, normalize} from "node:path";

interface Layer {
  /** Layers it may import, besides itself. */
  readonly layers: readonly string[];
  /** Single files of other layers it may import: the contract. */
  readonly files?: readonly string[];
  readonly packages: readonly string[];
  /** Whether it may import Node's own modules. */
  readonly node?: (file: string) => boolean;
}

const perPlatform = (file: string): boolean => /\.node\.ts$/.test(file);

/** What each layer may import, besides itself. Data flows one way. */
export const layers: Readonly<Record<string, Layer>> = {
  "nodes/kernels": {layers: [], packages: ["ml-matrix", "seedrandom"]},
  nodes: {
    layers: ["nodes/kernels"],
    files: ["runtime/node.ts", "runtime/params.ts", "runtime/table.ts", "runtime/arrow.ts"],
    packages: [
      "hyparquet",
      "hyparquet/src/plan.js",
      "hyparquet-compressors",
      "hyparquet-writer",
      "hyparquet-writer/src/metadata.js",
      "apache-arrow"
    ]
  },
  runtime: {
    layers: [],
    packages: [
      "@duckdb/duckdb-wasm",
      "@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js",
      "@observablehq/runtime",
      "apache-arrow",
      "#hash"
    ],
    node: perPlatform
  },
  src: {
    layers: ["nodes", "nodes/kernels", "runtime"],
    files: ["workflows/mips1-clean.json"],
    packages: [
      "esbuild",
      "happy-dom",
      "assemblyscript/asc",
      "react",
      "react-dom",
      "react-dom/client",
      "@xyflow/react",
      "@dagrejs/dagre",
      "@observablehq/plot",
      "@resvg/resvg-wasm"
    ],
    // What runs in a page has none of them.
    node: (file) => !file.startsWith("src/app/") && !file.startsWith("src/browser/")
  }
};

export interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const importing =
  /(?:^|[\n;])\s*(import|export)\s+(type\s+)?[^"';]*?from\s*"([^"]+)"|(?:^|[\n;])\s*import\s*"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/g;

/** Every import a file writes. */
export function importsOf(file: string, source: string): Import[] {
  return [...source.matchAll(importing)].map(([, , typeOnly, from, bare, dynamic]) => ({
    from: file,
    to: (from ?? bare ?? dynamic)!,
    typeOnly: typeOnly !== undefined
  }));
}

/** Why an import breaks the rules; undefined where it does not. */
export function violation({from, to, typeOnly}: Import): string | undefined {
  const name = layerOf(from);
  if (name === undefined) return `${from} belongs to no layer`;
  const layer = layers[name]!;
  if (to.startsWith(".")) {
    const target = normalize(join(dirname(from), to));
    const other = layerOf(target);
    if (other === name || layer.files?.includes(target) || (other !== undefined && layer.layers.includes(other)))
      return undefined;
    return `${from} may not import ${target}`;
  }
  if (to.startsWith("node:")) return layer.node?.(from) || typeOnly ? undefined : `${from} may not import ${to}`;
  return layer.packages.includes(to) ? undefined : `${from} may not import the package ${to}`;
}

export function layerOf(file: string): string | undefined {
  return Object.keys(layers).find((layer) => file.startsWith(`${layer}/`));
}

/** All sources of all layers, relative to the root. */
export function sources(root: string): {readonly file: string; readonly source: string}[] {
  return ["nodes", "runtime", "src"].flatMap((folder) =>
    readdirSync(join(root, folder), {recursive: true, encoding: "utf8"})
      .filter((file) => /\.(tsx?|mjs)$/.test(file) && !file.endsWith(".generated.ts"))
      .map((file) => ({file: join(folder, file), source: readFileSync(join(root, folder, file), "utf8")}))
  );
}
