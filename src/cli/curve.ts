import {withLearningCurve} from "../views/figures/curve-step.ts";
import {type Arguments, UsageError} from "./command.ts";
import type {Loaded} from "./workflow-arguments.ts";

/** The workflow with the learning curve that --curve asks for. @throws UsageError where it has nothing to make one of. */
export function withCurve(loaded: Loaded, {options}: Arguments): Loaded {
  if (!options.has("curve")) return loaded;
  const workflow = withLearningCurve(loaded.workflow);
  if (!workflow)
    throw new UsageError('option "--curve" needs a search of a regression that is no straight line; add a "tune" step');
  return {...loaded, workflow};
}
