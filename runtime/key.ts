import type {ResolvedStep} from "./graph.ts";
import {canonical, sha256, toJson} from "./hash.ts";
import type {InputFile, Json} from "./node.ts";
import type {Params} from "./params.ts";

/** All that may change what a step gives, and nothing else: no ids, titles, places, threads, paths or times. */
export interface Material {
  readonly type: string;
  readonly version: number;
  /** A hash of the node's code with everything it imports, made at build time. */
  readonly fingerprint: string;
  /** All of them, defaults too; for a file, the hash of its content. */
  readonly params: Readonly<Record<string, Json>>;
  /** Input port → content hashes of what arrives. */
  readonly inputs: Readonly<Record<string, readonly string[]>>;
}

/** All that enters the key of a step: its definition, its parameters, and the content hashes of what arrives and of the files it names. */
export function materialOf(
  {definition, params, inputs}: ResolvedStep,
  fingerprint: string,
  hashOf: (source: {readonly step: string; readonly port: string}) => string,
  files: ReadonlyMap<string, InputFile>
): Material {
  const semantic = Object.entries(params).map(([name, value]) => [
    name,
    files.has(name) ? {sha256: files.get(name)!.sha256} : toJson(value)
  ]);
  return {
    type: definition.type,
    version: definition.version,
    fingerprint,
    params: Object.fromEntries(semantic) as Record<string, Json>,
    inputs: Object.fromEntries(Object.entries(inputs).map(([port, sources]) => [port, sources.map(hashOf)]))
  };
}

const encoder = new TextEncoder();

/** SHA-256 of the canonical key material. */
export async function keyOf(material: Material): Promise<string> {
  return sha256(encoder.encode(canonical(material)));
}

/** One part of the key that is not what it was. */
export interface Change {
  /** "params.testSize", "inputs.dataset", "fingerprint" … */
  readonly part: string;
  readonly from: Json | undefined;
  readonly to: Json | undefined;
}

/** Which parts of the key changed, old → new. */
export function changes(before: Material, after: Material): Change[] {
  const found: Change[] = [];
  const compare = (part: string, from: Json | undefined, to: Json | undefined): void => {
    if (canonical([from ?? null]) !== canonical([to ?? null])) found.push({part, from, to});
  };
  compare("type", before.type, after.type);
  compare("version", before.version, after.version);
  compare("fingerprint", before.fingerprint, after.fingerprint);
  for (const section of ["params", "inputs"] as const) {
    const names = new Set([...Object.keys(before[section]), ...Object.keys(after[section])]);
    for (const name of names) compare(`${section}.${name}`, before[section][name], after[section][name]);
  }
  return found;
}

/** A change in words: `testSize 0.2 → 0.3`, `input "dataset"`. */
export function changeText({part, from, to}: Change): string {
  const short = (value: Json | undefined): string => {
    const text = value === undefined ? "none" : JSON.stringify(value);
    return text.length > 40 ? `${text.slice(0, 37)}…` : text;
  };
  if (part.startsWith("params.")) return `${part.slice(7)} ${short(from)} → ${short(to)}`;
  if (part.startsWith("inputs.")) return `input "${part.slice(7)}" changed`;
  return part === "fingerprint" ? "its code changed" : `${part} ${short(from)} → ${short(to)}`;
}

/**
 * Opens the file a parameter names. The path is empty where the parameter is, and the answer may then be undefined.
 * @throws when it may not be read.
 */
export type OpenFile = (step: string, param: string, path: string) => Promise<InputFile | undefined>;

/** The files the step's parameters name, opened and hashed. @throws when one may not be read. */
export async function openFiles(
  {id, definition, params}: ResolvedStep,
  open: OpenFile | undefined
): Promise<ReadonlyMap<string, InputFile>> {
  const files = new Map<string, InputFile>();
  for (const [name, param] of Object.entries(definition.params as Params)) {
    if (param.type !== "file") continue;
    const path = params[name] as string;
    if (!open && path !== "") throw new Error(`cannot read ${JSON.stringify(path)}; this session has no files`);
    const file = await open?.(id, name, path);
    if (file) files.set(name, file);
  }
  return files;
}
