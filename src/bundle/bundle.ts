import {canonical, sha256} from "../../runtime/hash.ts";
import {isRecord} from "../../runtime/json.ts";
import {type Action, objectsOf, scopeOf, type Store} from "../../runtime/store.ts";
import {type ByteSource, TarFile} from "./tar.ts";

export const FORMAT = 1;
const mostText = 64e6;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What a bundle is of: `manifest.json`, its first file. */
export interface Manifest {
  readonly bundle: number;
  /** Step → the key of its result. */
  readonly steps: Readonly<Record<string, string>>;
  /** "step.param" → the file it read. */
  readonly files: Readonly<Record<string, BundledFile>>;
}

export interface BundledFile {
  /** As the workflow names it. */
  readonly path: string;
  readonly name: string;
  readonly sha256: string;
  readonly size: number;
  /** Whether its content is in the bundle. */
  readonly packed: boolean;
}

/** A bundle open for reading. Nothing in it is trusted: every name, size and hash is checked. */
export class Bundle {
  /** Of its file. */
  readonly path: string;
  readonly manifest: Manifest;
  /** The text of the workflow. */
  readonly workflow: string;
  readonly #tar: TarFile;

  /** @throws when it is no bundle, cut short, or has anything in it that no bundle has. */
  constructor(source: ByteSource) {
    const path = source.name;
    this.path = path;
    this.#tar = new TarFile(source);
    for (const name of this.#tar.entries.keys())
      if (!/^(manifest\.json|workflow\.json|actions\/[0-9a-f]{64}\.json|objects\/[0-9a-f]{64}|data\/[0-9a-f]{64})$/.test(name))
        throw new Error(`${JSON.stringify(path)} holds ${JSON.stringify(name)}, which no bundle does; nothing was unpacked`);
    this.manifest = checkManifest(this.#json("manifest.json"), path);
    this.workflow = decoder.decode(this.#tar.read("workflow.json", mostText));
  }

  /** The results of each step. @throws when one is not what its key says. */
  async actions(): Promise<ReadonlyMap<string, Action>> {
    const found = new Map<string, Action>();
    for (const [step, key] of Object.entries(this.manifest.steps)) {
      const action = this.#json(`actions/${key}.json`) as Partial<Action> | null;
      const sound =
        typeof action === "object" &&
        action !== null &&
        action.key === key &&
        isRecord(action.outputs) &&
        Object.values(action.outputs!).every(isRecord) &&
        (await sha256(encoder.encode(canonical(action.material ?? null)))) === key;
      if (!sound) throw this.#damaged(`the record ${key}`);
      found.set(step, action as Action);
    }
    return found;
  }

  /** Puts all results into a store, each checked against its hash. @throws before the first damaged one is put. */
  async unpackInto(store: Store, name: string): Promise<void> {
    for (const [step, action] of await this.actions()) {
      if (!(await store.action(action.key))) {
        for (const hash of objectsOf(action)) await store.putObject(hash, await this.#verified("objects", hash));
        await store.putAction(action);
      }
      await store.setLast(scopeOf(name, step), action.key);
    }
  }

  /** The content of a file that was packed. @throws when it was not, or is damaged. */
  async data({sha256: hash, name, packed}: BundledFile): Promise<Uint8Array> {
    if (!packed) throw new Error(`the bundle was made without its data; pass ${JSON.stringify(name)} with --data`);
    return this.#verified("data", hash);
  }

  async #verified(folder: string, hash: string): Promise<Uint8Array> {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw this.#damaged(`the hash ${JSON.stringify(hash)}`);
    const bytes = this.#tar.read(`${folder}/${hash}`);
    if ((await sha256(bytes)) !== hash) throw this.#damaged(`${folder}/${hash}`);
    return bytes;
  }

  #json(name: string): unknown {
    try {
      return JSON.parse(decoder.decode(this.#tar.read(name, mostText)));
    } catch (error) {
      if (error instanceof SyntaxError) throw this.#damaged(name);
      throw error;
    }
  }

  #damaged(what: string): Error {
    return new Error(`${JSON.stringify(this.path)} is damaged: ${what} is not what it says it is; copy it again`);
  }
}

function checkManifest(manifest: unknown, path: string): Manifest {
  const {bundle, steps, files} = (manifest ?? {}) as Partial<Manifest>;
  if (typeof bundle === "number" && bundle > FORMAT)
    throw new Error(
      `${JSON.stringify(path)} is a bundle of format ${bundle}, but this version reads ${FORMAT}; get a later version`
    );
  const sound =
    bundle === FORMAT &&
    isRecord(steps) &&
    isRecord(files) &&
    Object.values(steps!).every((key) => typeof key === "string" && /^[0-9a-f]{64}$/.test(key)) &&
    Object.values(files!).every(
      (file) =>
        isRecord(file) && typeof file.path === "string" && typeof file.name === "string" && /^[0-9a-f]{64}$/.test(file.sha256)
    );
  if (!sound) throw new Error(`${JSON.stringify(path)} is damaged: manifest.json is not what it should be; copy it again`);
  return manifest as Manifest;
}
