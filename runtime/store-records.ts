// The small texts a store keeps beside its objects, the same wherever it keeps them.
import {canonical, sha256} from "./hash.ts";
import type {Action} from "./store.ts";

const utf8 = new TextEncoder();

/** An action, its notes in the order they were made, with the checksum of its canonical JSON. */
export async function writeRecord(action: Action): Promise<string> {
  const checksum = await sha256(utf8.encode(canonical(action)));
  return `{"sha256":"${checksum}","action":${JSON.stringify(action)}}\n`;
}

/** The action of this key that a text records; undefined where the text is damaged or another key's. */
export async function readRecord(text: string | undefined, key: string): Promise<Action | undefined> {
  const record = parse(text) as {sha256?: unknown; action?: Action} | undefined;
  if (typeof record?.action !== "object" || record.action === null) return undefined;
  const sound = (await sha256(utf8.encode(canonical(record.action)))) === record.sha256;
  return sound && record.action.key === key ? record.action : undefined;
}

/** Where the last key of a scope is kept: a name that any scope may have. */
export async function lastName(scope: string): Promise<string> {
  return sha256(utf8.encode(scope));
}

/** The text that records a scope's last key. */
export function writeLast(scope: string, key: string): string {
  return canonical({scope, key});
}

/** The key that a text records for this scope; undefined where the text is damaged or another scope's. */
export function readLast(text: string | undefined, scope: string): string | undefined {
  const record = parse(text) as {scope?: unknown; key?: unknown} | undefined;
  return record?.scope === scope && typeof record.key === "string" ? record.key : undefined;
}

/** The value, or undefined where the text is not JSON. */
export function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : ((JSON.parse(text) as unknown) ?? undefined);
  } catch {
    return undefined;
  }
}
