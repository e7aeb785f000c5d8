import {describe, expect, it} from "vitest";
import {parseWorkflow, type Workflow} from "../../runtime/workflow.ts";
import {branchesOf} from "../../src/compare/branch.ts";

function workflow(steps: Readonly<Record<string, object>>, published?: Readonly<Record<string, object>>): Workflow {
  return parseWorkflow(JSON.stringify({fluxloom: 1, title: "", steps, ...(published && {view: {published}})}));
}

const study = workflow(
  {
    table: {type: "simulate"},
    split: {type: "split", inputs: {table: "table.sources"}},
    trees: {type: "tune", inputs: {train: "split.train"}},
    line: {type: "tune", inputs: {train: "split.train"}, params: {estimator: "linear"}},
    judge: {type: "evaluate", inputs: {model: "trees.model", test: "split.test"}},
    "judge-line": {type: "evaluate", inputs: {model: "line.model", test: "split.test"}},
    other: {type: "condition", inputs: {table: "table.sources"}}
  },
  {trees: {r2Score: 0.9}, line: {r2Score: 0.8}}
);

const names = ({steps}: Workflow): readonly string[] => [...steps.keys()];

describe("two branches of a workflow", () => {
  it("share their names, all the way up to what they have in common", () => {
    const {a, b} = branchesOf(study, "judge", "judge-line");
    expect(names(a)).toEqual(["table", "split", "trees", "judge"]);
    expect(names(b)).toEqual(["table", "split", "trees", "judge"]);
    expect(b.steps.get("trees")!.params).toEqual({estimator: "linear"});
    expect(b.steps.get("judge")!.inputs).toEqual({model: ["trees.model"], test: ["split.test"]});
    expect(b.steps.get("split")).toEqual(a.steps.get("split"));
  });

  it("keep what a paper printed for each, under the shared name", () => {
    const {a, b} = branchesOf(study, "trees", "line");
    expect((a.view.extra["published"] as Record<string, unknown>)["trees"]).toEqual({r2Score: 0.9});
    expect(b.view.extra["published"]).toEqual({trees: {r2Score: 0.8}});
  });

  it("of different nodes share the name of their ends only where these are named", () => {
    const {b} = branchesOf(study, "judge", "other");
    expect(names(b)).toEqual(["table", "judge"]);
    expect(b.steps.get("judge")!.type).toBe("condition");
  });

  it("that read one from the other are refused by name", () => {
    expect(() => branchesOf(study, "judge", "split")).toThrow('"judge" reads from "split"; choose two steps');
    expect(() => branchesOf(study, "split", "judge")).toThrow('"judge" reads from "split"; choose two steps');
    expect(() => branchesOf(study, "split", "split")).toThrow("cannot be compared with itself");
  });
});
