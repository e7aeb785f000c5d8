import type {Table} from "../../runtime/table.ts";

/** A row that two workflows predict differently. */
export interface ChangedRow {
  /** Position in the table both samples were taken from. */
  readonly row: number;
  /** What identifies it: names, or else positions on the sky. */
  readonly id: Readonly<Record<string, string | null>>;
  readonly a: number;
  readonly b: number;
  /** |b − a|, of the larger of the two where the column is on the catalogue's own scale. */
  readonly change: number;
}

export interface Changes {
  readonly column: string;
  /** Whether `change` is a fraction. */
  readonly relative: boolean;
  /** Rows both predict, and those only one does. */
  readonly both: number;
  readonly onlyA: number;
  readonly onlyB: number;
  readonly rows: readonly ChangedRow[];
}

/** Columns that hold a prediction itself, not its bounds. */
export function predictedColumns(names: readonly string[]): string[] {
  const predicted = names.filter((name) => name.startsWith("predicted_"));
  return predicted.filter((name) => !predicted.some((other) => name.startsWith(`${other}_`)));
}

/** The rows whose prediction differs most, the largest change first. @throws when the tables have another origin. */
export function mostChanged(a: Table, b: Table, column: string, most = 10): Changes {
  if (a.root !== b.root) throw new Error("the rows come from different tables; nothing tells which is which");
  const relative = !/^predicted_(log10|ln|asinh)_/.test(column);
  const [first, second] = [valuesByRow(a, column), valuesByRow(b, column)];
  const found: {row: number; at: number; a: number; b: number; change: number}[] = [];
  for (const [row, {value, at}] of first) {
    const other = second.get(row)?.value;
    if (other === undefined) continue;
    const scale = relative ? Math.max(Math.abs(value), Math.abs(other)) : 1;
    found.push({row, at, a: value, b: other, change: value === other ? 0 : Math.abs(other - value) / scale});
  }
  const top = found
    .filter(({change}) => change > 0)
    .sort((x, y) => y.change - x.change || x.row - y.row)
    .slice(0, most);
  const ids = identifying(a);
  const idOf = (at: number): ChangedRow["id"] =>
    Object.fromEntries(
      ids.map((name) => {
        const value = a.cell(name, at);
        return [name, value === null ? null : String(value)];
      })
    );
  return {
    column,
    relative,
    both: found.length,
    onlyA: first.size - found.length,
    onlyB: second.size - found.length,
    rows: top.map(({at, ...rest}) => ({...rest, id: idOf(at)}))
  };
}

/** The predictions of the rows that both tables predict, in the order of the first, with the position of each in the table they come from. */
export function pairedPredictions(
  a: Table,
  b: Table,
  column: string
): {readonly rows: Int32Array; readonly a: Float64Array; readonly b: Float64Array} {
  const [first, second] = [valuesByRow(a, column), valuesByRow(b, column)];
  const rows = Int32Array.from([...first.keys()].filter((row) => second.has(row)));
  const of = (values: typeof first): Float64Array => Float64Array.from(rows, (row) => values.get(row)!.value);
  return {rows, a: of(first), b: of(second)};
}

function valuesByRow(table: Table, column: string): ReadonlyMap<number, {readonly value: number; readonly at: number}> {
  const values = table.numbers(column);
  const rows = new Map<number, {value: number; at: number}>();
  table.rowIdentity().forEach((row, at) => {
    if (!Number.isNaN(values[at]!)) rows.set(row, {value: values[at]!, at});
  });
  return rows;
}

/** Columns that say which row it is: by UCD, by name, or else the position; at most three. */
function identifying({columns}: Table): string[] {
  const named = (test: (column: Table["columns"][number]) => boolean): string[] => columns.filter(test).map(({name}) => name);
  const choices = [
    named(({ucd}) => /(^|;)meta\.id(;|$)/.test(ucd ?? "")),
    named(({name}) => /(^|_)(id|name|designation|objid)$/i.test(name)),
    named(({ucd}) => /^pos\.eq\.(ra|dec)/.test(ucd ?? "")),
    named(({name}) => /^(ra|dec)/i.test(name))
  ];
  return (choices.find((names) => names.length > 0) ?? []).slice(0, 3);
}
