// What is done with files a person gives: workflows are opened, tables become steps. They never leave the page.
import {counted} from "./format.ts";
import {type Workflow} from "../../runtime/workflow.ts";
import {freeName} from "./commands.ts";
import {together} from "./companions.ts";
import {compareOnCanvas} from "./canvas/comparison.ts";
import {keepVariant} from "./compare/variants.ts";
import {loadLayout} from "./canvas/layout.ts";
import {canvasView, focusNew} from "./canvas/view.ts";
import {dispatch, documentStore} from "./document.ts";
import {engine} from "./engine/client.ts";
import type {Origin} from "../origin/origin.ts";
import {copiedHere} from "./copied.ts";
import {type Fragment, readFragment} from "./fragment.ts";
import {type FileOnDisk, pickToOpen, rememberFile} from "./disk.ts";
import type {Dropped} from "./files.ts";
import {openText} from "./persistence.ts";
import {type Choice, setWorkbench} from "./workbench.ts";
import {readWorkflow} from "./reading.ts";

/** What else came with the text of a workflow: the file it is in, and the other sides of a comparison. */
interface Source {
  readonly handle?: FileOnDisk | undefined;
  readonly beside?: readonly Origin[];
}

/**
 * Opens workflow files, and the workflow of pictures and reports that were exported from one; asks first where they were dropped on
 * another workflow. Any other file becomes a catalog step that reads it. A table that carries its workflow is opened as that where there
 * is no workflow yet.
 */
export async function openFiles(
  files: readonly File[],
  dropped?: Dropped,
  handles: readonly (FileOnDisk | undefined)[] = []
): Promise<void> {
  const {catalogues, others} = await together(files);
  for (const [i, file] of files.entries()) {
    if (/\.fluxloom$/i.test(file.name)) {
      await openBundle(file);
      continue;
    }
    const {workflow} = documentStore.current;
    const take = async (text: string, name: string, from: Source = {}): Promise<void> => {
      if (dropped && workflow.steps.size > 0) askWhatFor(text, name, dropped.point, from);
      else await openWorkflow(text, name, from);
    };
    const text = file.name.endsWith(".json") ? await file.text() : undefined;
    if (text !== undefined && text.includes('"fluxloom"')) {
      await take(text, file.name, {handle: handles[i]});
      continue;
    }
    if (others.has(file.name)) {
      await engine.addFile(documentStore.current.id, file.name, file);
      continue;
    }
    const picture = /\.(svg|png|html?)$/i.test(file.name);
    const [origin, ...beside] = picture || workflow.steps.size === 0 ? await originsOfFile(file) : [];
    if (origin) {
      await take(origin.workflow, file.name.replace(/(\.\w+)?$/, ".json"), {beside});
      continue;
    }
    if (picture) {
      documentStore.tell(`${file.name} carries no workflow; drop one that Fluxloom exported, or a table`, "problem");
      continue;
    }
    await engine.addFile(documentStore.current.id, file.name, file);
    const waiting = stepWaitingFor(workflow, file.name);
    if (waiting !== undefined) continue;
    for (const params of catalogues.get(file.name) ?? [{}]) {
      const at = canvasView()?.free(dropped?.point);
      const stem = (params["data"] ?? file.name).replace(/\.[^.]*$/, "").replaceAll(/[^A-Za-z0-9_-]/g, "-");
      const id = freeName(documentStore.current.workflow, stem);
      dispatch({do: "addStep", type: "catalog", id, params: {path: file.name, ...params}, ...(at && {at})});
      focusNew();
    }
  }
}

const looked = 4e6;

/** Pictures are read whole; of a table, the ends, where its facts are. */
async function originsOfFile(file: File): Promise<readonly Origin[]> {
  const parts = file.size <= 2 * looked ? [file] : [file.slice(0, looked), file.slice(-looked)];
  const {originsOf} = await import("../origin/origin.ts");
  for (const part of parts) {
    const origins = await originsOf(new Uint8Array(await part.arrayBuffer()));
    if (origins.length > 0) return origins;
  }
  return [];
}

