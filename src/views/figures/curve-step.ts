import {addStep, type Workflow} from "../../../runtime/workflow.ts";

/** The workflow with a step that computes the learning curve of its first search, unless it has one; undefined where it has no search. */
export function withLearningCurve(workflow: Workflow): Workflow | undefined {
  const steps = [...workflow.steps];
  const tune = steps.find(([, {type, params}]) => type === "tune" && params["estimator"] !== "linear");
  if (steps.some(([, {type}]) => type === "learning-curve")) return workflow;
  if (!tune) return undefined;
  const [id, {inputs}] = tune;
  const name = workflow.steps.has("curve") ? "learning-curve-of-fig7" : "curve";
  return addStep(workflow, name, {
    type: "learning-curve",
    inputs: {train: inputs["train"] ?? [], search: [`${id}.search`]}
  });
}
