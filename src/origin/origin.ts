// Where an exported file comes from, as one word of text that any format with room for a comment can carry.
import {canonical, sha256} from "../../runtime/hash.ts";
import {deflated, inflated} from "./deflate.ts";

/** What made a file: enough to open the workflow again and to check its results. */
export interface Origin {
  /** The workflow's file as text. */
  readonly workflow: string;
  /** What of it the file holds: "step.port", or a name such as "report". */
  readonly of: string;
  /** "step.port" → the hash of what came out. */
  readonly outputs: Readonly<Record<string, string>>;
  /** "step.param" → the seed, defaults filled in. */
  readonly seeds: Readonly<Record<string, number>>;
  /** "step.param" → the file that was read. */
  readonly files: Readonly<Record<string, {readonly name: string; readonly sha256: string}>>;
  readonly versions: Readonly<Record<string, string>>;
}

const mark = "fluxloom-origin:1:";
const sumDigits = 16;

/** The origin as one word: a mark, a checksum, and deflated canonical JSON in base64. */
export async function originWord(origin: Origin): Promise<string> {
  const code = await deflated(canonical(origin));
  return `${mark}${await sumOf(code)}:${code}:`;
}

/** The origin a file carries, whatever its format; undefined where there is none, or it is damaged. Of several the first. */
export async function originOf(bytes: Uint8Array): Promise<Origin | undefined> {
  for await (const origin of read(bytes)) return origin;
  return undefined;
}

/** All origins a file carries, in their order: a comparison has one for each side. */
export async function originsOf(bytes: Uint8Array): Promise<readonly Origin[]> {
  const found = new Map<string, Origin>();
  for await (const origin of read(bytes)) found.set(origin.workflow, found.get(origin.workflow) ?? origin);
  return [...found.values()];
}

async function* read(bytes: Uint8Array): AsyncGenerator<Origin> {
  for (let at = find(bytes, mark, 0); at >= 0; at = find(bytes, mark, at + mark.length)) {
    const word = wordAt(bytes, at + mark.length);
    const [sum, code] = word?.split(":") ?? [];
    if (sum === undefined || code === undefined || sum !== (await sumOf(code))) continue;
    const origin = await inflated(code).then(JSON.parse, () => undefined);
    if (isOrigin(origin)) yield origin;
  }
}

async function sumOf(code: string): Promise<string> {
  return (await sha256(new TextEncoder().encode(code))).slice(0, sumDigits);
}

/** "sum:code" at this place. */
function wordAt(bytes: Uint8Array, from: number): string | undefined {
  const start = from + sumDigits + 1;
  let end = start;
  while (end < bytes.length && isBase64(bytes[end]!)) ++end;
  return bytes[end] === 0x3a ? new TextDecoder("latin1").decode(bytes.subarray(from, end)) : undefined;
}

function isBase64(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x2b ||
    byte === 0x2f ||
    byte === 0x3d
  );
}

/** Position of ASCII text among bytes, -1 where it is not. */
export function find(bytes: Uint8Array, text: string, from: number): number {
  const wanted = new TextEncoder().encode(text);
  for (let at = bytes.indexOf(wanted[0]!, from); at >= 0; at = bytes.indexOf(wanted[0]!, at + 1))
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return at;
  return -1;
}

function isOrigin(value: unknown): value is Origin {
  if (typeof value !== "object" || value === null) return false;
  const {workflow, of, outputs, seeds, files, versions} = value as Partial<Origin>;
  const records: readonly unknown[] = [outputs, seeds, files, versions];
  return (
    typeof workflow === "string" && typeof of === "string" && records.every((part) => typeof part === "object" && part !== null)
  );
}
