// Files a person gives: workflows are opened, tables become steps. They never leave the page.
import {parseWorkflow, type Workflow} from "../../runtime/workflow.ts";
import {freeName, type Place} from "./commands.ts";
import {dispatch, documentStore} from "./document.ts";
import {engine} from "./engine/client.ts";
import {openText} from "./persistence.ts";

/** Opens workflow files; any other file becomes a catalog step that reads it. */
export async function openFiles(files: readonly File[], at?: Place): Promise<void> {
  for (const [i, file] of files.entries()) {
    const text = file.name.endsWith(".json") ? await file.text() : undefined;
    if (text !== undefined && text.includes('"fluxloom"')) {
      openWorkflow(text, file.name);
      continue;
    }
    await engine.addFile(file.name, file);
    const {workflow} = documentStore.current;
    const waiting = stepWaitingFor(workflow, file.name);
    if (waiting !== undefined) continue;
    const place: Place | undefined = at && [at[0], at[1] + 82 * i];
    const id = freeName(workflow, file.name.replace(/\.[^.]*$/, "").replaceAll(/[^A-Za-z0-9_-]/g, "-"));
    dispatch({do: "addStep", type: "catalog", id, params: {path: file.name}, ...(place && {at: place})});
  }
}

/** Opens a workflow; says what is wrong where it is none. */
export function openWorkflow(text: string, name: string): void {
  try {
    parseWorkflow(text);
    openText(text, name);
  } catch (error) {
    documentStore.tell(`${name}: ${(error as Error).message.split("\n")[0]!}`, "problem");
  }
}

function stepWaitingFor({steps}: Workflow, name: string): string | undefined {
  return [...steps].find(([, {params}]) => Object.values(params).includes(name))?.[0];
}

/** Lets the person pick files. */
export function chooseFile(): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.addEventListener("change", () => void openFiles([...(input.files ?? [])]));
  input.click();
}
