import {judge, type JudgeOptions} from "./filters/judge.ts";
import {type ColumnChoice, type Filter, filter, many, table} from "./kinds.ts";
import {defineNode} from "../runtime/node.ts";
import type {Table} from "../runtime/table.ts";

export const filterHub = defineNode({
  type: "filter-hub",
  version: 1,
  title: "Filter hub",
  group: "filters",
  doc: `Applies filters to a table: conditions on rows, regions, choices of columns, as many as are connected.

The filters come from people (*condition*) or from algorithms (*hull*, *boruta*), and the table need not be the one they were found on:
this is the paper's double-headed arrow. Connect the *clean* condition or take it away to go from the unclean to the clean sample.

- A **condition** keeps the rows where it is true; false and undecided rows leave.
- A **region** keeps the rows inside or on its boundary. A row with a missing value, or with no logarithm where the region lies in log
  space, is outside; their number is noted.
- A **choice of columns** drops the columns that were judged and rejected, from the table and from its features. Columns never judged stay.

Rows are judged on the table as it arrives, so the order of the filters changes no result, only the counts: for each filter, *alone* is
what it would remove by itself, *removed* what it removes of the rows that those before it left. Row order is kept. A table that loses
nothing leaves unchanged, and so does its content hash: nothing below is computed again.`,
  references: ["Fonseca-Bonilla, Cerdán, Noriega-Crespo & Moro-Martín 2024, A&A, Fig. 3"],
  methods: ({notes}) =>
    `Of {inputs.table} ({notes.rows.in} rows), {notes.rows.out} rows passed {inputs.filters}.${"dropped" in notes ? " Left out were the columns {notes.dropped}." : ""}`,
  inputs: {
    table: table("the table to filter"),
    filters: many(filter("conditions, regions and choices of columns"))
  },
  outputs: {
    table: table("what is left")
  },
  params: {},
  // At most these: what a choice of columns drops is known only once it has been made.
  schema: ({inputs}) => ({table: inputs.table}),
  async run(context) {
    const {table: arriving, filters} = context.inputs;
    const {rows, counts} = await keepRows(arriving, filters, context);
    const kept = rows.length === arriving.rows ? arriving : arriving.take(rows);
    const dropped = droppedColumns(arriving, filters);
    const left = dropped.length === 0 ? kept : kept.without(dropped);
    context.note("rows", {in: arriving.rows, out: left.rows});
    if (counts.length > 0)
      context.note(
        "removed",
        counts.map((count) => ({...count}))
      );
    if (dropped.length > 0) context.note("dropped", dropped);
    if (arriving.roles.features)
      context.note("features", {in: arriving.roles.features.length, out: left.roles.features?.length ?? 0});
    return {table: left};
  }
});

interface Means extends JudgeOptions {
  progress(fraction: number, message?: string): void;
}

/** What a filter does to rows. */
interface Count {
  readonly label: string;
  /** Of the rows that the filters before it left. */
  readonly removed: number;
  /** Of all rows. */
  readonly alone: number;
  /** Rows with no place in a region's space. */
  readonly missing?: number;
}

async function keepRows(table: Table, filters: readonly Filter[], means: Means): Promise<{rows: Uint32Array; counts: Count[]}> {
  const alive = new Uint8Array(table.rows).fill(1);
  const counts: Count[] = [];
  for (const [i, filter] of filters.entries()) {
    means.progress(i / filters.length, filter.label);
    const judged = await judge(table, filter, means).catch((error: unknown) => {
      throw new Error(`filter "${filter.label}": ${(error as Error).message}`, {cause: error});
    });
    if (!judged) continue;
    let removed = 0;
    let alone = 0;
    judged.keep.forEach((keep, row) => {
      if (keep) return;
      ++alone;
      removed += alive[row]!;
      alive[row] = 0;
    });
    counts.push({label: filter.label, removed, alone, ...(judged.missing > 0 && {missing: judged.missing})});
  }
  return {rows: Uint32Array.from(alive.keys()).filter((row) => alive[row] === 1), counts};
}

/** The columns that some choice rejects, in the table's order. @throws when a choice keeps columns that are not there. */
function droppedColumns(table: Table, filters: readonly Filter[]): string[] {
  const choices = filters.filter((filter): filter is Filter & {columns: ColumnChoice} => filter.columns !== undefined);
  const problems = choices.flatMap(({label, columns: {keep}}) => {
    const absent = keep.filter((name) => !table.has(name));
    return absent.length > 0 ? [`filter "${label}" keeps ${quoted(absent)}, which the table does not have`] : [];
  });
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const rejected = new Set(choices.flatMap(({columns: {keep, among}}) => among.filter((name) => !keep.includes(name))));
  return table.columns.map(({name}) => name).filter((name) => rejected.has(name));
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}
