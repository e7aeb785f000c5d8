// Opening, keeping and recovering the document.
import defaultStudy from "../../workflows/mips1-clean.json" with {type: "json"};
import {parseWorkflow, serializeWorkflow, type Workflow} from "../../runtime/workflow.ts";
import {loadLayout} from "./canvas/layout.ts";
import {engine} from "./engine/client.ts";
import {documentStore, type Document} from "./document.ts";
import {readLink} from "./link.ts";

const place = "fluxloom.document";
const keptEdits = 40;
const saveAfterMs = 150;

interface Kept {
  readonly name: string;
  readonly text: string;
  readonly saved: string;
  /** The file the page was opened with, where the server passed one. */
  readonly given?: string;
  readonly past: readonly string[];
}

let given: string | undefined;
let kept: Document | undefined;

/** Opens, in this order: a workflow in the link, the document as it was left, the file the server passes, the study of Fig. 3. */
export async function openFirst(): Promise<void> {
  const link = await readLink(location.hash);
  const passed = document.querySelector<HTMLMetaElement>('meta[name="fluxloom-workflow"]')?.content;
  if (passed !== undefined) given = await (await fetch("workflow.json", {cache: "no-store"})).text();
  for (const {content: name} of document.querySelectorAll<HTMLMetaElement>('meta[name="fluxloom-data"]'))
    await engine.addFile(name, await (await fetch(`data/${encodeURIComponent(name)}`)).blob());
  const left = recover();
  if (link !== undefined) {
    await openText(link, "shared.json");
    history.replaceState(null, "", location.pathname + location.search);
  } else if (left && left.given === given) {
    documentStore.load({
      workflow: parseWorkflow(left.text),
      name: left.name,
      saved: left.saved,
      past: left.past.map((text) => parseWorkflow(text))
    });
  } else if (given !== undefined) await openText(given, passed!);
  else await openDefault();
  kept = documentStore.current;
  selectSomething();
  keepFromNowOn();
}

// So that the first result is on the screen without a click.
function selectSomething(): void {
  const {steps} = documentStore.current.workflow;
  const [first] = [...steps.keys()];
  const shown = [...steps].find(([, {type}]) => type === "filter-hub")?.[0] ?? first;
  if (shown !== undefined) documentStore.select([shown]);
}

/** The study of the paper's Fig. 3. */
export async function openDefault(): Promise<void> {
  await openText(JSON.stringify(defaultStudy), "mips1-clean.json");
}

/** Opens the text of a file in place of what is there. @throws WorkflowError with what is wrong with it. */
export async function openText(text: string, name: string): Promise<void> {
  const workflow = parseWorkflow(text);
  if (Object.keys(workflow.view.layout).length === 0) await loadLayout();
  documentStore.load({workflow, name, saved: serializeWorkflow(workflow)});
}

function recover(): Kept | undefined {
  try {
    const text = localStorage.getItem(place);
    const left = text === null ? undefined : (JSON.parse(text) as Kept);
    if (left) parseWorkflow(left.text);
    return left;
  } catch {
    return undefined;
  }
}

function keepFromNowOn(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const keep = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const document = documentStore.current;
    if (kept && kept.workflow === document.workflow && kept.saved === document.saved && kept.name === document.name) return;
    kept = document;
    const {workflow, name, saved, past} = document;
    const record: Kept = {
      name,
      text: serializeWorkflow(workflow),
      saved,
      ...(given !== undefined && {given}),
      past: past.slice(-keptEdits).map(serialized)
    };
    try {
      localStorage.setItem(place, JSON.stringify(record));
    } catch {
      documentStore.tell("This browser refuses to keep the workflow; save it as a file.", "problem");
    }
  };
  documentStore.subscribe(() => (timer ??= setTimeout(keep, saveAfterMs)));
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", keep);
}

const texts = new WeakMap<Workflow, string>();

function serialized(workflow: Workflow): string {
  let text = texts.get(workflow);
  if (text === undefined) texts.set(workflow, (text = serializeWorkflow(workflow)));
  return text;
}

/** Gives the workflow to the person as its canonical file. */
export function saveFile(): void {
  const {workflow, name} = documentStore.current;
  const url = URL.createObjectURL(new Blob([serializeWorkflow(workflow)], {type: "application/json"}));
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  documentStore.markSaved();
}
