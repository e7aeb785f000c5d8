// Workflows as the canvas gets them.
import {readFileSync} from "node:fs";
import {parseWorkflow, type Workflow} from "../../runtime/workflow.ts";

/** One of the workflows that come with Fluxloom. */
export function read(name: string): Workflow {
  return parseWorkflow(readFileSync(new URL(`../../workflows/${name}.json`, import.meta.url), "utf8"));
}
