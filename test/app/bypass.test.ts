// Wires led past a step, through the edits that come in between.
import {describe, expect, it} from "vitest";
import {serializeWorkflow, type Workflow} from "../../runtime/workflow.ts";
import {isBypassed} from "../../src/app/bypass.ts";
import {type Command, perform} from "../../src/app/commands.ts";
import {read} from "./scenes.ts";

const study = read("mips1-clean");
const after = (workflow: Workflow, ...commands: readonly Command[]): Workflow =>
  commands.reduce((w, command) => perform(w, command).workflow, workflow);
const sources = (w: Workflow, step: string, port: string): readonly string[] => w.steps.get(step)!.inputs[port] ?? [];
const past: Command = {do: "bypass", steps: ["sample"]};

describe("a bypassed step", () => {
  it("keeps its mark and its way back when it is renamed, and when what stands before or behind it is", () => {
    const renamed = after(
      study,
      past,
      {do: "renameStep", step: "sample", to: "pure"},
      {do: "renameStep", step: "match", to: "pairs"},
      {do: "renameStep", step: "label", to: "labelled"}
    );
    expect([isBypassed(renamed, "pure"), isBypassed(renamed, "sample")]).toEqual([true, false]);
    expect(sources(renamed, "labelled", "table")).toEqual(["pairs.matched"]);
    const back = after(renamed, {do: "bypass", steps: ["pure"]});
    expect(sources(back, "labelled", "table")).toEqual(["pure.table"]);
    expect(sources(back, "append", "sample")).toEqual(["pure.table"]);
    expect(isBypassed(back, "pure")).toBe(false);
  });

  it("leaves no mark behind for a step that is given its name later", () => {
    const gone = after(study, past, {do: "removeStep", steps: ["sample"]}, {do: "addStep", type: "filter-hub", id: "sample"});
    expect(isBypassed(gone, "sample")).toBe(false);
  });

  it("finds its way back after the step before it was deleted and healed, and after a reader was", () => {
    const inserted = after(
      study,
      {do: "insertOnWire", type: "derive", to: "sample", port: "table", source: "match.matched"},
      past,
      {do: "removeStep", steps: ["derive", "append"]}
    );
    expect(sources(inserted, "label", "table")).toEqual(["match.matched"]);
    const back = after(inserted, past);
    expect(sources(back, "label", "table")).toEqual(["sample.table"]);
  });

  it("gives what its new type gives once it is taken back in", () => {
    const swapped = after(study, past, {do: "swapType", step: "sample", type: "derive"}, past);
    expect(sources(swapped, "label", "table")).toEqual(["sample.table"]);
  });

  it("is one edit with the others that were selected, and twice leaves the file as it was", () => {
    const both: Command = {do: "bypass", steps: ["sample", "training"]};
    const led = after(study, both);
    expect([isBypassed(led, "sample"), isBypassed(led, "training")]).toEqual([true, true]);
    expect(serializeWorkflow(after(led, both))).toBe(serializeWorkflow(study));
  });
});
