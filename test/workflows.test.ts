import {readdirSync, readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {describe, expect, it} from "vitest";
import {library} from "../nodes/index.ts";
import {diff, differenceText} from "../runtime/diff.ts";
import {resolve} from "../runtime/graph.ts";
import {parseWorkflow, problemText, serializeWorkflow} from "../runtime/workflow.ts";
import {workflowSchema} from "../runtime/workflow-schema.ts";

const folder = fileURLToPath(new URL("../workflows/", import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
const read = (name: string) => parseWorkflow(readFileSync(`${folder}${name}.json`, "utf8"));

describe("the workflows that come along", () => {
  it.each(files)("%s is canonical and has no problem", (file) => {
    const text = readFileSync(folder + file, "utf8");
    const workflow = parseWorkflow(text);
    expect(resolve(workflow, library).problems.map(problemText)).toEqual([]);
    expect(serializeWorkflow(workflow)).toBe(text);
  });

  it.each(files)("%s stores no parameter that equals its default, and gives every step a place", (file) => {
    const {steps, view} = parseWorkflow(readFileSync(folder + file, "utf8"));
    for (const [id, {type, params}] of steps) {
      for (const [name, value] of Object.entries(params))
        expect(value, `${id}.${name}`).not.toEqual(library.get(type)!.params[name].default);
    }
    expect(Object.keys(view.layout).sort()).toEqual([...steps.keys()].sort());
  });

  it("R39 the four studies differ from each other only by wires", () => {
    const differences = (a: string, b: string) => diff(read(a), read(b)).map(differenceText);
    expect(differences("mips1-clean", "mips1-unclean")).toEqual(["sample: − filters ← clean.filter"]);
    expect(differences("irac4-clean", "irac4-unclean")).toEqual(["sample: − filters ← clean.filter"]);
    expect(differences("mips1-clean", "irac4-clean")).toEqual([
      "label: − target ← mips1.target",
      "label: + target ← irac4.target"
    ]);
    expect(differences("mips1-unclean", "irac4-unclean")).toEqual([
      "label: − target ← mips1.target",
      "label: + target ← irac4.target"
    ]);
  });

  it("the published JSON Schema is the one made from the nodes", () => {
    const published = readFileSync(fileURLToPath(new URL("../docs/workflow.schema.json", import.meta.url)), "utf8");
    expect(published, "run npm run docs").toBe(`${JSON.stringify(workflowSchema(library), null, 2)}\n`);
  });
});
