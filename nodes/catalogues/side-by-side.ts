import {type Column, type ColumnInfo, columnInfo, type Roles, type TableInfo, type TextValues} from "../../runtime/table.ts";

/** How the columns of two tables are called where they stand in one. */
export interface Names {
  readonly names1: ReadonlyMap<string, string>;
  readonly names2: ReadonlyMap<string, string>;
}

/**
 * Names for the columns of two tables side by side: a name that both have, or that is reserved, gets its table's suffix, once more
 * while it is still taken. Suffixes are not empty. Names that differ in case only clash, for SQL takes them as one.
 */
export function namesBeside(
  table1: TableInfo,
  table2: TableInfo,
  suffixes: readonly [string, string],
  reserved: readonly string[]
): Names {
  const lower = ({columns}: TableInfo): string[] => columns.map(({name}) => name.toLowerCase());
  const in1 = new Set(lower(table1));
  const in2 = new Set(lower(table2));
  const clashes = new Set([...in1].filter((name) => in2.has(name)).concat(reserved.map((name) => name.toLowerCase())));
  const taken = new Set([...in1, ...in2].filter((name) => !clashes.has(name)).concat([...clashes]));
  const named = ({columns}: TableInfo, suffix: string): ReadonlyMap<string, string> =>
    new Map(
      columns.map(({name}) => {
        let given = name;
        if (clashes.has(name.toLowerCase())) {
          do given += suffix;
          while (taken.has(given.toLowerCase()));
          taken.add(given.toLowerCase());
        }
        return [name, given];
      })
    );
  return {names1: named(table1, suffixes[0]), names2: named(table2, suffixes[1])};
}

export function renamed<C extends ColumnInfo>(columns: readonly C[], names: ReadonlyMap<string, string>): C[] {
  return columns.map((column) => ({...column, name: names.get(column.name)!}));
}

/** The roles of two tables side by side: the features of both, the target of the first that has one. */
export function rolesBeside(roles1: Roles, roles2: Roles, {names1, names2}: Names): Roles {
  const features = [
    ...(roles1.features ?? []).map((name) => names1.get(name) ?? name),
    ...(roles2.features ?? []).map((name) => names2.get(name) ?? name)
  ];
  const [target, names] = roles1.target ? [roles1.target, names1] : [roles2.target, names2];
  const {column = "", errorColumn} = target ?? {};
  return {
    ...(features.length > 0 && {features}),
    ...(target && {
      target: {
        ...target,
        column: names.get(column) ?? column,
        ...(errorColumn !== undefined && {errorColumn: names.get(errorColumn) ?? errorColumn})
      }
    })
  };
}

/** The cells of some rows of a column; −1 gives null. */
export function pick(column: Column, rows: Int32Array): Column {
  const valid = Uint8Array.from(rows, (row) => (row >= 0 && (!column.valid || column.valid[row] === 1) ? 1 : 0));
  const mask = valid.includes(0) ? {valid} : {};
  const info = columnInfo(column);
  if (column.type === "text") return {...info, type: "text", values: pickText(column.values, rows), ...mask};
  const {values} = column;
  const picked = new (values.constructor as new (n: number) => typeof values)(rows.length);
  for (let i = 0; i < rows.length; i++) if (rows[i]! >= 0) picked[i] = values[rows[i]!]!;
  return {...info, type: column.type, values: picked, ...mask} as Column;
}

function pickText({offsets, bytes}: TextValues, rows: Int32Array): TextValues {
  const picked = new Int32Array(rows.length + 1);
  rows.forEach((row, i) => (picked[i + 1] = picked[i]! + (row < 0 ? 0 : offsets[row + 1]! - offsets[row]!)));
  const text = new Uint8Array(picked[rows.length]!);
  rows.forEach((row, i) => {
    if (row >= 0) text.set(bytes.subarray(offsets[row], offsets[row + 1]), picked[i]);
  });
  return {offsets: picked, bytes: text};
}
