import {addStep, type Workflow} from "../../../runtime/workflow.ts";

/** The workflow with a step that computes the learning curve of its first search, where it has a search and no such step. */
export function withLearningCurve(workflow: Workflow): Workflow {
  const steps = [...workflow.steps];
  const tune = steps.find(([, {type, params}]) => type === "tune" && params["estimator"] !== "linear");
  if (!tune || steps.some(([, {type}]) => type === "learning-curve")) return workflow;
  const [id, {inputs}] = tune;
  const name = workflow.steps.has("curve") ? "learning-curve-of-fig7" : "curve";
  return addStep(workflow, name, {
    type: "learning-curve",
    inputs: {train: inputs["train"] ?? [], search: [`${id}.search`]}
  });
}
