// A whole workflow in a link: "#w=" and the deflated canonical text in base64url. It never leaves the browser by itself.
import {serializeWorkflow, type Workflow} from "../../runtime/workflow.ts";
import {deflated, inflated} from "../origin/deflate.ts";

/** The part of a link after "#". */
export async function linkOf(workflow: Workflow): Promise<string> {
  const code = await deflated(serializeWorkflow(workflow));
  return `w=${code.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/** The text of the workflow in a link; undefined where there is none or it is damaged. */
export async function readLink(hash: string): Promise<string | undefined> {
  const code = /^#w=([\w-]+)$/.exec(hash)?.[1];
  if (code === undefined) return undefined;
  return inflated(code.replaceAll("-", "+").replaceAll("_", "/")).catch(() => undefined);
}
