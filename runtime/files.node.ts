import {promises as fs} from "node:fs";
import {join} from "node:path";

/** The file's bytes, or undefined where there is none. */
export async function readBytes(path: string): Promise<Uint8Array | undefined> {
  const bytes = await fs.readFile(path).catch(unread(path));
  return bytes && new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The file's text, or undefined where there is none. */
export async function readText(path: string): Promise<string | undefined> {
  return fs.readFile(path, "utf8").catch(unread(path));
}

/** For `catch`: no such file is no error. */
export function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw error;
  return undefined;
}

/** For `catch`: what is not there is no error; what may not be read is said with its path. */
export function unread(path: string): (error: NodeJS.ErrnoException) => undefined {
  return (error) => {
    const {code} = error;
    if (code !== "EACCES" && code !== "EPERM") return absent(error);
    throw new Error(`${JSON.stringify(path)} may not be read (${code}); change its permissions, or choose another folder`, {
      cause: error
    });
  };
}

/** The sorted names in a folder; none where there is no folder. */
export async function list(folder: string): Promise<string[]> {
  return ((await fs.readdir(folder).catch(unread(folder))) ?? []).sort();
}

/** The files two levels down: `folder/ab/name`. */
export async function* files(folder: string): AsyncIterable<{readonly name: string; readonly path: string}> {
  for (const shard of await list(folder)) {
    for (const name of await list(join(folder, shard))) yield {name, path: join(folder, shard, name)};
  }
}

/** Dates the file now; false where it is gone. A folder that cannot be written counts as dated: then nothing is collected either. */
export async function touch(path: string): Promise<boolean> {
  const now = new Date();
  try {
    await fs.utimes(path, now, now);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
}

/** Makes a rename in the folder outlast a power cut, where the system can. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await fs.open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // Windows and some network file systems cannot sync a folder; the rename itself is still atomic there.
  }
}

/** Why the file system refused, in words that say what to do. */
export function reason(error: unknown): string {
  const {code, message} = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") return "the disk is full; free some space or choose another folder";
  if (code === "EROFS" || code === "EACCES" || code === "EPERM") return `the folder may not be written (${code}); choose another`;
  if (code === "ENOTDIR" || code === "EEXIST") return "a file stands where a folder should be; choose another folder";
  if (code === "EISDIR") return "a folder stands where a file should be; choose another name";
  if (code === "ENOENT") return "the folder is gone or cannot be made there; choose another";
  return message;
}
