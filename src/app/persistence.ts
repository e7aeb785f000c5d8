// Opening, keeping and recovering the document.
import {parseWorkflow, serializeWorkflow, type Workflow} from "../../runtime/workflow.ts";
import {loadLayout} from "./canvas/layout.ts";
import {engine} from "./engine/client.ts";
import {type Document, documentStore} from "./document.ts";
import {changeLine, type EarlierState} from "./history.ts";
import {type KeptDocument, shelf} from "./shelf.ts";
import {hearTabs, occupy, tellTabs} from "./tabs.ts";
import {setWorkbench} from "./workbench.ts";
import {keptWorkflow, readWorkflow} from "./reading.ts";

// What is being edited lies here, too: it is written at once, also while the page is closing, and read before anything else.
const place = "fluxloom.document";
const keptEdits = 40;
const saveAfterMs = 150;

/** How a workflow came: what a stranger made runs only after a yes. */
export interface Arrival {
  /** As the text says, whatever the same file became when it was open before. */
  readonly unedited?: boolean;
  readonly trusted: boolean;
  /** The bundle its results come from. */
  readonly bundle?: string;
}

let kept: Document | undefined;
let keptAt = 0;
/** The text of the file the server passed: what is opened while it serves this file is found again when it does. */
let given: string | undefined;

/** Opens, in this order: a workflow in the link, the document as it was left, the file the server passes, the study of Fig. 3. */
export async function openFirst(): Promise<void> {
  const link = location.hash === "" ? undefined : await (await import("./link.ts")).readLink(location.hash);
  const passed = document.querySelector<HTMLMetaElement>('meta[name="fluxloom-workflow"]')?.content;
  if (passed !== undefined) given = await (await fetch("workflow.json", {cache: "no-store"})).text();
  if (link !== undefined) {
    await openText(link, "shared.json", {trusted: false});
    history.replaceState(null, "", location.pathname + location.search);
  } else {
    const left = await leftDocument();
    if (left) await show(left);
    else if (given !== undefined) await openText(given, passed!);
    else await openDefault();
  }
  for (const {content: name} of document.querySelectorAll<HTMLMetaElement>('meta[name="fluxloom-data"]'))
    await engine.addFile(documentStore.current.id, name, await (await fetch(`data/${encodeURIComponent(name)}`)).blob(), {
      keep: false
    });
  selectSomething();
  keepFromNowOn();
}

// Without a file from the server, whatever was edited last; with one, what was while the server passed this file.
async function leftDocument(): Promise<KeptDocument | undefined> {
  const own = await ownDocument();
  if (own) return own;
  const left = recover();
  if (!left || (given !== undefined && left.given !== given))
    return (await shelf.documents()).find((d) => given === undefined || d.given === given);
  // A browser that was killed may not have written the journal.
  const shelved = await shelf.document(left.id);
  return shelved && shelved.changedAt > left.changedAt ? shelved : left;
}

// What this tab had open, though another was edited later.
async function ownDocument(): Promise<KeptDocument | undefined> {
  const id = occupied();
  const journaled = recover();
  const shelved = id === null || id === journaled?.id ? undefined : await shelf.document(id);
  return shelved && (given === undefined || shelved.given === given) ? shelved : undefined;
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
  const {default: study} = await import("../../workflows/mips1-clean.json", {with: {type: "json"}});
  await openText(JSON.stringify(study), "mips1-clean.json");
}

/**
 * Opens the text of a file beside what is there, which stays in the list of recent workflows; the same file once more is the document it
 * became. @throws WorkflowError with what is wrong with it.
 */
export async function openText(
  text: string,
  name: string,
  {trusted, bundle, unedited = false}: Arrival = {trusted: true}
): Promise<void> {
  const workflow = readWorkflow(text);
  const saved = serializeWorkflow(workflow);
  keep();
  const known = (await shelf.documents()).find(
    (d) => d.name === name && d.saved === saved && d.bundle === bundle && (!unedited || d.text === saved)
  );
  if (known) {
    await show({...known, trusted: known.trusted || trusted});
    return askForTrust();
  }
  await ensureLayout(workflow);
  const id = newId(name);
  documentStore.load({id, workflow, name, saved, trusted, bundle});
  keepNow("opened");
  askForTrust();
  await take(id);
}

/** Shows what a stranger's workflow would do. */
function askForTrust(): void {
  const {trusted, workflow} = documentStore.current;
  if (!trusted && workflow.steps.size > 0) setWorkbench({overlay: {is: "trust"}});
}

/** Opens a document of the list. */
export async function openKept(id: string): Promise<void> {
  keep();
  const found = await shelf.document(id);
  if (found) await show(found);
  else documentStore.tell("This workflow is no longer kept in this browser.", "problem");
}

