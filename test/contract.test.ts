// The checks every node must pass, whatever it does.
import {existsSync, readdirSync, readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {describe, expect, it} from "vitest";
import {fingerprints} from "../nodes/fingerprints.generated.ts";
import {library, nodes} from "../nodes/index.ts";
import type {Port} from "../runtime/node.ts";
import {formOf, type Params, parseParam, resolveParams} from "../runtime/params.ts";
import {nodePage} from "../src/docs/node-page.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const notNodes = ["index.ts", "kinds.ts", "fingerprints.generated.ts"];
const files = readdirSync(`${root}nodes`).filter((name) => name.endsWith(".ts") && !notNodes.includes(name));
const kinds = ["table", "filter", "target", "search", "model", "metrics", "file"];
// VOUnits this project uses; a new one is added here once astropy has read it.
const units = ["arcsec", "deg", "um", "uJy", "mJy", "Jy", "mag"];

describe("R36 the library", () => {
  it("lists every node file once, under the name of its file", () => {
    expect(nodes.map((node) => `${node.type}.ts`).sort()).toEqual(files.sort());
    expect(library.size).toBe(nodes.length);
  });

  it("has every node the paper's Fig. 3 needs", () => {
    const fig3 = [
      "simulate",
      "catalog",
      "derive",
      "cross-match",
      "condition",
      "target",
      "filter-hub",
      "label",
      "hull",
      "transform",
      "boruta",
      "split",
      "tune",
      "evaluate",
      "retrain",
      "predict",
      "inverse-log",
      "append"
    ];
    expect(nodes.map((node) => node.type)).toEqual(expect.arrayContaining(fig3));
  });
});

describe.each(nodes.map((node) => [node.type, node] as const))("R37 %s", (type, node) => {
  const params = node.params as Params;
  const inputs = node.inputs as Readonly<Record<string, Port<unknown>>>;
  const outputs = node.outputs as Readonly<Record<string, Port<unknown>>>;

  it("says what it is, what it does, and whom it follows", () => {
    expect(node.title).toMatch(/^[A-Z]/);
    expect(node.doc.trim().length).toBeGreaterThan(120);
    // The first line stands alone in lists and in the schema.
    expect(node.doc.trim().split("\n")[1]?.trim() ?? "").toBe("");
    expect(node.references?.length ?? 0).toBeGreaterThan(0);
    expect(Object.isFrozen(node)).toBe(true);
    expect(node.version).toBeGreaterThanOrEqual(1);
    expect(node.migrations?.length ?? 0).toBe(node.version - 1);
  });

  it("says what it did in sentences whose numbers are all looked up", () => {
    const {values} = resolveParams(params, {});
    const words: string = node.methods?.({params: values, notes: {}, outputs: {}}) ?? "";
    expect(words).toMatch(/^["“{A-Z].*\.$/s);
    const places = [...words.matchAll(/\{([^{}]*)\}/g)].map(([, place]) => place!.split("."));
    expect(places.length).toBeGreaterThan(0);
    for (const [head = "", name] of places)
      expect(
        head === "notes" ||
          (head === "inputs" && Object.hasOwn(inputs, name ?? "")) ||
          (head === "outputs" && Object.hasOwn(outputs, name ?? "")) ||
          (head === "files" && params[name ?? ""]?.type === "file") ||
          (name === undefined && Object.hasOwn(params, head)),
        `{${[head, name].join(".")}}`
      ).toBe(true);
    // No number by hand, but for the σ of bounds and what a name has in it.
    expect(words.replace(/\{[^{}]*\}|3σ/g, "")).not.toMatch(/(?<![A-Za-z])\d/);
  });

  it("documents every port, each of a known kind", () => {
    expect(Object.keys(outputs).length).toBeGreaterThan(0);
    for (const [name, port] of Object.entries({...inputs, ...outputs})) {
      expect(name).toMatch(/^[a-z][a-zA-Z0-9]*$/);
      expect(kinds).toContain(port.kind.name);
      expect(port.doc.length, `${type}.${name}`).toBeGreaterThan(5);
    }
  });

  it("documents every parameter, with a default it accepts itself", () => {
    for (const [name, param] of Object.entries(params)) {
      expect(name).toMatch(/^[a-z][a-zA-Z0-9]*$/);
      expect(param.doc, `${type}.${name}`).toMatch(/\.$/);
      expect(param.accepts(param.default), `${type}.${name}`).toBe(true);
      expect(param.expected.length).toBeGreaterThan(3);
      if (param.of !== undefined) expect(Object.keys(inputs)).toContain(param.of);
      if (param.unit !== undefined) expect(units).toContain(param.unit);
      expect(JSON.parse(JSON.stringify(param.default))).toEqual(param.default);
    }
  });

  it("has for every form of a parameter a default without a problem, and first that of the choice it hangs on", () => {
    for (const [name, param] of Object.entries(params)) {
      if (!param.by) continue;
      const {param: choice, forms} = param.by;
      expect(Object.keys(forms).sort()).toEqual([...(params[choice]!.schema["enum"] as string[])].sort());
      expect(param.default).toEqual(forms[params[choice]!.default as string]!.default);
      for (const decides of Object.keys(forms)) {
        const form = formOf(params, name, {[choice]: decides});
        expect(form).toBe(forms[decides]);
        expect(resolveParams(params, {[choice]: decides, [name]: form.default}).problems).toEqual([]);
        for (const [, drawn] of Object.entries(form.hyperparameters ?? {})) {
          expect(drawn.title).toMatch(/^[A-Za-z]/);
          expect(drawn.doc.length).toBeGreaterThan(4);
        }
      }
    }
  });

  it("refuses nonsense for every parameter, and the sentence names parameter and value", () => {
    for (const [name, param] of Object.entries(params)) {
      for (const nonsense of [{}, [[]], null, {a: {b: 1}}, Infinity]) {
        if (param.accepts(nonsense)) continue;
        const {problems} = resolveParams(params, {[name]: nonsense});
        expect(problems).toHaveLength(1);
        expect(problems[0]!.message).toMatch(new RegExp(`^parameter "${name}" must be .+; got `));
      }
      // Nothing takes a list of lists of nothing.
      expect(param.accepts([[]])).toBe(false);
      expect(param.accepts(undefined)).toBe(false);
    }
  });

  it("takes from the command line what it prints as its default", () => {
    for (const param of Object.values(params)) {
      const words = typeof param.default === "string" ? param.default : JSON.stringify(param.default);
      expect(parseParam(param, words)).toEqual(param.default);
    }
  });

  it("knows what columns leave even when it knows nothing of those that arrive", () => {
    const {values} = resolveParams(params, {});
    const schema = node.schema?.({inputs: {}, params: values}) ?? {};
    for (const [port, info] of Object.entries(schema)) {
      expect(outputs[port]?.kind.name).toBe("table");
      if (info) expect(new Set(info.columns.map((c: {name: string}) => c.name)).size).toBe(info.columns.length);
    }
  });

  it("has a fingerprint of its code, a test and a page in the docs that is up to date", () => {
    expect(fingerprints[type]).toMatch(/^[0-9a-f]{64}$/);
    expect(existsSync(`${root}test/nodes/${type}.test.ts`), `test/nodes/${type}.test.ts`).toBe(true);
    expect(readFileSync(`${root}docs/nodes/${type}.md`, "utf8"), `run npm run docs`).toBe(nodePage(node));
  });
});
