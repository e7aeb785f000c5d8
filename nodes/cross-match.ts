import {
  countRepeated,
  countUnplaced,
  FINDS,
  type Join,
  JOINS,
  joinedParts,
  joinRows,
  type Pairs,
  type Positions
} from "./kernels/cross-match.ts";
import {metaBeside} from "./catalogues/facts.ts";
import {positionsOf} from "./catalogues/positions.ts";
import {namesBeside, pick, renamed, rolesBeside} from "./catalogues/side-by-side.ts";
import {table} from "./kinds.ts";
import {matchLists} from "./tasks/cross-match.ts";
import {defineNode} from "../runtime/node.ts";
import {choice, column, flag, real, text} from "../runtime/params.ts";
import {type ColumnInfo, realColumn, Table} from "../runtime/table.ts";

const SEPARATION = {
  name: "Separation",
  unit: "arcsec",
  ucd: "pos.angDistance",
  description: "Angular distance between the two positions"
} as const;

const coordinate = (of: "table1" | "table2", what: string) =>
  column({of, default: "", doc: `${what} of ${of}, in degrees; empty finds it by its UCD or name.`});

const suffix = (value: string, doc: string) =>
  text({default: value, doc, pattern: /^\S+$/, expected: "one or more characters without spaces"});

export const crossMatch = defineNode({
  type: "cross-match",
  version: 1,
  title: "Cross-match",
  group: "catalogues",
  doc: `Pairs the rows of two tables whose positions lie within a radius of each other on the sky.

The match is exact: every pair no farther apart than the radius is found, at the poles and across 0h as elsewhere, and the distance is
good to 1e-10 arcsec. It does what STILTS's \`tskymatch2\` does, in its words.

**find** chooses among the pairs:
- \`all\`: every pair;
- \`best1\`: for each row of table1 its nearest of table2; a row of table2 may serve several times;
- \`best2\`: for each row of table2 its nearest of table1;
- \`best\`: symmetric, no row in two pairs; among the pairs of best2 each row of table1 keeps its nearest.

Of partners equally far away the one that comes first is taken. The nearest member of each source is not the nearest source of each
member: in crowded fields the four give different samples, and \`repeated\` among the counts says how many rows matched more than once.

**join** chooses the rows of the result: \`1and2\` the pairs, \`all1\`, \`all2\` and \`1or2\` also the unmatched rows of table1, table2 or
both (the other side is null), \`1not2\`, \`2not1\` and \`1xor2\` only the unmatched.

The result has all columns of table1, then all of table2, then \`Separation\` in arcsec. A name that both have gets a suffix on either
side. Rows are ordered by row of table1, then of table2; unmatched rows of table2 come last.

A row without a position (null, NaN or infinite) matches nothing and is counted. A declination beyond ±90° is refused.
No proper motion is applied: both positions should be of about the same epoch.`,
  references: ["Taylor 2006, ASP Conf. Ser. 351, 666 (STILTS)", "Gray, Nieto-Santisteban & Szalay 2006, MSR-TR-2006-52 (zones)"],
  methods: ({params}) =>
    `The positions of {inputs.table1} ({notes.rows.table1} rows) and {inputs.table2} ({notes.rows.table2} rows) were matched within {radius}, without proper motion; ${
      {
        all: "every pair was kept",
        best1: "each row of the former got its nearest of the latter",
        best2: "each row of the latter got its nearest of the former",
        best: "of several partners the nearest was taken, and no row is in two pairs"
      }[params.find]
    }. That gave {notes.pairs} pairs${params.join === "1and2" ? "" : ", and with {join} a table of {outputs.matched.rows} rows"}; {notes.repeated.table1} and {notes.repeated.table2} rows had more than one partner within reach.`,
  inputs: {
    table1: table("one table of positions"),
    table2: table("the other")
  },
  outputs: {
    matched: table("the joined rows")
  },
  params: {
    radius: real({default: 2, min: 0, max: 648000, unit: "arcsec", doc: "The greatest distance of a pair."}),
    find: choice(FINDS, {default: "best", doc: "Which of the pairs within the radius are kept."}),
    join: choice(JOINS, {default: "1and2", doc: "Which rows the result has: matched, unmatched or both."}),
    ra1: coordinate("table1", "Right ascension"),
    dec1: coordinate("table1", "Declination"),
    ra2: coordinate("table2", "Right ascension"),
    dec2: coordinate("table2", "Declination"),
    suffix1: suffix("_1", "Ends the names of table1's columns that table2 has too."),
    suffix2: suffix("_2", "Ends the names of table2's columns that table1 has too."),
    countChance: flag({
      default: false,
      doc: "Match once more with table2 moved by twenty radii in declination, to count the pairs that chance alone would give."
    })
  },
  schema({inputs: {table1, table2}, params: {join, suffix1, suffix2}}) {
    if (!table1 || !table2) return {};
    const {list1, list2, separation} = joinedParts(join);
    if (!list1 || !list2) return {matched: list1 ? table1 : table2};
    const names = namesBeside(table1, table2, [suffix1, suffix2], separation ? [SEPARATION.name] : []);
    const columns: ColumnInfo[] = [...renamed(table1.columns, names.names1), ...renamed(table2.columns, names.names2)];
    if (separation) columns.push({...SEPARATION, type: "float64"});
    return {matched: {columns, roles: rolesBeside(table1.roles ?? {}, table2.roles ?? {}, names)}};
  },
  async run(context) {
    const {inputs, params, pool, signal} = context;
    const {table1, table2} = inputs;
    const {radius, find, join, suffix1, suffix2, countChance} = params;
    if (suffix1 === suffix2) throw new Error(`suffix1 and suffix2 must differ; both are "${suffix1}"`);
    const list1 = positionsOf(table1, {ra: params.ra1, dec: params.dec1}, "table1");
    const list2 = positionsOf(table2, {ra: params.ra2, dec: params.dec2}, "table2");
    const items = [list2, ...(countChance ? [shifted(list2, (20 * radius) / 3600)] : [])].map(({ra, dec}) => ({
      list1: {ra: list1.ra, dec: list1.dec},
      list2: {ra, dec},
      radius,
      find
    }));
    const [pairs, chance] = await pool.map(matchLists, items, {
      signal,
      onProgress: (fraction) => context.progress(fraction, "matching positions")
    });
    context.note("rows", {table1: table1.rows, table2: table2.rows});
    context.note("pairs", pairs!.row1.length);
    context.note("unmatched", {table1: table1.rows - distinct(pairs!.row1), table2: table2.rows - distinct(pairs!.row2)});
    context.note("noPosition", {table1: countUnplaced(list1), table2: countUnplaced(list2)});
    const {list1: repeated1, list2: repeated2} = countRepeated(pairs!, table1.rows, table2.rows);
    context.note("repeated", {table1: repeated1, table2: repeated2});
    context.note("positions", {table1: list1.columns, table2: list2.columns});
    if (chance) context.note("pairsByChance", chance.row1.length);
    return {matched: joined(table1, table2, pairs!, join, [suffix1, suffix2])};
  }
});

