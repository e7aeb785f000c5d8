// What nodes are is needed long before they compute, if they ever do: an esbuild plugin that takes `run` out of every definition, and
// with it the kernels, tasks and WebAssembly that only `run` reaches; they are loaded when it is called. What a node would say in a
// report goes, too: reports are not written by the page.
import {readFile} from "node:fs/promises";
import {basename, dirname, join, resolve, sep} from "node:path";
import {transform} from "esbuild";

const shared = /[\\/]nodes[\\/](index|kinds|fingerprints\.generated)\.ts$/;
const node = /[\\/]nodes[\\/][^\\/]+\.ts$/;
const whole = "?whole";

/** Definitions whose `run` loads the whole node once it is called. */
export function definitionsOnly(root) {
  const nodes = join(root, "nodes") + sep;
  return {
    name: "definitions-only",
    setup({onResolve, onLoad}) {
      onResolve({filter: /^\.{1,2}\//}, ({path, importer, pluginData}) => {
        const asked = path.endsWith(whole) ? whole : "";
        const file = resolve(dirname(importer), path.slice(0, path.length - asked.length));
        if (!file.startsWith(nodes)) return undefined;
        // A module holds more than the constants a definition needs of it: those are a copy, cut down by themselves.
        const suffix = pluginData === "definition" && asked === "" && !shared.test(file) ? "?definition" : asked;
        // What a module of nodes does when it is loaded is of use only to those that call it.
        return {path: file, suffix, sideEffects: false};
      });
      onLoad({filter: /\.ts$/}, async ({path, suffix}) => {
        if (!path.startsWith(nodes) || shared.test(path) || suffix === whole) return undefined;
        const source = await readFile(path, "utf8");
        if (suffix === "?definition") return {contents: source, loader: "ts", pluginData: "definition"};
        if (!node.test(path)) return undefined;
        const {code} = await transform(source, {loader: "ts", target: "es2023", sourcefile: path});
        return {contents: withoutRun(withoutMethods(code, path), path), loader: "js", pluginData: "definition"};
      });
    }
  };
}

// As esbuild prints it, a property begins with two spaces and its name, and ends where the next begins.
function withoutMethods(code, path) {
  const methods = /\n {2}methods(?::|\()[^]*?(?=\n {2}(?:async )?\w+(?::|\())/g;
  if (code.match(methods)?.length !== 1) throw new Error(`${path} does not say its "methods" once, before another property`);
  return code.replace(methods, "");
}

// As esbuild prints it, a definition's method begins and ends with two spaces before it.
function withoutRun(code, path) {
  const method = /\n {2}(?:async )?run\([^]*?\n {2}\}(?=,?\n)/g;
  const names = [...code.matchAll(/^export const (\w+) = defineNode\(/gm)].map(([, name]) => name);
  if (names.length !== 1 || code.match(method)?.length !== 1)
    throw new Error(`${path} is not one definition with one method "run"`);
  const load = `return (await import(${JSON.stringify(`./${basename(path)}${whole}`)})).${names[0]}.run(context);`;
  return code.replace(method, () => `\n  async run(context) {\n    ${load}\n  }`);
}
