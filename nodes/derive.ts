import {counted} from "./kernels/words.ts";
import {table} from "./kinds.ts";
import {type Database, defineNode} from "../runtime/node.ts";
import {type Expression, expressions} from "../runtime/params.ts";
import {type Column, type ColumnInfo, columnInfo, nullCount, type Table} from "../runtime/table.ts";

export const derive = defineNode({
  type: "derive",
  version: 1,
  title: "Derive columns",
  group: "catalogues",
  doc: `Adds columns computed by SQL expressions, each with its unit, UCD and description.

An expression sees the columns of the table and those derived before it in the list. It is one expression of one row: arithmetic,
comparisons, \`CASE\`, casts, text and mathematical functions; what reads other rows, files, the clock or chance is refused. Names with
spaces, dots or leading digits stand in double quotes. The new name must not be in the table yet. A bare column name makes a copy under
another name, with its unit, UCD and description. Nulls give nulls, and are counted; units are written down, not converted.

## Recipes

Flux densities are in µJy from Vega magnitudes m by 10^(−0.4 m) times the flux of magnitude 0, here in µJy (for a source of constant
νFν in WISE):

| band | λ (µm) | expression |
|---|---|---|
| J, H, Ks | 1.235, 1.662, 2.159 | \`1594e6 * pow(10, -0.4 * Jmag)\`, \`1024e6\` …, \`666.7e6\` … |
| W1 | 3.35 | \`309.540e6 * pow(10, -0.4 * W1mag)\` |
| W2 | 4.60 | \`171.787e6 * pow(10, -0.4 * W2mag)\` |
| W3 | 11.56 | \`31.674e6 * pow(10, -0.4 * W3mag)\` |
| W4 | 22.09 | \`8.363e6 * pow(10, -0.4 * W4mag)\` |
| IRAC 3.6, 4.5, 5.8, 8.0 | 3.55, 4.49, 5.73, 7.87 | \`280.9e6\` …, \`179.7e6\` …, \`115.0e6\` …, \`64.13e6\` … |
| MIPS 24 | 23.68 | \`7.14e6 * pow(10, -0.4 * "24mag")\` |

- the error of such a flux F, for an error e_m that is small: \`0.4 * ln(10) * F * e_m\`
- AB magnitudes to µJy: \`pow(10, (23.9 - m) / 2.5)\`; mJy to µJy: \`1000 * F\`
- νFν in erg/s/cm² from F in µJy at λ in µm: \`F * 2.99792458e-15 / lambda\`
- distance in pc from a parallax in mas: \`1000 / nullif(Plx, 0)\`; colour: \`W1mag - W2mag\`
- 0 for *not observed* made null: \`nullif(wise4, 0)\`; signal-to-noise ratio: \`wise4 / dwise4\`

All mathematics is DuckDB's, compiled to WebAssembly, and gives the same bits on every machine. Fractions such as 0.1 are decimals to
DuckDB until they meet a float: write \`0.1e0\` where it matters. \`7 // 2\` divides integers, \`7 / 2\` does not.`,
  references: [
    "Jarrett et al. 2011, ApJ 735, 112 (WISE zero points)",
    "Cohen, Wheaton & Megeath 2003, AJ 126, 1090 (2MASS zero points)",
    "IRAC Instrument Handbook and MIPS Instrument Handbook, IRSA",
    "Oke & Gunn 1983, ApJ 266, 713 (AB magnitudes)"
  ],
  methods: () => "Columns were derived for {notes.rows} rows of {inputs.table}: {expressions}.",
  inputs: {
    table: table("the table to add to")
  },
  outputs: {
    table: table("the table with the new columns at its end")
  },
  params: {
    expressions: expressions({of: "table", default: [], doc: "The new columns, in order."})
  },
  // Types follow from the expressions only in the engine; numbers are what most are.
  schema({inputs: {table: arriving}, params}) {
    if (!arriving) return {};
    const added: ColumnInfo[] = [];
    for (const expression of params.expressions)
      added.push(described({name: expression.name, type: "float64"}, expression, [...arriving.columns, ...added]));
    return {table: {...arriving, columns: [...arriving.columns, ...added]}};
  },
  async run(context) {
    const {table: arriving} = context.inputs;
    const all = context.params.expressions;
    const problems = all
      .filter(({name}) => arriving.has(name))
      .map(({name}) => `column "${name}" is in the table already; choose another name`);
    if (problems.length > 0) throw new Error(problems.join("\n"));
    let grown = arriving;
    for (const batch of batches(all)) {
      grown = grown.with(await compute(context.db, grown, batch));
      context.progress(batch.done / all.length, `derived ${batch.done} of ${counted(all.length, "column")}`);
    }
    const made = grown.columns.slice(arriving.columns.length);
    context.note("rows", grown.rows);
    context.note(
      "derived",
      made.map((column) => ({name: column.name, type: column.type, ...oddities(column)}))
    );
    return {table: grown};
  }
});

interface Batch {
  readonly expressions: Expression[];
  /** How many expressions are done once it is. */
  done: number;
}

/** Expressions computed together: none reads another of its batch. */
function batches(all: readonly Expression[]): readonly Batch[] {
  const found: Batch[] = [];
  for (const [i, expression] of all.entries()) {
    const sql = expression.sql.toLowerCase();
    const last = found.at(-1);
    // A name inside a longer word or a string only makes a batch more.
    if (!last || last.expressions.some(({name}) => sql.includes(name.toLowerCase().replaceAll('"', '""'))))
      found.push({expressions: [expression], done: i + 1});
    else {
      last.expressions.push(expression);
      last.done = i + 1;
    }
  }
  return found;
}

async function compute(db: Database, source: Table, {expressions: batch}: Batch): Promise<Column[]> {
  const columns = await db.compute(source, Object.fromEntries(batch.map(({name, sql}) => [name, sql])));
  const byName = new Map(columns.map((column) => [column.name, column]));
  return batch.map((expression) => {
    const column = byName.get(expression.name)!;
    return {...column, ...described(column, expression, source.columns)} as Column;
  });
}

function described(
  {name, type}: ColumnInfo,
  {sql, unit = "", ucd = "", description = ""}: Expression,
  columns: readonly ColumnInfo[]
): ColumnInfo {
  const bare = sql.trim().replace(/^"(.*)"$/s, (_, quoted: string) => quoted.replaceAll('""', '"'));
  const copied = columns.find((column) => column.name === bare);
  return columnInfo({
    name,
    type,
    unit: unit || copied?.unit || "",
    ucd: ucd || copied?.ucd || "",
    description: description || copied?.description || sql.trim()
  });
}

/** How many values are null, NaN or infinite, where any are. */
function oddities(column: Column): {readonly null?: number; readonly nan?: number; readonly infinite?: number} {
  const counts = {null: nullCount(column), nan: 0, infinite: 0};
  if (column.type === "float64" || column.type === "float32")
    for (const value of column.values) {
      if (Number.isNaN(value)) ++counts.nan;
      else if (!Number.isFinite(value)) ++counts.infinite;
    }
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}
