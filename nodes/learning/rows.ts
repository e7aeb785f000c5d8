import {choice} from "../../runtime/params.ts";
import type {Table, Target} from "../../runtime/table.ts";

/** What to do with rows whose predictors or target are null, NaN or infinite. */
export const missingParam = choice(["refuse", "exclude"], {
  default: "refuse",
  doc: "Rows where a predictor or the target is null, NaN or infinite: refuse them by name, or leave them out and count them."
});

/** Predictors, and the target where it was asked for, of the rows that have them all. */
export interface CompleteRows {
  /** Positions in the table. */
  readonly rows: Int32Array;
  readonly columns: readonly Float64Array[];
  readonly y: Float64Array;
  /** Rows left out. */
  readonly excluded: number;
}

/** @throws when the table's predictors have not been named. */
export function featuresOf({roles}: Table): readonly string[] {
  if (!roles.features) throw new Error("the table does not say which columns are predictors; pass it through a label node");
  if (roles.features.length === 0) throw new Error("0 predictors are left; keep at least 1 in the filters before");
  return roles.features;
}

/** @throws when the table's target has not been named. */
export function targetOf({roles}: Table): Target {
  if (!roles.target) throw new Error("the table does not say which column is learned; pass it through a label node");
  return roles.target;
}

/** @throws where the rows a model is held against have another target; `rows` says which rows these are. */
export function checkTarget(predicted: Target, table: Table, rows: string): void {
  const {column} = targetOf(table);
  if (column !== predicted.column)
    throw new Error(
      `the model predicts "${predicted.column}", but the target of the ${rows} is "${column}"; wire rows of the same transform step`
    );
}

/**
 * The rows that can be learned from or predicted.
 *
 * @throws when a row cannot and `missing` is "refuse", naming for each column the first such row (from 1); when fewer than `least` rows are left, 0 where nothing to predict is no error.
 */
export function completeRows(
  table: Table,
  features: readonly string[],
  target: string | undefined,
  missing: "refuse" | "exclude",
  least = 1
): CompleteRows {
  const names = target === undefined ? features : [...features, target];
  const columns = names.map((name) => table.numbers(name));
  const complete = new Uint8Array(table.rows).fill(1);
  const problems: string[] = [];
  for (const [j, column] of columns.entries()) {
    const first = column.findIndex((value) => !Number.isFinite(value));
    if (first < 0) continue;
    problems.push(`column "${names[j]}", row ${first + 1}: ${table.cell(names[j]!, first) ?? "null"}`);
    for (let i = first; i < column.length; ++i) if (!Number.isFinite(column[i])) complete[i] = 0;
  }
  let kept = 0;
  for (const flag of complete) kept += flag;
  const excluded = table.rows - kept;
  if (excluded > 0 && missing === "refuse")
    throw new Error(
      `${excluded} of ${table.rows} rows miss a value (${problems.join("; ")}); fill them or set "missing" to "exclude"`
    );
  if (kept < least) throw new Error(`none of ${table.rows} rows has all of ${names.length} values; need at least ${least}`);
  const rows = new Int32Array(kept);
  for (let i = 0, k = 0; i < table.rows; ++i) if (complete[i]) rows[k++] = i;
  const taken = excluded === 0 ? columns : columns.map((column) => Float64Array.from(rows, (i) => column[i]!));
  const y = target === undefined ? new Float64Array(0) : taken.at(-1)!;
  return {rows, columns: taken.slice(0, features.length), y, excluded};
}
