// Which file on the person's disk a workflow was opened from or saved to: kept across reloads, where the browser gives handles of files.

/** A file the page may be allowed to write to. */
export interface FileOnDisk extends FileSystemFileHandle {
  queryPermission?(mode: {readonly mode: "readwrite"}): Promise<PermissionState>;
  requestPermission?(mode: {readonly mode: "readwrite"}): Promise<PermissionState>;
}

interface Pickers {
  showOpenFilePicker?(options: {readonly multiple: boolean}): Promise<readonly FileOnDisk[]>;
  showSaveFilePicker?(options: {
    readonly suggestedName: string;
    readonly types: readonly {readonly description: string; readonly accept: Readonly<Record<string, readonly string[]>>}[];
  }): Promise<FileOnDisk>;
}

const pickers = globalThis as Pickers;

/** Lets the person pick files to open; undefined where the browser has no such dialog, none where they changed their mind. */
export async function pickToOpen(): Promise<readonly FileOnDisk[] | undefined> {
  if (!pickers.showOpenFilePicker) return undefined;
  return pickers.showOpenFilePicker({multiple: true}).catch((error: unknown) => {
    if ((error as DOMException).name === "AbortError") return [];
    return undefined;
  });
}

/** Lets the person say where to save; undefined where the browser has no such dialog. @throws AbortError where they changed their mind. */
export async function pickToSave(suggestedName: string): Promise<FileOnDisk | undefined> {
  return pickers.showSaveFilePicker?.({
    suggestedName,
    types: [{description: "Fluxloom workflow", accept: {"application/json": [".json"]}}]
  });
}

/** Whether the page may write to a file, once the person has been asked. */
export async function mayWrite(file: FileOnDisk): Promise<boolean> {
  const mode = {mode: "readwrite"} as const;
  if ((await file.queryPermission?.(mode)) === "granted") return true;
  return (await file.requestPermission?.(mode)) === "granted";
}

const inThisPage = new Map<string, FileOnDisk>();

/** The file of a document. */
export async function fileOf(id: string): Promise<FileOnDisk | undefined> {
  return inThisPage.get(id) ?? (await use<FileOnDisk | undefined>("readonly", (files) => files.get(id)));
}

export async function rememberFile(id: string, file: FileOnDisk): Promise<void> {
  inThisPage.set(id, file);
  await use("readwrite", (files) => files.put(file, id));
}

export async function forgetFile(id: string): Promise<void> {
  inThisPage.delete(id);
  await use("readwrite", (files) => files.delete(id));
}

/** Undefined where the browser refuses. */
async function use<T>(mode: IDBTransactionMode, ask: (files: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    try {
      const opening = indexedDB.open("fluxloom-disk", 1);
      opening.addEventListener("upgradeneeded", () => void opening.result.createObjectStore("files"));
      opening.addEventListener("error", () => resolve(undefined));
      opening.addEventListener("success", () => {
        const database = opening.result;
        const transaction = database.transaction("files", mode);
        const request = ask(transaction.objectStore("files"));
        const end = (): void => {
          database.close();
          resolve(transaction.error ? undefined : request.result);
        };
        for (const ending of ["complete", "error", "abort"] as const) transaction.addEventListener(ending, end);
      });
    } catch {
      resolve(undefined);
    }
  });
}
