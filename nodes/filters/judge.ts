import {withFlagAliases} from "./flag-names.ts";
import {rowsInside} from "./inside.ts";
import type {Filter} from "../kinds.ts";
import type {Database, Pool} from "../../runtime/node.ts";
import type {Table} from "../../runtime/table.ts";

export interface JudgeOptions {
  readonly db: Pick<Database, "rows">;
  readonly pool: Pool;
  readonly signal: AbortSignal;
}

export interface Judged {
  /** A byte a row, 1 where the filter keeps it. */
  readonly keep: Uint8Array;
  /** How many rows have no place in a region's space: they are not kept. */
  readonly missing: number;
}

/**
 * Which rows of a table a filter keeps; undefined where the filter is not about rows.
 * @throws where the table lacks what the filter needs
 */
export async function judge(table: Table, {rows, region}: Filter, {db, pool, signal}: JudgeOptions): Promise<Judged | undefined> {
  if (!rows && !region) return undefined;
  const keep = new Uint8Array(table.rows).fill(1);
  if (rows) {
    keep.fill(0);
    for (const row of await db.rows(withFlagAliases(rows.sql, table), rows.sql)) keep[row] = 1;
  }
  if (!region) return {keep, missing: 0};
  const {inside, missing} = await rowsInside(region, table, {pool, signal});
  return {keep: keep.map((flag, row) => flag & inside[row]!), missing};
}
