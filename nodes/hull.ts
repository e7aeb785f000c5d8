import {counted} from "./kernels/words.ts";
import {SPACES} from "./kernels/hull/region.ts";
import {filter, learned, type Region, table} from "./kinds.ts";
import {drawHull} from "./tasks/hull.ts";
import {defineNode} from "../runtime/node.ts";
import {choice, columns, real} from "../runtime/params.ts";
import type {Table} from "../runtime/table.ts";

export const hull = defineNode({
  type: "hull",
  version: 1,
  title: "Convex hull",
  group: "filters",
  doc: `Draws the smallest convex region round the rows that arrive, as a condition on rows: a filter hub keeps those inside.

A model knows nothing beyond the rows it learned from, and trees cannot extrapolate at all. So predictions are asked for only where a
candidate lies inside the hull of the labelled rows in the chosen columns; the paper takes the four WISE fluxes.

**space** says in which values the region is convex: \`raw\` as they are, \`log10\`, or \`yeoJohnson\` with λ of greatest likelihood for
each column of these rows. The paper does not say which it used, and it matters: of 416 candidates of one real table 304, 272 and 293
fall inside. A hull of raw fluxes is drawn by the brightest few rows, one of logarithms treats faint and bright alike.

Up to six columns the region is kept as its facets (quickhull, deciding by exact arithmetic on which side of a facet a row lies, so
that repeated rows, grids and nearly flat clouds do no harm). With more columns, or more than 10 000 facets, it is kept as its vertices
only, and each test looks for the nearest point of the hull.

Rows where a value is missing, or not positive in log10, take no part and are counted; such candidates are outside. Rows that do not
span all dimensions are refused, with the column to drop.

In the paper the hull is drawn round all labelled rows, those of the later test included.`,
  references: [
    "Barber, Dobkin & Huhdanpaa 1996, ACM TOMS 22, 469 (quickhull)",
    "Wolfe 1976, Math. Program. 11, 128 (nearest point)",
    "Fonseca-Bonilla, Cerdán, Noriega-Crespo & Moro-Martín 2024, A&A, sect. 3"
  ],
  methods: ({params}) =>
    `The convex hull of {inputs.table} ({notes.rows} rows) was drawn in ${params.columns.length > 0 ? "{columns}" : "the features"}, ${
      {raw: "in the values as they are", log10: "in their logarithms", yeoJohnson: "in their Yeo–Johnson transforms"}[
        params.space
      ]
    }. It has {notes.vertices} vertices and {notes.facets} facets; {notes.missing} rows without a place there took no part.`,
  inputs: {table: learned(table("the rows to draw the hull round"))},
  outputs: {filter: filter("rows inside the hull")},
  params: {
    columns: columns({
      of: "table",
      default: ["wise1", "wise2", "wise3", "wise4"],
      doc: "The dimensions of the hull; none takes the features of the table."
    }),
    space: choice(SPACES, {default: "raw", doc: "What is done to each value before the hull is drawn."}),
    tolerance: real({
      default: 1e-9,
      min: 0,
      max: 1,
      doc: "How far beyond a facet still counts as inside, as a fraction of each column's extent."
    })
  },
  async run(context) {
    const {inputs, params, pool, signal} = context;
    const names = params.columns.length > 0 ? params.columns : (inputs.table.roles.features ?? []);
    const item = {columns: valuesOf(inputs.table, names), names, space: params.space, tolerance: params.tolerance};
    context.progress(0, `drawing the hull in ${counted(names.length, "dimension")}`);
    const [fitted] = await pool.map(drawHull, [item], {signal});
    const {region: shape, hull: drawn, used, missing} = fitted!;
    const region: Region = {columns: [...names], ...shape};
    context.note("rows", used);
    context.note("missing", missing);
    context.note("vertices", drawn.rows.length);
    context.note("facets", drawn.simplices.length / drawn.d);
    if (shape.lambdas) context.note("lambdas", Object.fromEntries(names.map((name, j) => [name, shape.lambdas![j]!])));
    return {filter: {label: `inside the hull of ${names.join(", ")} (${params.space})`, region}};
  }
});

function valuesOf(source: Table, names: readonly string[]): Float64Array[] {
  if (names.length === 0) throw new Error('the hull has no dimensions; name at least one column in "columns"');
  const all = source.columns.map(({name}) => `"${name}"`);
  const offer = all.slice(0, 20).join(", ") + (all.length > 20 ? ` and ${all.length - 20} more` : "");
  const absent = names.filter((name) => !source.has(name)).map((name) => `column "${name}" is not in the table; it has ${offer}`);
  const texts = names.filter((name) => source.has(name) && source.column(name).type === "text");
  const problems = [...absent, ...texts.map((name) => `column "${name}" holds text; choose columns of numbers`)];
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return names.map((name) => source.numbers(name));
}
