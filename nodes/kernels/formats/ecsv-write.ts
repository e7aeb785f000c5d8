// ECSV 1.0, with commas so that null and empty text differ.
import {records, writeText} from "./csv-write.ts";
import {Sink} from "./sink.ts";
import {commonWords} from "./spell.ts";
import type {FormatColumn, FormatTable, ScalarType, TableFacts} from "./types.ts";

const NAMES: Readonly<Record<ScalarType, string>> = {
  boolean: "bool",
  uint8: "uint8",
  int16: "int16",
  int32: "int32",
  int64: "int64",
  float32: "float32",
  float64: "float64",
  text: "string"
};

/** Writes a table with all that is known of it; UCDs, utypes and frames go into the meta of columns, as STIL does. */
export function* writeEcsv(table: FormatTable): Generator<Uint8Array> {
  const sink = new Sink();
  const line = (text: string): void => sink.text(`# ${text}\n`);
  line("%ECSV 1.0");
  line("---");
  line("delimiter: ','");
  line("datatype:");
  for (const column of table.columns) for (const text of describe(column, table.facts)) line(text);
  for (const text of describeTable(table.facts)) line(text);
  table.columns.forEach(({name}, j) => {
    if (j > 0) sink.byte(0x2c);
    writeText(sink, name, 0x2c);
  });
  sink.byte(0x0a);
  yield sink.take();
  yield* records(table, ",", {...commonWords, yes: "True", no: "False"});
}

function* describe(column: FormatColumn, facts: TableFacts): Generator<string> {
  const {name, unit, ucd, utype, description, frame} = column;
  yield `- name: ${scalar(name)}`;
  if (unit) yield `  unit: ${scalar(unit)}`;
  if (column.type === "vector") {
    const shape = column.shape.map((axis) => (axis < 0 ? "null" : axis)).join(",");
    yield "  datatype: string";
    // Only the one axis of a list may vary (APE 6): deeper arrays are JSON.
    const deep = column.shape.length > 1 && column.shape[0]! < 0;
    yield `  subtype: ${deep ? "json" : scalar(`${NAMES[column.element.type]}[${shape}]`)}`;
  } else yield `  datatype: ${NAMES[column.type]}`;
  if (description) yield `  description: ${scalar(description)}`;
  const system = facts.frames.find(({id}) => id === frame);
  const meta = {ucd, utype, CoosysSystem: system?.system, CoosysEpoch: system?.epoch, CoosysEquinox: system?.equinox};
  const entries = Object.entries(meta).filter(([, value]) => value !== undefined && value !== "");
  if (entries.length === 0) return;
  yield "  meta:";
  for (const [key, value] of entries) yield `    ${key}: ${scalar(value!)}`;
}

function* describeTable({name, description, params, comments}: TableFacts): Generator<string> {
  const entries = new Map<string, string>();
  if (name) entries.set("name", name);
  if (description) entries.set("description", description);
  for (const param of params) if (!entries.has(param.name) && param.name !== "comments") entries.set(param.name, param.value);
  if (entries.size > 0 || comments.length > 0) yield "meta:";
  for (const [key, value] of entries) yield `  ${scalar(key)}: ${scalar(value)}`;
  if (comments.length > 0) yield "  comments:";
  for (const comment of comments) yield `  - ${scalar(comment)}`;
}

/** Plain where every YAML reader takes it for the same string, else double-quoted as in JSON. */
function scalar(text: string): string {
  const plain = /^[A-Za-z][\w./+()^*;-]*( [\w./+()^*;-]+)*$/.test(text) && !/^(true|false|yes|no|on|off|null|y|n)$/i.test(text);
  return plain
    ? text
    : JSON.stringify(text).replace(
        /[\u0080-\u009f\u2028\u2029\ufeff]/g,
        (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`
      );
}
