import {counted} from "./kernels/words.ts";
import {type Scale, scales} from "./kernels/scales.ts";
import {table} from "./kinds.ts";
import {targetOf} from "./learning/rows.ts";
import {rescale} from "./tasks/scales.ts";
import {defineNode} from "../runtime/node.ts";
import {choice} from "../runtime/params.ts";
import {type Column, type ColumnInfo, realColumn, type Roles, type Table, type Target} from "../runtime/table.ts";

export const transform = defineNode({
  type: "transform",
  version: 1,
  title: "Transform target",
  group: "learning",
  doc: `Adds a column with the logarithm of the target and makes it the target.

\`log10\` of \`m1_f_psf\` is called \`log10_m1_f_psf\`; the source column stays. Where the target has an error column σ, the error of the
new target is added too (\`log10_m1_f_psf_error\`), to first order:

| function | value | error | range |
|---|---|---|---|
| log10 | log₁₀ x | σ / (x ln 10) | x > 0 |
| ln | ln x | σ / x | x > 0 |
| asinh | asinh x | σ / √(1 + x²) | all x; linear about 0 and logarithmic above about 3, in the unit of x |
| none | x | σ | all x; no column is added |

A logarithm has no value for zero and negative fluxes, and nothing has for missing ones: they are refused, with the first such row, or
excluded and counted. New columns have no unit: they are numbers on a logarithmic scale, whose unit of x the description names.`,
  references: [
    "Fonseca-Bonilla, Cerdán, Noriega-Crespo & Moro-Martín 2024, A&A, Fig. 3",
    "Lupton, Gunn & Szalay 1999, AJ 118, 1406 (asinh)"
  ],
  methods: ({params}) =>
    params.function === "none"
      ? "The target was learned as it is."
      : `The target was learned as its ${{log10: "decimal logarithm", ln: "natural logarithm", asinh: "inverse hyperbolic sine"}[params.function]}, \`{outputs.table.roles.target.column}\` ({notes.rows} rows${params.onNonPositive === "exclude" ? "; {notes.missing} without a value were left out" : ""}).`,
  inputs: {
    table: table("labelled rows, their target named")
  },
  outputs: {
    table: table("the same rows with the transformed target")
  },
  params: {
    function: choice(["log10", "ln", "asinh", "none"], {default: "log10", doc: "What is done to the target."}),
    onNonPositive: choice(["refuse", "exclude"], {
      default: "refuse",
      doc: "Rows whose target has no such value (zero or negative under a logarithm, null or not finite under any): refuse the table, or leave them out and count them."
    })
  },
  schema({inputs: {table: arriving}, params}) {
    const target = arriving?.roles?.target;
    if (!arriving || !target || target.transform !== "none" || params.function === "none") return {table: arriving};
    const added = addedColumns(arriving.columns, target, params.function);
    return {table: {columns: [...arriving.columns, ...added], roles: rolesWith(arriving.roles, target, params.function, added)}};
  },
  async run(context) {
    const {table: arriving} = context.inputs;
    const {params} = context;
    const target = targetOf(arriving);
    const name = params.function;
    if (target.transform !== "none")
      throw new Error(
        `the target "${target.column}" is ${target.transform} of "${target.sourceColumn}" already; transform it once`
      );
    const rows = usableRows(arriving, target, name, params.onNonPositive, (what, count) => context.note(what, count));
    const usable = rows.length < arriving.rows ? arriving.take(rows) : arriving;
    if (name === "none") return {table: usable};
    const infos = addedColumns(usable.columns, target, name);
    for (const info of infos)
      if (usable.has(info.name)) throw new Error(`column "${info.name}" is in the table already; rename or drop it before`);
    const [values] = await context.pool.map(rescale, [{values: usable.numbers(target.column), scale: name, way: "forward"}], {
      signal: context.signal
    });
    const columns = infos.map((info, k) => (k === 0 ? realColumn(info, values!) : errorsOf(usable, target, name, info)));
    return {table: usable.with(columns, rolesWith(usable.roles, target, name, infos))};
  }
});

type Transform = Target["transform"];

/** The transformed target and, where there is an error column, its error. */
function addedColumns(columns: readonly ColumnInfo[], target: Target, name: Transform): readonly ColumnInfo[] {
  const {column, errorColumn, unit, ucd} = target;
  const of = `${name} of ${column}${unit === undefined ? "" : ` in ${unit}`}`;
  const value: ColumnInfo = {name: `${name}_${column}`, type: "float64", ...(ucd && {ucd}), description: of};
  if (!columns.some((c) => c.name === errorColumn)) return [value];
  const errorUcd = ["stat.error", ...(ucd ? [ucd] : [])].join(";");
  return [value, {name: `${value.name}_error`, type: "float64", ucd: errorUcd, description: `1σ error of ${of}, to first order`}];
}

function rolesWith(roles: Roles | undefined, target: Target, name: Transform, [value, error]: readonly ColumnInfo[]): Roles {
  const {errorColumn: _, ...rest} = target;
  return {...roles, target: {...rest, column: value!.name, ...(error && {errorColumn: error.name}), transform: name}};
}

function errorsOf(table: Table, {column, errorColumn = ""}: Target, name: Transform, info: ColumnInfo): Column {
  const {slope}: Scale = scales[name];
  const x = table.numbers(column);
  const {valid} = table.column(errorColumn);
  return realColumn(
    info,
    table.numbers(errorColumn).map((sigma, i) => (valid?.[i] === 0 ? 0 : sigma * slope(x[i]!))),
    valid
  );
}

/** Positions of the rows whose target has a value on the scale. @throws when there are others and they are to be refused. */
function usableRows(
  table: Table,
  {column}: Target,
  name: Transform,
  onNonPositive: "refuse" | "exclude",
  note: (name: string, count: number) => void
): Int32Array {
  const x = table.numbers(column);
  const {positive} = scales[name];
  const usable = Int32Array.from(x.keys()).filter((i) => Number.isFinite(x[i]) && (x[i]! > 0 || !positive));
  if (usable.length === 0) throw new Error(`none of ${counted(x.length, "value")} of "${column}" has a ${name}; need at least 1`);
  const first = x.findIndex((value) => !Number.isFinite(value) || (positive && value <= 0));
  if (first >= 0 && onNonPositive === "refuse")
    throw new Error(
      `${x.length - usable.length} of ${counted(x.length, "value")} of "${column}" ${x.length - usable.length === 1 ? "has" : "have"} no ${name} (the first in row ${first + 1}: ` +
        `${table.cell(column, first)}); set "onNonPositive" to "exclude"${positive ? ", or take asinh" : ""}`
    );
  const count = (test: (value: number) => boolean): number => x.reduce((sum, value) => sum + (test(value) ? 1 : 0), 0);
  note("rows", usable.length);
  note(
    "missing",
    count((value) => !Number.isFinite(value))
  );
  if (positive) {
    note(
      "zero",
      count((value) => value === 0)
    );
    note(
      "negative",
      count((value) => value < 0 && Number.isFinite(value))
    );
  }
  return usable;
}
