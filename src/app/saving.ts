// Saving as the canonical file: in place where the browser lets the page write to it, otherwise as a download.
import {serializeWorkflow} from "../../runtime/workflow.ts";
import {documentStore} from "./document.ts";
import {download} from "./files.ts";

interface Picker {
  showSaveFilePicker?(options: {
    readonly suggestedName: string;
    readonly types: readonly {readonly description: string; readonly accept: Readonly<Record<string, readonly string[]>>}[];
  }): Promise<FileSystemFileHandle>;
}

/** Document → the file it was saved to in this page. */
const handles = new Map<string, FileSystemFileHandle>();

/** Gives the workflow to the person as its canonical file: the one it was saved to before, unless another is wanted. */
export async function saveFile({elsewhere = false} = {}): Promise<void> {
  const {id, workflow, name} = documentStore.current;
  const text = serializeWorkflow(workflow);
  const pick = (globalThis as Picker).showSaveFilePicker?.bind(globalThis);
  if (!pick) {
    download(name, new Blob([text], {type: "application/json"}));
    documentStore.markSaved();
    return;
  }
  try {
    const before = elsewhere ? undefined : handles.get(id);
    const handle =
      before ??
      (await pick({
        suggestedName: name,
        types: [{description: "Fluxloom workflow", accept: {"application/json": [".json"]}}]
      }));
    const writable = await handle.createWritable();
    await writable.write(text);
    await writable.close();
    handles.set(id, handle);
    documentStore.markSaved(handle.name);
    documentStore.tell(`Saved as ${handle.name}.`);
  } catch (error) {
    if ((error as DOMException).name === "AbortError") return;
    handles.delete(id);
    documentStore.tell(`${name} could not be written: ${(error as Error).message}; save it elsewhere`, "problem");
  }
}
