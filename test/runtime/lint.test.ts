import {readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {describe, expect, it} from "vitest";
import {library} from "../../nodes/index.ts";
import {resolve} from "../../runtime/graph.ts";
import {hints} from "../../runtime/lint.ts";
import {connect, parseWorkflow, problemText} from "../../runtime/workflow.ts";

const study = parseWorkflow(readFileSync(fileURLToPath(new URL("../../workflows/mips1-clean.json", import.meta.url)), "utf8"));

describe("R47 the leakage hint", () => {
  it("says that Boruta, as in the paper, sees the later test rows; the hull shapes no training row", () => {
    expect(hints(study, library).map(problemText)).toEqual([
      'boruta: learns from rows that split later holds out as "test": scores on them are a little too good; to avoid it, part the rows first and wire boruta.table to the rows that remain'
    ]);
  });

  it("falls silent once Boruta learns from the train set only", () => {
    // transform → split → train → boruta; hubs apply its filter to train and test.
    let w = connect(study, "split", "table", ["transform.table"]);
    w = connect(w, "boruta", "table", ["split.train"]);
    w = connect(w, "training", "table", ["split.train"]);
    w = connect(connect(w, "tune", "train", ["training.table"]), "baseline", "train", ["training.table"]);
    expect(resolve(w, library).problems).toEqual([]);
    expect(hints(w, library)).toEqual([]);
  });

  it("says nothing of a step that holds rows out from what it learns itself", () => {
    const both = Object.freeze({
      ...library.get("split")!,
      inputs: {table: {...library.get("split")!.inputs["table"]!, learns: true}}
    });
    const own = new Map([...library, ["split", both]]);
    expect(hints(study, own).map(({where}) => where)).toEqual(["boruta"]);
  });

  it("survives circles and unknown steps", () => {
    const circle = parseWorkflow(
      '{"fluxloom": 1, "steps": {"a": {"type": "split", "inputs": {"table": "b.table"}}, "b": {"type": "nothing", "inputs": {"x": ["a.train", "c.d", "?"]}}}}'
    );
    expect(hints(circle, library)).toEqual([]);
  });
});
