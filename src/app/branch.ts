import {parseWire, type Workflow} from "../../runtime/workflow.ts";
import {wiresOf} from "./commands.ts";

/** Steps and all that follows from them, in the order of the file. */
export function branchOf(workflow: Workflow, steps: readonly string[]): readonly string[] {
  const found = new Set(steps);
  const wires = wiresOf(workflow);
  // A set grows while it is walked.
  for (const step of found) for (const {to, source} of wires) if (parseWire(source)?.step === step) found.add(to);
  return [...workflow.steps.keys()].filter((id) => found.has(id));
}