function joined(table1: Table, table2: Table, pairs: Pairs, join: Join, suffixes: readonly [string, string]): Table {
  const {row1, row2, separation} = joinRows(pairs, table1.rows, table2.rows, join);
  const parts = joinedParts(join);
  if (!parts.list2) return table1.take(row1);
  if (!parts.list1) return table2.take(row2);
  const names = namesBeside(table1, table2, suffixes, parts.separation ? [SEPARATION.name] : []);
  const columns = [
    ...renamed(
      table1.columns.map((column) => pick(column, row1)),
      names.names1
    ),
    ...renamed(
      table2.columns.map((column) => pick(column, row2)),
      names.names2
    )
  ];
  if (parts.separation) {
    const valid = Uint8Array.from(separation, (value) => (Number.isNaN(value) ? 0 : 1));
    const values = separation.map((value) => (Number.isNaN(value) ? 0 : value));
    columns.push(realColumn(SEPARATION, values, valid.includes(0) ? valid : undefined));
  }
  return new Table({
    columns,
    rows: row1.length,
    roles: rolesBeside(table1.roles, table2.roles, names),
    meta: metaBeside(table1.meta, table2.meta, names),
    parents: [table1.parentOf(row1), table2.parentOf(row2)]
  });
}

/** Moved in declination by some degrees, toward the equator where a pole is near. */
function shifted({ra, dec}: Positions, by: number): Positions {
  return {ra, dec: dec.map((value) => (value > 0 ? value - by : value + by))};
}

function distinct(rows: Int32Array): number {
  return new Set(rows).size;
}
