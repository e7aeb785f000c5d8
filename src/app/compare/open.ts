import {serializeWorkflow, type Workflow} from "../../../runtime/workflow.ts";
import {branchesOf} from "../../compare/branch.ts";
import {documentStore, isDirty} from "../document.ts";
import {openText} from "../persistence.ts";
import {setWorkbench} from "../workbench.ts";
import {chooseBranches, keepVariant} from "./variants.ts";

/** Sets the open workflow aside under its title. */
export function keepOpen(): void {
  const {workflow} = documentStore.current;
  const name = keepVariant(workflow, workflow.title || "Untitled");
  documentStore.tell(`Set aside as "${name}": edit on, and compare with it.`);
}

/** Compares the branches to two steps; says why where they are none. */
export function compareBranches(a: string, b: string): void {
  try {
    branchesOf(documentStore.current.workflow, a, b);
  } catch (error) {
    return documentStore.tell(`These two cannot be compared: ${(error as Error).message}.`, "problem");
  }
  chooseBranches(a, b);
  setWorkbench({view: "compare"});
}

/** Opens a variant in place of the open workflow, which is set aside first where it would be lost. */
export async function openVariant(workflow: Workflow, name: string): Promise<void> {
  const before = documentStore.current;
  const lost = isDirty(before) && serializeWorkflow(before.workflow) !== serializeWorkflow(workflow);
  if (lost) keepVariant(before.workflow, before.workflow.title || "Untitled");
  await openText(serializeWorkflow(workflow), before.name, {trusted: before.trusted, unedited: true});
  setWorkbench({view: "canvas"});
  documentStore.tell(lost ? `Opened "${name}"; what was open is set aside as a variant.` : `Opened "${name}".`);
}
