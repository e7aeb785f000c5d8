import {counted} from "../words.ts";
// What a reader had to reinterpret, told once a kind with a count and the first place.

/** More lines nobody reads. */
const MOST = 100;

export class Warnings {
  readonly #lines = new Set<string>();
  readonly #cells = new Map<string, {column: string; expected: string; count: number; first: string}>();

  readonly #tallies = new Map<string, {count: number; first: string}>();

  add(line: string): void {
    this.#lines.add(line);
  }

  /** Counts a cell that is no value of its column's type, and is therefore read as null. */
  badCell(column: string, expected: string, found: string, place: string): void {
    const key = `${column} ${expected}`;
    const entry = this.#cells.get(key);
    if (entry) ++entry.count;
    else this.#cells.set(key, {column, expected, count: 1, first: `${JSON.stringify(found.slice(0, 40))} at ${place}`});
  }

  /** Counts something that may happen in many rows: "values stand under a bar", "row 3". */
  tally(what: string, place: string): void {
    const entry = this.#tallies.get(what);
    if (entry) ++entry.count;
    else this.#tallies.set(what, {count: 1, first: place});
  }

  latin1(column: string, cells: number): void {
    this.add(`column "${column}": ${cells} ${cells === 1 ? "value is" : "values are"} not UTF-8; read as Latin-1`);
  }

  list(): string[] {
    const cells = [...this.#cells.values()].map(
      ({column, expected, count, first}) =>
        `column "${column}": ${count} ${count === 1 ? "cell is" : "cells are"} not ${expected}; read as null, the first is ${first}`
    );
    const tallies = [...this.#tallies].map(
      ([what, {count, first}]) => `${what}: ${count === 1 ? `once, ${first}` : `${counted(count, "time")}, first ${first}`}`
    );
    const all = [...this.#lines, ...tallies, ...cells];
    return all.length > MOST ? [...all.slice(0, MOST), `${all.length - MOST} more warnings`] : all;
  }
}

/** Names that differ even without regard to case: repeated ones get _2, _3 …, missing ones their number. */
export function uniqueNames(names: readonly string[], warnings: Warnings): string[] {
  const taken = new Set(names.map((name) => name.toLowerCase()));
  const seen = new Set<string>();
  const suffixes = new Map<string, number>();
  const renamed: string[] = [];
  const unique = names.map((name, i) => {
    const base = name === "" ? `col${i + 1}` : name;
    let own = base;
    const key = base.toLowerCase();
    let k = suffixes.get(key) ?? 2;
    for (; seen.has(own.toLowerCase()) || (own !== name && taken.has(own.toLowerCase())); ++k) own = `${base}_${k}`;
    suffixes.set(key, k);
    if (name !== "" && own !== name) renamed.push(`column ${i + 1}, "${name}", is now "${own}"`);
    seen.add(own.toLowerCase());
    return own;
  });
  const more = renamed.length > 5 ? ` and ${renamed.length - 5} more` : "";
  if (renamed.length > 0) warnings.add(`columns share a name: ${renamed.slice(0, 5).join(", ")}${more}`);
  return unique;
}
