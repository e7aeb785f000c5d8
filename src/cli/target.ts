// Where commands write. Looked at before anything is computed; a file is replaced as a whole or left as it was.
import {
  accessSync,
  constants,
  createWriteStream,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  type Stats,
  writeFileSync
} from "node:fs";
import {dirname} from "node:path";
import {Readable} from "node:stream";
import {pipeline} from "node:stream/promises";
import {createGzip} from "node:zlib";
import {reason} from "../../runtime/files.node.ts";
import {UsageError} from "./command.ts";

/** Looks whether a file can be written. @throws UsageError naming what stands in the way. */
export function checkTarget(path: string): void {
  const state = stateOf(path);
  if (state?.isDirectory()) throw new UsageError(`${JSON.stringify(path)} is a folder; name a file in it`);
  // A terminal, a pipe: nothing is replaced there.
  if (state && !state.isFile()) return;
  const folder = dirname(path);
  const parent = stateOf(folder);
  if (!parent) throw new UsageError(`there is no folder ${JSON.stringify(folder)} to write to; make it first`);
  checkWritable(folder, parent, path);
}

/** Looks whether files can be written into a folder, which need not be there yet. @throws UsageError. */
export function checkFolder(path: string): void {
  let place = path;
  while (!stateOf(place) && dirname(place) !== place) place = dirname(place);
  checkWritable(place, stateOf(place), path);
}

/** Writes a file, whole or not at all. @throws saying why it cannot be written. */
export function writeTarget(path: string, content: string | Uint8Array): void {
  try {
    const {final, partial} = placesOf(path);
    try {
      writeFileSync(partial, content);
      if (partial !== final) renameSync(partial, final);
    } catch (error) {
      if (partial !== final) rmSync(partial, {force: true});
      throw error;
    }
  } catch (error) {
    throw unwritten(path, error);
  }
}

/** The same of what comes piece by piece, compressed where `gzip` says so; Ctrl-C leaves nothing behind. @throws also what the pieces throw. */
export async function streamTarget(
  path: string,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  gzip = false
): Promise<void> {
  await fillTarget(path, async (partial) => {
    const source = Readable.from(pieces, {objectMode: false});
    const file = createWriteStream(partial);
    await (gzip ? pipeline(source, createGzip(), file) : pipeline(source, file));
  });
}

/** Lets `fill` write a file under another name, which then takes the place of the target. Gives what `fill` gives. */
export async function fillTarget<T>(path: string, fill: (partial: string) => Promise<T>): Promise<T> {
  const {final, partial} = placesOf(path);
  const clear = (): void => void (partial !== final && rmSync(partial, {force: true}));
  const interrupt = (): void => {
    clear();
    process.exit(130);
  };
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  try {
    const filled = await fill(partial);
    if (partial !== final) renameSync(partial, final);
    return filled;
  } catch (error) {
    clear();
    throw unwritten(path, error);
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}

/** Makes a folder and those above it. @throws saying why it cannot be made. */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, {recursive: true});
  } catch (error) {
    throw unwritten(path, error);
  }
}

/** The file at a path; undefined where there is none. */
export function stateOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function checkWritable(folder: string, state: Stats | undefined, path: string): void {
  if (!state?.isDirectory())
    throw new UsageError(`cannot write ${JSON.stringify(path)}, since ${JSON.stringify(folder)} is no folder; name another`);
  try {
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new UsageError(`cannot write ${JSON.stringify(path)}; ${reason(error)}`, {cause: error});
  }
}

/** Where the file will be in the end, links followed, and where it is written first. */
function placesOf(path: string): {readonly final: string; readonly partial: string} {
  const state = stateOf(path);
  const final = state ? realpathSync(path) : path;
  return {final, partial: state && !state.isFile() ? final : `${final}.${process.pid}.tmp`};
}

// What the file system says has a code that begins with E; all else is not about the target.
function unwritten(path: string, error: unknown): unknown {
  const {code, syscall} = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return error;
  return new Error(`cannot write ${JSON.stringify(path)}; ${reason(error)}`, {cause: error});
}
