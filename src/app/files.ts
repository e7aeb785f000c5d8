// Files a person gives and takes. What opens them is loaded with the first.
import type {FileOnDisk} from "./disk.ts";

const opening = async () => import("./opening.ts");

/** Where on the window files were dropped on the canvas. */
export interface Dropped {
  readonly point: readonly [number, number];
}

/** Opens what is dropped; workflows are then saved to the files they come from. */
export async function openDropped(dropped: DataTransfer, where?: Dropped): Promise<void> {
  // Both are gone once this turn has ended.
  const [files, handles] = [[...dropped.files], handlesOf(dropped)];
  const {openFiles} = await opening();
  await openFiles(files, where, await handles);
}

/** The files that are dropped, each with its handle where there is one. */
async function handlesOf({items}: DataTransfer): Promise<readonly (FileOnDisk | undefined)[]> {
  const handles = [...items].flatMap((item) => {
    if (item.kind !== "file") return [];
    const handle = (item as {getAsFileSystemHandle?(): Promise<FileSystemHandle | null>}).getAsFileSystemHandle?.();
    return [handle ? handle.catch(() => null) : Promise.resolve(null)];
  });
  return (await Promise.all(handles)).map((handle) => (handle?.kind === "file" ? (handle as FileOnDisk) : undefined));
}

/** Takes files dropped anywhere on the page; gives the way to stop. */
export function listenToDrops(): () => void {
  const stop = new AbortController();
  const {signal} = stop;
  const brings = ({dataTransfer}: DragEvent): boolean => dataTransfer?.types.includes("Files") === true;
  // What is not taken, the browser would open in place of the page.
  addEventListener("dragover", (event) => brings(event) && event.preventDefault(), {signal});
  addEventListener(
    "drop",
    (event) => {
      if (event.defaultPrevented || !brings(event)) return;
      event.preventDefault();
      void openDropped(event.dataTransfer!);
    },
    {signal}
  );
  return () => stop.abort();
}

/** Lets the person pick files to open. */
export function chooseFile(): void {
  void opening().then(async ({openPicked}) => openPicked());
}

/** Lets the person pick a workflow to compare with. */
export function chooseFileToCompare(): void {
  void opening().then(({pickToCompare}) => pickToCompare());
}

/** Puts the steps of a text in, those from elsewhere after a yes; says why where it is no part of a workflow. */
export async function pasteText(text: string): Promise<void> {
  await (await opening()).pasteText(text);
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
