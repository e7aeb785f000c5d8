import {promises as fs} from "node:fs";
import {basename, isAbsolute, relative, resolve, sep} from "node:path";
import {sha256} from "../../runtime/hash.ts";
import type {InputFile} from "../../runtime/node.ts";
import type {OpenFile} from "../../runtime/key.ts";

/** Which files a workflow may read. */
export interface FileOptions {
  /** The workflow's folder: what a workflow names by itself must lie inside it, links followed. */
  readonly folder: string;
  /** "step" or "step.param" → a file anywhere, passed by the person who runs it. */
  readonly data: ReadonlyMap<string, string>;
  /** The content hash of a file. */
  readonly hash: (path: string) => Promise<string>;
}

/** Opens the files of a workflow: nothing outside its folder, unless the person passes the path. */
export function fileOpener({folder, data, hash}: FileOptions): OpenFile {
  return async (step, param, path) => {
    const passed = data.get(`${step}.${param}`) ?? (param === "path" ? data.get(step) : undefined);
    if (passed === undefined && path === "") return undefined;
    const found = passed === undefined ? await inside(folder, path) : await existing(resolve(passed), passed);
    return inputFile(found, hash);
  };
}

async function inputFile(path: string, hash: FileOptions["hash"]): Promise<InputFile> {
  const expected = await hash(path);
  const compare = (found: string): void => {
    if (found !== expected) throw new Error(`file ${JSON.stringify(basename(path))} changed since the run began; run again`);
  };
  const bytes = async (): Promise<Uint8Array> => {
    const read = new Uint8Array(await fs.readFile(path));
    compare(await sha256(read));
    return read;
  };
  const unchanged = async (): Promise<void> => compare(await hash(path));
  return {name: basename(path), sha256: expected, size: (await fs.stat(path)).size, bytes, content: {path}, unchanged};
}

async function inside(folder: string, path: string): Promise<string> {
  const advice = "put it beside the workflow or pass it with --data";
  if (/^[a-z][a-z0-9+.-]+:/i.test(path))
    throw new Error(`will not fetch ${JSON.stringify(path)}; download it and pass it with --data`);
  const target = resolve(folder, path);
  if (isAbsolute(path) || outside(resolve(folder), target))
    throw new Error(`may not read ${JSON.stringify(path)}, which is outside the workflow's folder; ${advice}`);
  const real = await existing(target, path);
  if (outside(await fs.realpath(folder), real))
    throw new Error(`may not read ${JSON.stringify(path)}, which leads outside the workflow's folder; ${advice}`);
  return real;
}

function outside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way);
}

async function existing(path: string, shown: string): Promise<string> {
  try {
    const real = await fs.realpath(path);
    if ((await fs.stat(real)).isFile()) {
      await fs.access(real, fs.constants.R_OK);
      return real;
    }
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR")
      throw new Error(`there is no file ${JSON.stringify(shown)}; check the path or pass one with --data`, {cause: error});
    throw new Error(`cannot read ${JSON.stringify(shown)} (${code ?? "unknown"}); check the path and its permissions`, {
      cause: error
    });
  }
  throw new Error(`${JSON.stringify(shown)} is not a file; name one`);
}
