import {countMissing} from "../kernels/hull/region.ts";
import type {Region} from "../kinds.ts";
import {testRows} from "../tasks/hull.ts";
import type {Pool} from "../../runtime/node.ts";
import type {Table} from "../../runtime/table.ts";

/** Rows tested in one task. */
const BLOCK = 16_384;

export interface InsideOptions {
  readonly pool: Pool;
  readonly signal: AbortSignal;
  readonly progress?: (fraction: number) => void;
}

/**
 * For each row 1 where it lies inside the region, 0 elsewhere; and how many rows have no place in the region's space, because a value
 * is missing or, in log10, not positive: they count as outside.
 * @throws where the table lacks a column of the region
 */
export async function rowsInside(
  region: Region,
  table: Table,
  {pool, signal, progress}: InsideOptions
): Promise<{readonly inside: Uint8Array; readonly missing: number}> {
  const absent = region.columns.filter((name) => !table.has(name)).map((name) => `"${name}"`);
  if (absent.length > 0)
    throw new Error(`the region needs ${absent.join(", ")}, which the table lacks; connect a table that has them`);
  const columns = region.columns.map((name) => table.numbers(name));
  const blocks: Float64Array[][] = [];
  for (let first = 0; first < table.rows; first += BLOCK)
    blocks.push(columns.map((column) => column.slice(first, first + BLOCK)));
  const answers = await pool.map(testRows, blocks, {shared: region, signal, ...(progress && {onProgress: progress})});
  const inside = new Uint8Array(table.rows);
  answers.forEach((answer, k) => inside.set(answer, k * BLOCK));
  return {inside, missing: countMissing(region, columns)};
}
