import {table, target as targetPort} from "./kinds.ts";
import {defineNode} from "../runtime/node.ts";
import {columns, flag} from "../runtime/params.ts";
import type {Roles, Table, Target} from "../runtime/table.ts";

const bands = [1, 2, 3, 4];

/** The paper's predictors: the four WISE fluxes, their reduced χ², frame coverages and detection counts. */
export const wiseFeatures: readonly string[] = ["", "rchi2", "m", "nm"].flatMap((quantity) =>
  bands.map((band) => `wise${band}${quantity}`)
);

export const label = defineNode({
  type: "label",
  version: 1,
  title: "Label",
  group: "learning",
  doc: `Parts a table into the rows whose target is known and those whose target shall be predicted.

A row is **labelled** when its target is a finite number other than 0, whatever its sign. It is **unlabelled** when its target is null,
NaN, ±Infinity or 0: catalogues write *not observed* in all these ways. Each way is counted. Switch \`zeroIsMissing\` off where 0 is a
measurement.

Both tables keep every column and the order of the rows, and both say which columns are the features and which is the target (with the
unit and UCD it has here), so that the steps below need not be told again.

Negative fluxes count as labelled: they are measurements of faint sources. Their number is noted, since a logarithm cannot take them;
*transform* refuses or leaves them out, as it is told.`,
  references: ["Fonseca-Bonilla, Cerdán, Noriega-Crespo & Moro-Martín 2024, A&A, Fig. 2 and 3"],
  methods: ({params}) =>
    `The {notes.rows.labelled} rows of {inputs.table} with a measured {outputs.labelled.roles.target.label} are labelled, the other {notes.rows.unlabelled} are to be predicted${params.zeroIsMissing ? "; null, NaN and zero all count as not measured" : "; null and NaN count as not measured"}. The predictors are {outputs.labelled.roles.features}.`,
  inputs: {
    table: table("the sample"),
    target: targetPort("the quantity to learn")
  },
  outputs: {
    labelled: table("the rows with a target"),
    unlabelled: table("the rows without")
  },
  params: {
    features: columns({
      of: "table",
      default: wiseFeatures,
      doc: "The predictors, in order; none takes those the table already has."
    }),
    zeroIsMissing: flag({default: true, doc: "Whether a target of exactly 0 means that there is no measurement."})
  },
  schema({inputs: {table: arriving}, params: {features}}) {
    if (!arriving) return {};
    const roles = features.length > 0 ? {...arriving.roles, features} : arriving.roles;
    const info = {columns: arriving.columns, ...(roles && {roles})};
    return {labelled: info, unlabelled: info};
  },
  run(context) {
    const {table: sample, target} = context.inputs;
    const {params} = context;
    const features = params.features.length > 0 ? params.features : (sample.roles.features ?? []);
    const problems = [...featureProblems(sample, features, target), ...targetProblems(sample, target)];
    if (problems.length > 0) throw new Error(problems.join("\n"));
    const labelled: number[] = [];
    const unlabelled: number[] = [];
    const counts = {null: 0, nan: 0, infinite: 0, zero: 0, negative: 0};
    const {valid} = sample.column(target.column);
    sample.numbers(target.column).forEach((value, i) => {
      if (valid && !valid[i]) ++counts.null;
      else if (Number.isNaN(value)) ++counts.nan;
      else if (!Number.isFinite(value)) ++counts.infinite;
      else if (value === 0 && params.zeroIsMissing) ++counts.zero;
      else {
        if (value < 0) ++counts.negative;
        labelled.push(i);
        return;
      }
      unlabelled.push(i);
    });
    context.note("rows", {in: sample.rows, labelled: labelled.length, unlabelled: unlabelled.length});
    const {negative, ...missing} = counts;
    context.note("missing", missing);
    context.note("negative", negative);
    const roles: Roles = {features: [...features], target: described(sample, target)};
    return {labelled: sample.take(labelled).withRoles(roles), unlabelled: sample.take(unlabelled).withRoles(roles)};
  }
});

function described(sample: Table, target: Target): Target {
  const {unit = target.unit, ucd = target.ucd} = sample.column(target.column);
  return {...target, ...(unit && {unit}), ...(ucd && {ucd})};
}

function targetProblems(sample: Table, {column, errorColumn, label: name}: Target): string[] {
  const absent = [column, errorColumn].filter((c) => c !== undefined && !sample.has(c));
  if (absent.length > 0)
    return absent.map((c) => `the target ${name} needs column "${c}", which is not in the table; ${offer(sample)}`);
  if (sample.column(column).type === "text") return [`the target "${column}" holds text; choose a column of numbers`];
  return [];
}

function featureProblems(sample: Table, features: readonly string[], {column, errorColumn}: Target): string[] {
  if (features.length === 0) return ['there are no features; name at least one column in "features"'];
  const absent = features.filter((name) => !sample.has(name));
  const texts = features.filter((name) => sample.has(name) && sample.column(name).type === "text");
  const telling = features.filter((name) => name === column || name === errorColumn);
  return [
    ...(absent.length > 0
      ? [`the table has no ${absent.length === 1 ? "feature" : "features"} ${quoted(absent)}; ${offer(sample)}`]
      : []),
    ...texts.map((name) => `feature "${name}" holds text; choose columns of numbers`),
    ...telling.map((name) => `feature "${name}" would tell the target; take it out of "features"`)
  ];
}

function offer({columns: all}: Table): string {
  return `it has ${quoted(all.map(({name}) => name))}`;
}

function quoted(names: readonly string[]): string {
  const shown = names.slice(0, 20).map((name) => `"${name}"`);
  return shown.join(", ") + (names.length > 20 ? ` and ${names.length - 20} more` : "") || "none";
}
