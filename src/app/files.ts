// Files a person gives: workflows are opened, tables become steps. They never leave the page.
import type {Workflow} from "../../runtime/workflow.ts";
import {freeName, type Place} from "./commands.ts";
import {dispatch, documentStore} from "./document.ts";
import {engine} from "./engine/client.ts";
import {type Origin, originOf} from "../origin/origin.ts";
import {openText} from "./persistence.ts";

/**
 * Opens workflow files, and the workflow of pictures and reports that were exported from one; any other file becomes a catalog step that
 * reads it. A table that carries its workflow is opened as that where there is no workflow yet.
 */
export async function openFiles(files: readonly File[], at?: Place): Promise<void> {
  for (const [i, file] of files.entries()) {
    const text = file.name.endsWith(".json") ? await file.text() : undefined;
    if (text !== undefined && text.includes('"fluxloom"')) {
      await openWorkflow(text, file.name);
      continue;
    }
    const {workflow} = documentStore.current;
    const picture = /\.(svg|png|html?)$/i.test(file.name);
    const origin = picture || workflow.steps.size === 0 ? await originOfFile(file) : undefined;
    if (origin) {
      await openWorkflow(origin.workflow, file.name.replace(/(\.\w+)?$/, ".json"));
      continue;
    }
    if (picture) {
      documentStore.tell(`${file.name} carries no workflow; drop one that Fluxloom exported, or a table`, "problem");
      continue;
    }
    await engine.addFile(file.name, file);
    const waiting = stepWaitingFor(workflow, file.name);
    if (waiting !== undefined) continue;
    const place: Place | undefined = at && [at[0], at[1] + 82 * i];
    const id = freeName(workflow, file.name.replace(/\.[^.]*$/, "").replaceAll(/[^A-Za-z0-9_-]/g, "-"));
    dispatch({do: "addStep", type: "catalog", id, params: {path: file.name}, ...(place && {at: place})});
  }
}

const looked = 4e6;

/** Pictures are read whole; of a table, the ends, where its facts are. */
async function originOfFile(file: File): Promise<Origin | undefined> {
  const parts = file.size <= 2 * looked ? [file] : [file.slice(0, looked), file.slice(-looked)];
  for (const part of parts) {
    const origin = await originOf(new Uint8Array(await part.arrayBuffer()));
    if (origin) return origin;
  }
  return undefined;
}

/** Opens a workflow; says what is wrong where it is none. */
export async function openWorkflow(text: string, name: string): Promise<void> {
  try {
    await openText(text, name);
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

/** Gives a file to the person. */
export function download(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
