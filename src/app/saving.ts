// Saving as the canonical file: in place where the browser lets the page write to it, otherwise as a download.
import {serializeWorkflow} from "../../runtime/workflow.ts";
import {type Document, documentStore} from "./document.ts";
import {type FileOnDisk, fileOf, mayWrite, pickToSave, rememberFile} from "./disk.ts";
import {download} from "./files.ts";
import {compareWith} from "./opening.ts";
import {type Choice, setWorkbench} from "./workbench.ts";
import {keptWorkflow} from "./reading.ts";

/** Gives the workflow to the person as its canonical file: the one it was opened from or saved to, unless another is wanted. */
export async function saveFile({elsewhere = false, overwrite = false} = {}): Promise<void> {
  const {current} = documentStore;
  const text = serializeWorkflow(current.workflow);
  try {
    const own = elsewhere ? undefined : await writable(current.id);
    const changed = own && !overwrite ? await changedOnDisk(own, current) : undefined;
    if (own && changed !== undefined) return askWhatOf(own.name, changed);
    const file = own ?? (await pickToSave(current.name));
    if (!file) {
      download(current.name, new Blob([text], {type: "application/json"}));
      documentStore.markSaved(current.id, text);
      return;
    }
    const stream = await file.createWritable();
    await stream.write(text);
    await stream.close();
    await rememberFile(current.id, file);
    documentStore.markSaved(current.id, text, file.name);
    documentStore.tell(`Saved as ${file.name}.`);
  } catch (error) {
    if ((error as DOMException).name === "AbortError") return;
    documentStore.tell(`${current.name} could not be written: ${(error as Error).message}; save it as another file`, "problem");
  }
}

/** The document's own file, where it is still there and the person lets the page write to it. */
async function writable(id: string): Promise<FileOnDisk | undefined> {
  const file = await fileOf(id);
  if (!file || !(await mayWrite(file))) return undefined;
  return file.getFile().then(
    () => file,
    () => undefined
  );
}

/** What the file holds where that is neither what was opened or saved last, nor what is to be written. */
async function changedOnDisk(file: FileOnDisk, {workflow, saved}: Document): Promise<string | undefined> {
  const text = await (await file.getFile()).text();
  if (text.trim() === "") return undefined;
  try {
    const there = serializeWorkflow(keptWorkflow(text));
    return there === saved || there === serializeWorkflow(workflow) ? undefined : text;
  } catch {
    return text;
  }
}

function askWhatOf(name: string, text: string): void {
  const choices: Choice[] = [
    {id: "differs", title: "Show what differs from it", icon: "compare", run: () => void compareWith(text, name)},
    {id: "elsewhere", title: "Save as another file", icon: "save", run: () => void saveFile({elsewhere: true})},
    {id: "overwrite", title: "Overwrite it", icon: "save", run: () => void saveFile({overwrite: true})}
  ];
  setWorkbench({overlay: {is: "ask", label: `${name} was changed by another program`, choices, at: [innerWidth / 2 - 160, 60]}});
}
