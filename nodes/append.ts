import {counted} from "./kernels/words.ts";
import {many, table} from "./kinds.ts";
import {predictionNames} from "./learning/prediction-columns.ts";
import {defineNode} from "../runtime/node.ts";
import {flag, text} from "../runtime/params.ts";
import {type Column, columnInfo, type NumberValues, type Table, textColumn} from "../runtime/table.ts";

export const append = defineNode({
  type: "append",
  version: 1,
  title: "Append",
  group: "results",
  doc: `Joins predictions to the sample they were made for, as new columns.

Rows are joined by identity: every table remembers which rows of which table it was taken from, through filters, splits and models, so
no key column is needed and none could go wrong. The sample keeps all its rows, in order, and all its columns; the new columns are null
where nothing was predicted. Predictions made from another table are refused.

Of each table of predictions the columns of its target's prediction are appended (\`predicted_m1_f_psf\`, its bounds and spread, in the
unit of the target, with a UCD that ends in \`meta.modelled\`); with *all*, every column that the sample has not, such as those on the
learned scale.

Several predictions may be connected: of several targets, or of one target by several models. Where two would give columns of the same
name, tell them apart by \`suffixes\`, one for each wire in order, such as \`_ET,_LR\`.`,
  references: ["Fonseca-Bonilla, Cerdán, Noriega-Crespo & Moro-Martín 2024, A&A, Fig. 3", "UCD1+ vocabulary, IVOA"],
  methods: () =>
    "The predictions {inputs.predictions} were joined to {inputs.sample} ({notes.rows} rows) by the identity of the rows; rows without a prediction keep a null.",
  inputs: {
    sample: table("the table to add to"),
    predictions: many(table("predictions for some of its rows"))
  },
  outputs: {
    table: table("the sample with the predicted columns")
  },
  params: {
    suffixes: text({
      default: "",
      doc: "What to end the new names with: one suffix for each table of predictions, parted by commas."
    }),
    all: flag({default: false, doc: "Whether to append every column that the sample has not, not only the prediction's."})
  },
  run(context) {
    const {sample, predictions} = context.inputs;
    const suffixes = suffixesFor(predictions.length, context.params.suffixes);
    predictions.forEach((prediction, i) => checkOrigin(sample, prediction, i));
    const positions = sample.rowIdentity();
    const counts: {columns: string[]; predicted: number; elsewhere: number}[] = [];
    let joined = sample;
    for (const [i, prediction] of predictions.entries()) {
      const sources = rowsOf(prediction, i);
      const rows = positions.map((position) => sources.get(position) ?? -1);
      const names = appended(sample, prediction, context.params.all, i);
      const columns = names.map((name) => ({...scatter(prediction, name, rows), name: `${name}${suffixes[i]}`}));
      const taken = columns.find(({name}) => joined.has(name));
      if (taken)
        throw new Error(
          `column "${taken.name}" is there already; set "suffixes" to ${predictions.map((_, k) => `_${k + 1}`).join(",")} or the like`
        );
      joined = joined.with(columns);
      const predicted = rows.reduce((sum, row) => sum + (row < 0 ? 0 : 1), 0);
      const inSample = new Set(positions);
      const elsewhere = [...sources.keys()].filter((position) => !inSample.has(position)).length;
      counts.push({columns: columns.map(({name}) => name), predicted, elsewhere});
    }
    context.note("rows", sample.rows);
    context.note("appended", counts);
    return {table: joined};
  }
});

function suffixesFor(n: number, given: string): readonly string[] {
  if (given.trim() === "") return Array.from({length: n}, () => "");
  const suffixes = given.split(",").map((suffix) => suffix.trim());
  if (suffixes.length !== n)
    throw new Error(`"suffixes" has ${suffixes.length} of them for ${counted(n, "table")} of predictions; give one for each`);
  return suffixes;
}

function checkOrigin(sample: Table, prediction: Table, i: number): void {
  if (prediction.root === sample.root) return;
  const short = ({root}: Table): string => root.slice(0, 12) || "unknown";
  throw new Error(
    `predictions ${i + 1} were not made from this sample: their rows come from table ${short(prediction)}, the sample's from ${short(sample)}; connect the table that was labelled`
  );
}

/** Position in the root table → row of the predictions. */
function rowsOf(prediction: Table, i: number): ReadonlyMap<number, number> {
  const rows = new Map<number, number>();
  prediction.rowIdentity().forEach((position, row) => {
    const before = rows.get(position);
    if (before !== undefined)
      throw new Error(
        `predictions ${i + 1} hold the same row of the sample twice, as rows ${before + 1} and ${row + 1}; predict each once`
      );
    rows.set(position, row);
  });
  return rows;
}

function appended(sample: Table, prediction: Table, all: boolean, i: number): string[] {
  const fresh = prediction.columns.map(({name}) => name).filter((name) => !sample.has(name));
  if (all) return fresh;
  const {target} = prediction.roles;
  const names = target ? (Object.values(predictionNames(target.column)) as string[]) : [];
  const found = fresh.filter((name) => names.includes(name));
  if (found.length > 0) return found;
  throw new Error(
    `predictions ${i + 1} hold no prediction of ${target ? `"${target.column}"` : "any target"} that the sample has not; connect a predict or inverse-log step, or switch "all" on`
  );
}

/** A column with, at each place, the value of that row, null where the row is −1. */
function scatter(table: Table, name: string, rows: Int32Array): Column {
  const column = table.column(name);
  const info = columnInfo(column);
  if (column.type === "text") {
    const strings = table.strings(name);
    return textColumn(
      info,
      Array.from(rows, (row) => (row < 0 ? null : strings[row]))
    );
  }
  const values = new (column.values.constructor as new (n: number) => NumberValues)(rows.length);
  const valid = new Uint8Array(rows.length);
  rows.forEach((row, i) => {
    if (row < 0 || column.valid?.[row] === 0) return;
    values[i] = column.values[row]!;
    valid[i] = 1;
  });
  return {...info, type: column.type, values, ...(valid.includes(0) && {valid})} as Column;
}
