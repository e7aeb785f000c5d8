// Bundles in a page: what a stranger says was computed stays apart from one's own results.
import {Bundle} from "../../bundle/bundle.ts";
import {openBundled} from "../../bundle/environment.ts";
import type {ByteSource} from "../../bundle/tar.ts";
import type {OpenFile} from "../../../runtime/key.ts";
import {openBrowserStore} from "../../../runtime/store.browser.ts";
import {MemoryStore} from "../../../runtime/store.memory.ts";
import {OverflowStore} from "../../../runtime/store.overflow.ts";
import type {ClearableStore} from "../../../runtime/store.ts";

/** A bundle by its content. @throws when it is none, or its records are damaged. */
export async function readBundle(blob: Blob): Promise<Bundle> {
  const bundle = new Bundle(blobSource(blob));
  await bundle.actions();
  return bundle;
}

/** Its results, each checked against its hash, in a store of their own. @throws when one is damaged. */
export async function unpackBundle(
  blob: Blob,
  hash: string,
  scope: string,
  onFull: (error: Error) => void
): Promise<ClearableStore> {
  const kept = await openBrowserStore(storeOf(hash)).catch(() => new MemoryStore());
  const store = new OverflowStore(kept, onFull);
  await new Bundle(blobSource(blob)).unpackInto(store, scope);
  return store;
}

/** Opens its data, and what a person gave in place of it. */
export function openBundleFiles(blob: Blob, openFile: OpenFile, given: ReadonlyMap<string, Blob>): OpenFile {
  return openBundled(new Bundle(blobSource(blob)), openFile, (_step, _param, path) => given.has(path));
}

export async function removeBundleStore(hash: string): Promise<void> {
  const root = await navigator.storage.getDirectory();
  await root.removeEntry(storeOf(hash), {recursive: true}).catch(() => undefined);
}

function storeOf(hash: string): string {
  return `fluxloom-bundle-${hash.slice(0, 32)}`;
}

interface SyncReader {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

declare const FileReaderSync: new () => SyncReader;

// A worker may wait for a file.
function blobSource(blob: Blob): ByteSource {
  const reader = new FileReaderSync();
  return {
    name: blob instanceof File ? blob.name : "the bundle",
    size: blob.size,
    read: (at, size) => new Uint8Array(reader.readAsArrayBuffer(blob.slice(at, at + size)))
  };
}
