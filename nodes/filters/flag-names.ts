import {type Column, type ColumnInfo, Table} from "../../runtime/table.ts";

// The paper writes cc_flags and ext_flg; the Spitzer Source List has wise_cc_flags and wise_ext_flg. They are the same columns.
const pairs = [
  ["cc_flags", "wise_cc_flags"],
  ["ext_flg", "wise_ext_flg"]
] as const;

/** Either name of a flag → the other. */
export const flagNames: Readonly<Record<string, string>> = Object.fromEntries(
  pairs.flatMap(([short, long]) => [
    [short, long],
    [long, short]
  ])
);

/** Names a condition uses that the columns do not have, each with the column that is meant. */
export function flagAliases(sql: string, columns: readonly ColumnInfo[]): Readonly<Record<string, string>> {
  const has = (name: string): boolean => columns.some((column) => column.name.toLowerCase() === name);
  const aliases: Record<string, string> = {};
  for (const [short, long] of pairs)
    for (const [alias, name] of [[short, long] as const, [long, short] as const])
      if (new RegExp(`\\b${alias}\\b`, "i").test(sql) && !has(alias) && has(name)) aliases[alias] = name;
  return aliases;
}

/** The columns with those that aliases stand for added under these names. */
export function aliasedColumns<C extends ColumnInfo>(
  aliases: Readonly<Record<string, string>>,
  columns: readonly C[]
): readonly C[] {
  const added = Object.entries(aliases).map(([alias, name]) => ({
    ...columns.find((column) => column.name.toLowerCase() === name)!,
    name: alias
  }));
  return [...columns, ...added];
}

/** The table as a condition may see it: itself, or with aliases of its flags. */
export function withFlagAliases(sql: string, table: Table): Table {
  const aliases = flagAliases(sql, table.columns);
  return Object.keys(aliases).length === 0
    ? table
    : new Table({columns: aliasedColumns<Column>(aliases, table.columns), rows: table.rows});
}
