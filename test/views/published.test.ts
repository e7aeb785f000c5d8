import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {library} from "../../nodes/index.ts";
import {connect, parseWorkflow, renameStep, serializeWorkflow, setParam, type Workflow} from "../../runtime/workflow.ts";
import {markPublished, publishedRows, publishedScores} from "../../src/views/published.ts";

const text = readFileSync(new URL("../../workflows/mips1-clean.json", import.meta.url), "utf8");
const paper = parseWorkflow(text);
const edited = (edit: (workflow: Workflow) => Workflow, workflow = paper): Workflow => markPublished(workflow, edit(workflow));
const toIrac4 = (workflow: Workflow): Workflow => connect(workflow, "label", "target", ["irac4.target"]);
const toMips1 = (workflow: Workflow): Workflow => connect(workflow, "label", "target", ["mips1.target"]);

describe("what the paper printed", () => {
  it("is shown for the study as it was published", () => {
    expect(Object.keys(publishedScores(paper))).toEqual(expect.arrayContaining(["tune", "baseline"]));
    expect(publishedScores(paper)["tune"]!.r2Score).toBe(0.94);
    expect(publishedRows(paper)["label"]).toEqual({labelled: 1096});
  });

  it("is not shown for another target, but for what is above the wire that moved, and comes back with the wire", () => {
    const moved = edited(toIrac4);
    expect(publishedScores(moved)["tune"]).toBeUndefined();
    expect(publishedScores(moved)["baseline"]).toBeUndefined();
    expect(publishedRows(moved)["label"]).toBeUndefined();
    expect(publishedRows(moved)["sample"]).toEqual(publishedRows(paper)["sample"]);
    // A file keeps it, and a later edit elsewhere changes nothing of that.
    const saved = parseWorkflow(serializeWorkflow(edited((w) => setParam(w, library, "predict", "coverage", 0.5), moved)));
    expect(publishedScores(saved)["tune"]).toBeUndefined();
    const back = edited((w) => setParam(toMips1(w), library, "predict", "coverage", 0.9), saved);
    expect(serializeWorkflow(back)).toBe(text);
  });

  it("stays with steps below which something changed, and with those that are called otherwise", () => {
    const later = edited((w) => setParam(w, library, "split", "randomState", 7));
    expect(publishedScores(later)["tune"]).toBeUndefined();
    expect(publishedRows(later)["candidates"]).toEqual({table: 4348});
    expect(publishedScores(edited((w) => renameStep(w, "split", "halves")))["tune"]).toEqual(publishedScores(paper)["tune"]);
  });

  it("does not mind a circle, or a file that says nothing of the kind", () => {
    const circle = edited((w) => connect(w, "sample", "table", ["sample.table"]));
    expect(publishedScores(circle)["tune"]).toBeUndefined();
    const bare = parseWorkflow(JSON.stringify({fluxloom: 1, steps: {}, view: {published: [1]}}));
    expect(publishedScores(edited((w) => ({...w, steps: new Map()}), bare))).toEqual({});
  });
});
