import {library} from "../../nodes/index.ts";
import {migrate, parseWorkflow, type Workflow, WorkflowError} from "../../runtime/workflow.ts";

/** The workflow of a file, its params as the nodes have them now. @throws WorkflowError, also where it is written for later nodes. */
export function readWorkflow(text: string): Workflow {
  const {workflow, problems} = migrate(parseWorkflow(text), library);
  if (problems.length > 0) throw new WorkflowError(problems);
  return workflow;
}

/** The same of what this browser keeps: a step of a later node stays as it is. @throws WorkflowError where the text is no workflow. */
export function keptWorkflow(text: string): Workflow {
  return migrate(parseWorkflow(text), library).workflow;
}
