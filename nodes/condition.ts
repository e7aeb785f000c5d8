import {aliasedColumns, flagAliases, flagNames, withFlagAliases} from "./filters/flag-names.ts";
import {filter, table} from "./kinds.ts";
import {defineNode} from "../runtime/node.ts";
import {condition as sqlCondition, text} from "../runtime/params.ts";

export const condition = defineNode({
  type: "condition",
  version: 1,
  title: "Condition",
  group: "filters",
  doc: `A condition on rows, in SQL, for any *filter hub*.

One boolean expression over the columns of the table, such as \`ext_flg = 0 AND cc_flags = '0000'\` (the paper's *clean* sample) or
\`wise4 <> 0\`. A row is kept where it is true. Where it is false, or undecided because a value is null, the row is removed; the three
numbers are noted.

- Text stands in single quotes, names with spaces, dots or leading digits in double quotes: \`"24mag" < 9\`.
- \`IS NULL\`, \`BETWEEN\`, \`IN\`, \`LIKE\`, \`CASE\`, casts, arithmetic and functions of one row are allowed; anything that reads other rows,
  tables, files, the clock or chance is refused.
- NaN is greater than every number and equal to itself: \`isnan(x)\` finds it.
- Units are those of the columns; nothing is converted.
- \`cc_flags\` and \`ext_flg\` are understood where the table has only \`wise_cc_flags\` and \`wise_ext_flg\`, and the other way round.

The table is read to check and to count. What leaves is the condition itself, to be applied to whatever table arrives at a hub.`,
  references: [
    "DuckDB SQL, https://duckdb.org/docs/sql/introduction",
    "Fonseca-Bonilla, Cerdán, Noriega-Crespo & Moro-Martín 2024, A&A"
  ],
  methods: ({params}) =>
    `The condition ${params.label.trim() === "" ? "" : "“{label}” "}reads \`{sql}\`. Of {notes.rows.in} rows of {inputs.table}, {notes.rows.kept} satisfy it; for {notes.rows.undecided} it is undecided, which counts as not.`,
  inputs: {
    table: table("a table whose columns the condition is about")
  },
  outputs: {
    filter: filter("rows kept where the condition is true")
  },
  params: {
    sql: sqlCondition({of: "table", aliases: flagNames, default: "", doc: "The condition: true for the rows to keep."}),
    label: text({default: "", doc: "What to call it in counts; empty takes the condition itself."})
  },
  async run(context) {
    const {table: sample} = context.inputs;
    const {db, params} = context;
    const sql = params.sql.trim();
    if (sql === "") throw new Error('parameter "sql" is empty; write a condition such as "wise4 <> 0"');
    const aliases = flagAliases(sql, sample.columns);
    const type = await db.explainType(aliasedColumns(aliases, sample.columns), sql);
    if (type !== "boolean")
      throw new Error(`the condition ${JSON.stringify(sql)} is ${type}, not true or false; compare it with something`);
    const seen = withFlagAliases(sql, sample);
    const kept = (await db.rows(seen, sql)).length;
    const undecided = kept === sample.rows ? 0 : (await db.rows(seen, `(${sql}) IS NULL`)).length;
    context.note("rows", {in: sample.rows, kept, removed: sample.rows - kept - undecided, undecided});
    if (Object.keys(aliases).length > 0) context.note("aliases", aliases);
    return {filter: {label: params.label.trim() || sql, rows: {sql}}};
  }
});
