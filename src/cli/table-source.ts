// Where tables come from on the command line, with what is wrong in words.
import {createReadStream} from "node:fs";
import type {Source} from "../../nodes/formats/read.ts";
import {UsageError} from "./command.ts";
import {stateOf} from "./target.ts";

/** The file at a path, read as a stream. @throws where there is none that can be read. */
export function fileSource(path: string): Source {
  const state = stateOf(path);
  if (!state) throw new UsageError(`there is no file ${JSON.stringify(path)}; check the path`);
  if (state.isDirectory()) throw new UsageError(`${JSON.stringify(path)} is a folder; name a file in it`);
  return {name: path, size: state.size, open: () => opened(path)};
}

/** The same of what can be read only once: standard input, called "-", and pipes are kept in memory, for readers look twice. */
export async function sourceAt(path: string): Promise<Source> {
  const once = path === "-" || stateOf(path)?.isFile() === false;
  if (!once) return fileSource(path);
  const bytes: AsyncIterable<Uint8Array> = path === "-" ? process.stdin : (fileSource(path).open() as AsyncIterable<Uint8Array>);
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(new Uint8Array(chunk));
  return {name: path === "-" ? "standard input" : path, open: () => chunks};
}

async function* opened(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, {highWaterMark: 1 << 20}) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    const {code} = cause as NodeJS.ErrnoException;
    if (code !== "EACCES" && code !== "EPERM") throw cause;
    throw new Error("the file may not be read; change its permissions", {cause});
  }
}
