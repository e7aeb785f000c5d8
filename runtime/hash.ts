import type {Json} from "./node.ts";

export {sha256} from "#hash";

/**
 * JSON with sorted keys and no spaces, so that equal values have equal text. Keys whose value is undefined are left out.
 * @throws on what JSON cannot hold faithfully: NaN, infinities, bigints, undefined in a list, functions, dates, typed arrays, cycles.
 */
export function canonical(value: unknown): string {
  return write(value, "", new Set());
}

/** The same value as JSON can hold it, with its keys in canonical order. @throws as `canonical` does. */
export function toJson(value: unknown): Json {
  return JSON.parse(canonical(value)) as Json;
}

function write(value: unknown, path: string, above: Set<object>): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw unfit(String(value), path);
    return JSON.stringify(value);
  }
  if (typeof value !== "object") throw unfit(typeof value === "bigint" ? `${value}n` : typeof value, path);
  if (above.has(value)) throw unfit("a value inside itself", path);
  above.add(value);
  const text = Array.isArray(value) ? writeList(value, path, above) : writeObject(value, path, above);
  above.delete(value);
  return text;
}

function writeList(list: readonly unknown[], path: string, above: Set<object>): string {
  return `[${Array.from(list, (item, i) => write(item, `${path}[${i}]`, above)).join()}]`;
}

function writeObject(object: object, path: string, above: Set<object>): string {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) throw unfit(`a ${object.constructor.name}`, path);
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${write(value, `${path}.${name}`, above)}`).join()}}`;
}

function unfit(what: string, path: string): Error {
  return new Error(`${what} has no canonical JSON; at ${path.replace(/^\./, "") || "the top"}`);
}