/** Keeps the other sides of a comparison, to be compared with the one that was opened. */
function setAside(beside: readonly Origin[], name: string): void {
  const others = beside.flatMap((origin) => read(origin.workflow, name) ?? []).toReversed();
  if (others.length === 0) return;
  const open = documentStore.current.workflow.title;
  const named = ({title}: Workflow): string => (title === open || title === "" ? `${title} (B)`.trimStart() : title);
  const titles = others.map((workflow) => keepVariant(workflow, named(workflow), "b")).toReversed();
  documentStore.tell(`Opened one side of the comparison; set aside to compare it with: ${titles.join(", ")}.`);
}

/** Opens a workflow with the results that came with it; says what is wrong where it is none. */
async function openBundle(file: File): Promise<void> {
  try {
    const {bundle, text, results} = await engine.openBundle(file);
    await openText(text, file.name.replace(/\.\w+$/, ".json"), {trusted: false, bundle});
    documentStore.tell(`${file.name}: ${counted(results, "result")}, computed by whoever made it.`);
  } catch (error) {
    documentStore.tell(`${file.name}: ${(error as Error).message.split("\n")[0]!}`, "problem");
  }
}

/** Opens somebody's workflow, to be saved to its file; says what is wrong where it is none. */
async function openWorkflow(text: string, name: string, {handle, beside = []}: Source): Promise<void> {
  if (!read(text, name)) return;
  await openText(text, name, {trusted: false, unedited: beside.length > 0});
  setAside(beside, name);
  const {id} = documentStore.current;
  if (handle) await rememberFile(id, handle);
}

/** Shows on the canvas how what is open differs from a workflow's text. */
export async function compareWith(text: string, name: string): Promise<void> {
  const base = read(text, name);
  if (!base) return;
  if (Object.keys(base.view.layout).length === 0) await loadLayout();
  setWorkbench({view: "canvas"});
  await compareOnCanvas(base, name);
}

function read(text: string, name: string): Workflow | undefined {
  try {
    return readWorkflow(text);
  } catch (error) {
    documentStore.tell(`${name}: ${(error as Error).message.split("\n")[0]!}`, "problem");
    return undefined;
  }
}

function askWhatFor(text: string, name: string, at: readonly [number, number], from: Source): void {
  const choices: Choice[] = [
    {id: "open", title: "Open it", icon: "open", run: () => void openWorkflow(text, name, from)},
    {id: "compare", title: "Show what differs from it", icon: "compare", run: () => void compareWith(text, name)},
    {id: "paste", title: "Put its steps in here", icon: "plus", run: () => void pasteText(text)}
  ];
  setWorkbench({overlay: {is: "ask", label: name, choices, at}});
}

/** Puts the steps of a text in, those from elsewhere after a yes; says why where it is no part of a workflow. */
export async function pasteText(text: string): Promise<void> {
  const fragment = fragmentIn(text);
  if (!fragment) return documentStore.tell("What was copied is no part of a workflow.", "problem");
  const at = canvasView()?.free();
  // In a workflow that waits for a yes itself nothing runs.
  const asks = documentStore.current.trusted && !(await copiedHere(text));
  if (asks) setWorkbench({overlay: {is: "pasted", fragment, at}});
  else if (dispatch({do: "paste", fragment, ...(at && {at})})) focusNew();
}

function fragmentIn(text: string): Fragment | undefined {
  try {
    const fragment = readFragment(text);
    return Object.keys(fragment.steps).length > 0 ? fragment : undefined;
  } catch {
    return undefined;
  }
}

function stepWaitingFor({steps}: Workflow, name: string): string | undefined {
  return [...steps].find(([, {params}]) => Object.values(params).includes(name))?.[0];
}

/** Lets the person pick files, and opens them. */
export async function openPicked(): Promise<void> {
  const handles = await pickToOpen();
  if (handles) await openFiles(await Promise.all(handles.map(async (handle) => handle.getFile())), undefined, handles);
  else pickFiles((files) => void openFiles(files));
}

/** Lets the person pick a workflow to compare with. */
export function pickToCompare(): void {
  pickFiles(async ([file]) => file && compareWith(await file.text(), file.name));
}

function pickFiles(use: (files: readonly File[]) => unknown): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.addEventListener("change", () => void use([...(input.files ?? [])]));
  input.click();
}
