// What a person gave: tables and bundles, copied into the browser's private file system, so that a reload or a crash does not lose them.

const home = "fluxloom-given";
/** Of the room that is free, the most a copy may take. */
const share = 0.25;

/** The files of every workflow; nothing is kept where the browser refuses. */
export class GivenFiles {
  readonly #root: FileSystemDirectoryHandle | undefined;
  readonly #files = new Map<string, Promise<Map<string, Blob>>>();
  readonly #bundles = new Map<string, Blob>();

  private constructor(root: FileSystemDirectoryHandle | undefined) {
    this.#root = root;
  }

  static async open(): Promise<GivenFiles> {
    try {
      return new GivenFiles(await (await navigator.storage.getDirectory()).getDirectoryHandle(home, {create: true}));
    } catch {
      return new GivenFiles(undefined);
    }
  }

  /** The files given to a workflow, by the name under which its steps find them. */
  async of(scope: string): Promise<Map<string, Blob>> {
    let files = this.#files.get(scope);
    if (!files) this.#files.set(scope, (files = this.#read(scope)));
    return files;
  }

  /** @returns whether a reload will find it. */
  async add(scope: string, name: string, blob: Blob, keep: boolean): Promise<boolean> {
    (await this.of(scope)).set(name, blob);
    return keep && this.#copy(await this.#folder(`of ${scope}`), name, blob);
  }

  async addBundle(hash: string, blob: Blob): Promise<void> {
    this.#bundles.set(hash, blob);
    await this.#copy(await this.#folder("bundles"), hash, blob);
  }

  /** @throws when it is no longer there. */
  async bundle(hash: string): Promise<Blob> {
    const kept = this.#bundles.get(hash);
    if (kept) return kept;
    const handle = await (await this.#folder("bundles"))?.getFileHandle(encodeURIComponent(hash)).catch(() => undefined);
    if (!handle) throw new Error("the bundle is no longer kept here; open its file again");
    return handle.getFile();
  }

  async forget(scope: string): Promise<void> {
    this.#files.delete(scope);
    await this.#root?.removeEntry(encodeURIComponent(`of ${scope}`), {recursive: true}).catch(() => undefined);
  }

  async forgetBundle(hash: string): Promise<void> {
    this.#bundles.delete(hash);
    await (await this.#folder("bundles"))?.removeEntry(hash).catch(() => undefined);
  }

  async #read(scope: string): Promise<Map<string, Blob>> {
    const files = new Map<string, Blob>();
    const folder = await this.#root?.getDirectoryHandle(encodeURIComponent(`of ${scope}`)).catch(() => undefined);
    if (!folder) return files;
    for await (const [name, handle] of folder.entries())
      if (handle.kind === "file") files.set(decodeURIComponent(name), await (handle as FileSystemFileHandle).getFile());
    return files;
  }

  async #folder(name: string): Promise<FileSystemDirectoryHandle | undefined> {
    return this.#root?.getDirectoryHandle(encodeURIComponent(name), {create: true}).catch(() => undefined);
  }

  async #copy(folder: FileSystemDirectoryHandle | undefined, name: string, blob: Blob): Promise<boolean> {
    const {quota = 0, usage = 0} = await navigator.storage.estimate().catch((): StorageEstimate => ({}));
    if (!folder || blob.size > share * (quota - usage)) return false;
    try {
      const handle = await folder.getFileHandle(encodeURIComponent(name), {create: true});
      await blob.stream().pipeTo(await handle.createWritable());
      return true;
    } catch {
      await folder.removeEntry(encodeURIComponent(name)).catch(() => undefined);
      return false;
    }
  }
}