async function show({id, text, name, saved, past, trusted, bundle, changedAt}: KeptDocument): Promise<void> {
  const workflow = keptWorkflow(text);
  await ensureLayout(workflow);
  const before = past.map(keptWorkflow);
  documentStore.load({id, workflow, name, saved, past: before, trusted, bundle});
  // It has not changed by being opened: what another tab makes of it meanwhile is newer.
  keepNow(undefined, changedAt);
  await take(id);
}

function occupied(): string | null {
  try {
    return sessionStorage.getItem(place);
  } catch {
    return null;
  }
}

/** Takes a document for this tab; tells where another has it open. */
async function take(id: string): Promise<void> {
  try {
    sessionStorage.setItem(place, id);
  } catch {
    // Then a reload opens what was edited last in any tab.
  }
  if (await occupy(id))
    documentStore.tell("This workflow is open in another tab, too. What is edited in one is shown in both; undo goes back.");
}

/** Takes over what became of the document in another tab, unless it was edited here later: then the other takes over that. */
function follow(there: KeptDocument): void {
  if (there.id !== documentStore.current.id || there.id !== kept?.id) return;
  keep();
  if (there.changedAt < keptAt || (there.changedAt === keptAt && there.text <= serialized(kept.workflow))) return;
  const {text, saved, name, trusted} = there;
  const edited = text !== serialized(kept.workflow);
  documentStore.follow({workflow: keptWorkflow(text), saved, name, trusted});
  kept = documentStore.current;
  keptAt = there.changedAt;
  journal({...record(kept), changedAt: keptAt});
  if (edited) documentStore.tell("Edited in another tab. Undo goes back to how it was here.");
}

/** A tab that slept has heard of nothing. */
async function catchUp(): Promise<void> {
  if (document.visibilityState !== "visible") return;
  const there = await shelf.document(documentStore.current.id);
  if (there) follow(there);
}

async function ensureLayout({view, steps}: Workflow): Promise<void> {
  if (steps.size > 0 && Object.keys(view.layout).length === 0) await loadLayout();
}

/** "mips1-clean-4f9qk2". */
function newId(name: string): string {
  const stem = name
    .replace(/\.\w+$/, "")
    .replaceAll(/[^\w-]+/g, "-")
    .slice(0, 40);
  const [a, b] = crypto.getRandomValues(new Uint32Array(2));
  return `${stem || "workflow"}-${(a! * 2 ** 20 + (b! >>> 12)).toString(36).slice(-6)}`;
}

function recover(): KeptDocument | undefined {
  try {
    const text = localStorage.getItem(place);
    const left = text === null ? undefined : (JSON.parse(text) as KeptDocument);
    if (!left || left.id === undefined) return undefined;
    parseWorkflow(left.text);
    return left;
  } catch {
    return undefined;
  }
}

function keepFromNowOn(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  documentStore.subscribe(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      keep();
    }, saveAfterMs);
  });
  hearTabs(follow);
  addEventListener("pagehide", keep);
  addEventListener("pageshow", () => void catchUp());
  document.addEventListener("visibilitychange", () => void catchUp());
  document.addEventListener("visibilitychange", keep);
}

/** Keeps the document as it is now, where it changed. */
export function keep(): void {
  const {current} = documentStore;
  if (!kept || current.id !== kept.id) return;
  const edited = kept.workflow !== current.workflow;
  if (!edited && kept.saved === current.saved && kept.name === current.name && kept.trusted === current.trusted) return;
  keepNow(edited ? changeLine(kept.workflow, current.workflow) : undefined);
}

/** Keeps it, and this state among the earlier ones where it says what made it. */
function keepNow(what?: string, at = Date.now()): void {
  kept = documentStore.current;
  const now = {...record(kept), changedAt: at};
  keptAt = now.changedAt;
  journal(now);
  // Each tab has a past of its own.
  tellTabs({...now, past: []});
  const state: EarlierState | undefined = what === undefined ? undefined : {at: now.changedAt, text: now.text, what};
  void shelf.keep(now, state);
}

function record({id, name, workflow, saved, past, trusted, bundle}: Document): Omit<KeptDocument, "changedAt"> {
  return {
    id,
    name,
    text: serializeWorkflow(workflow),
    saved,
    past: past.slice(-keptEdits).map(serialized),
    trusted,
    ...(bundle !== undefined && {bundle}),
    ...(given !== undefined && {given})
  };
}

function journal(document: KeptDocument): void {
  try {
    localStorage.setItem(place, JSON.stringify(document));
  } catch {
    documentStore.tell("This browser refuses to keep the workflow; save it as a file.", "problem");
  }
}

const texts = new WeakMap<Workflow, string>();

function serialized(workflow: Workflow): string {
  let text = texts.get(workflow);
  if (text === undefined) texts.set(workflow, (text = serializeWorkflow(workflow)));
  return text;
}
