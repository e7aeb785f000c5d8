import type {Table} from "../../../runtime/table.ts";
import {textWidth} from "../text-width.ts";
import type {Frame, Palette} from "../theme.ts";
import type {LegendEntry} from "../view.ts";
import {dataOf} from "../figures/data.ts";

/** One of two results: "A", and what it is called. */
export interface Called {
  readonly letter: string;
  readonly name: string;
}

/** What the two are called, and the steps they both have. */
export interface Names {
  readonly a: Called;
  readonly b: Called;
  /** Default: its id. */
  readonly stepTitle?: (id: string) => string;
}

export type Pair<T> = readonly [a: T, b: T];

export function lettersOf({a, b}: Names): Pair<string> {
  return [a.letter, b.letter];
}

export function stepTitleOf({stepTitle = (id) => id}: Names, step: string): string {
  return stepTitle(step);
}

const roomForKey = 16;
const mostForName = 240;

/** A and B as a legend says it, each as far as there is room for its name. */
export function keysOf({a, b}: Names, {width}: Frame, colors: Palette, shapes: Pair<LegendEntry["shape"]>): LegendEntry[] {
  return [a, b].map(({letter, name}, k) => ({
    shape: shapes[k]!,
    color: k === 0 ? colors.a : colors.b,
    label: shortened(`${letter}: ${name}`, Math.min(mostForName, width - roomForKey))
  }));
}

function shortened(text: string, width: number): string {
  if (textWidth(text, 11) <= width) return text;
  let end = text.length;
  while (end > 1 && textWidth(`${text.slice(0, end)}…`, 11) > width) end -= 1;
  return `${text.slice(0, end).trimEnd()}…`;
}

/** Values of both as one table, told apart by a column of letters. */
export function bothAsTable(
  names: Names,
  columns: readonly {
    readonly name: string;
    readonly unit?: string | undefined;
    readonly description?: string;
    readonly values: Pair<ArrayLike<number>> | Pair<readonly string[]>;
  }[]
): Table {
  const [first] = columns;
  const letters = lettersOf(names).flatMap((letter, k) => Array.from({length: first?.values[k]!.length ?? 0}, () => letter));
  return dataOf([
    {name: "result", values: letters},
    ...columns.map(({values: [a, b], ...info}) => ({...info, values: [...listOf(a), ...listOf(b)] as number[] | string[]}))
  ]);
}

function listOf(values: ArrayLike<number> | readonly string[]): readonly (number | string)[] {
  return Array.from(values as ArrayLike<number | string>);
}
