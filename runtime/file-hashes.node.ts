import {createHash} from "node:crypto";
import {createReadStream, promises as fs} from "node:fs";
import {dirname, join, resolve} from "node:path";
import {readText} from "./files.node.ts";
import {canonical, sha256} from "./hash.ts";
import {hostLabel, instance} from "./process.node.ts";
import {parse} from "./store-records.ts";

// A file changed again within the resolution of its date keeps that date: a hash made so soon is not remembered (as git does).
const racyMs = 2000;

/**
 * Hashes files, and remembers the hash of each as long as its size, dates and inode stay, in `<store>/files/`,
 * so that a big catalogue is not read again just to see that it is the same.
 */
export class FileHashes {
  readonly #folder: string | undefined;

  /** Without a store folder nothing is remembered. */
  constructor(storeDirectory?: string) {
    this.#folder = storeDirectory && join(storeDirectory, "files");
  }

  /** The SHA-256 of the file's content, in hexadecimal. @throws when it cannot be read or changes meanwhile. */
  async hash(path: string, signal?: AbortSignal): Promise<string> {
    const full = resolve(path);
    const state = await stateOf(full);
    const memo = this.#folder && join(this.#folder, `${await sha256(new TextEncoder().encode(full))}.json`);
    const known = memo && (parse(await readText(memo).catch(() => undefined)) as {state?: unknown; hash?: unknown} | undefined);
    if (known && known.state === state && typeof known.hash === "string") return known.hash;
    const settled = Date.now() - (await fs.stat(full)).ctimeMs > racyMs;
    const hash = await hashFile(full, signal);
    if ((await stateOf(full)) !== state)
      throw new Error(`file "${path}" changed while it was read; run again once it is complete`);
    if (memo && settled) await remember(memo, {state, hash});
    return hash;
  }
}

async function stateOf(path: string): Promise<string> {
  const {size, mtimeNs, ctimeNs, ino, dev} = await fs.stat(path, {bigint: true});
  return [path, size, mtimeNs, ctimeNs, ino, dev].join("\n");
}

async function hashFile(path: string, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash("sha256");
  const stream = createReadStream(path, {highWaterMark: 1 << 20, ...(signal && {signal})});
  for await (const chunk of stream) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

// A memo that cannot be written only costs time.
async function remember(memo: string, content: unknown): Promise<void> {
  const tmp = `${memo}.${hostLabel}~${process.pid}~${instance}.tmp`;
  try {
    await fs.mkdir(dirname(memo), {recursive: true});
    await fs.writeFile(tmp, canonical(content));
    await fs.rename(tmp, memo);
  } catch {
    await fs.rm(tmp, {force: true}).catch(() => undefined);
  }
}
