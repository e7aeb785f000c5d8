// Arrow IPC, files and streams, by a reader of our own: libraries trust what they read, and damaged files keep them busy for ever.
import {Budget} from "../kernels/formats/builders.ts";
import {type ColumnFacts, type FormatTable, given, noFacts} from "../kernels/formats/types.ts";
import {uniqueNames, Warnings} from "../kernels/formats/warnings.ts";
import {type ArrowArray, arraysOf, dictionaryOf} from "./arrow-ipc/arrays.ts";
import {type Chunk, columnOf} from "./arrow-ipc/column.ts";
import {messagesOf} from "./arrow-ipc/messages.ts";
import type {ArrowField} from "./arrow-ipc/schema.ts";
import {type Described, describedBy} from "./described.ts";

/**
 * Reads Arrow IPC: columns of scalars and lists; structs, maps and unions as JSON text; dates and times as ISO 8601 text.
 * @throws where the file is damaged, with what is wrong; what a table takes is bounded by the size of its file.
 */
export async function readArrow(bytes: Uint8Array): Promise<FormatTable> {
  const budget = new Budget(() => bytes.length);
  const warnings = new Warnings();
  const {schema, messages} = messagesOf(bytes);
  const {fields} = schema;
  const encoded = dictionaryFields(fields);
  const dictionaries = new Map<number, readonly ArrowArray[]>();
  const chunks: Chunk[][] = fields.map(() => []);
  let rows = 0;
  for (const message of messages) {
    const {batch} = message;
    // Of columns without bytes of their own, and of no columns, there may be any number of rows.
    budget.take(batch.rows);
    if (message.kind === "batch") {
      arraysOf(fields, batch, dictionaries, budget).forEach((array, j) => chunks[j]!.push({array, rows: batch.rows}));
      rows += batch.rows;
    } else {
      const field = encoded.get(message.id);
      if (!field) continue;
      const before = message.delta ? (dictionaries.get(message.id) ?? []) : [];
      dictionaries.set(message.id, [...before, dictionaryOf(field, batch, dictionaries, budget)]);
    }
  }
  if (rows > 0x7fffffff) throw new Error(`the Arrow file has ${rows} rows; a table may have at most 2147483647`);
  const document = schema.metadata.get("IVOA.VOTable");
  const described = document === undefined ? undefined : await describedBy(document, warnings);
  const names = uniqueNames(
    fields.map(({name}) => name),
    warnings
  );
  const columns = fields.map((field, j) => columnOf(factsOf(field, names[j]!, described), field, chunks[j]!, budget, warnings));
  return {rows, columns, facts: described?.facts ?? noFacts, warnings: warnings.list()};
}

function dictionaryFields(fields: readonly ArrowField[], found = new Map<number, ArrowField>()): Map<number, ArrowField> {
  for (const field of fields) {
    if (field.dictionary) found.set(field.dictionary.id, field);
    dictionaryFields(field.children, found);
  }
  return found;
}

function factsOf({name, metadata}: ArrowField, unique: string, described: Described | undefined): ColumnFacts {
  const own = ["unit", "ucd", "utype", "description"].map((key) => [key, metadata.get(key)]);
  return {...described?.columns.get(name), name: unique, ...given(Object.fromEntries(own) as Record<string, string | undefined>)};
}
