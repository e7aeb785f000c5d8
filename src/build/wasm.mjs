// Compiles the AssemblyScript kernels and writes them as TypeScript that holds their bytes, so that Node and browsers load them at once
// and offline. What has not changed is not compiled again.
import {createHash} from "node:crypto";
import {existsSync, readdirSync, readFileSync, renameSync, writeFileSync} from "node:fs";
import {fileURLToPath} from "node:url";

const kernels = fileURLToPath(new URL("../../nodes/kernels/", import.meta.url));
const folder = `${kernels}wasm/`;
/** The entry files in wasm/; each gives `<name>.generated.ts`. */
const modules = ["forest", "boosting", "columns", "spelling", "neighbors", "reflections"];
/** Elementary functions, one text for JavaScript and WebAssembly; only the bit access below them is another. */
const shared = `${kernels}math/`;
const instead = {"math/words.ts": "wasm/words.ts"};
const options = [
  ["-O3", "--debug", "--converge", "--noAssert", "--runtime", "stub", "--enable", "simd", "--enable", "bulk-memory"],
  // Vectors pass between functions inside the module only.
  ["--disableWarning", "112"]
].flat();

export async function buildWasm() {
  const sources = [folder, shared].flatMap((directory) =>
    readdirSync(directory)
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".generated.ts"))
      .sort()
      .map((name) => directory + name)
  );
  const hash = createHash("sha256").update(readFileSync(fileURLToPath(import.meta.url)));
  for (const path of sources) hash.update(path.slice(kernels.length)).update(readFileSync(path));
  const digest = hash.digest("hex");
  for (const name of modules) {
    const target = `${folder}${name}.generated.ts`;
    if (existsSync(target) && readFileSync(target, "utf8").includes(digest)) continue;
    const bytes = await compile(`wasm/${name}.ts`);
    const text = Buffer.from(bytes).toString("base64");
    // Another build may be reading it.
    const draft = `${target}.${process.pid}`;
    writeFileSync(
      draft,
      `// Made by src/build/wasm.mjs from sources with the hash ${digest}.\nexport const ${name}Wasm =\n  "${text}";\n`
    );
    renameSync(draft, target);
  }
}

async function compile(entry) {
  const {main} = await import("assemblyscript/asc");
  let bytes;
  const messages = [];
  const {error} = await main([entry, ...options, "--outFile", "out.wasm"], {
    readFile: (name) => {
      // Imports that end in .ts get a second one from the compiler.
      const plain = name.replace(/\.ts\.ts$/, ".ts");
      const path = kernels + (instead[plain] ?? plain);
      return existsSync(path) ? readFileSync(path, "utf8") : null;
    },
    writeFile: (name, contents) => {
      if (name === "out.wasm") bytes = contents;
    },
    listFiles: () => [],
    stderr: {write: (text) => void messages.push(text)}
  });
  if (error || !bytes) throw new Error(`cannot compile ${entry}: ${error?.message ?? "no output"}\n${messages.join("")}`);
  return bytes;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildWasm();
