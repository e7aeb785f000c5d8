import {join} from "node:path";
import {formatOfTable} from "../../nodes/catalogues/format-of-table.ts";
import {extensionOf, type WriteFormat, writeTable} from "../../nodes/formats/write.ts";
import type {ExportedFile} from "../../nodes/kinds.ts";
import type {Settled} from "../../runtime/state.ts";
import {type Column, columnInfo, type Table} from "../../runtime/table.ts";
import type {Workflow} from "../../runtime/workflow.ts";
import type {FormatTable} from "../../nodes/kernels/formats/types.ts";
import type {Session} from "../../runtime/session.ts";
import {markTable} from "../origin/embed.ts";
import {originOfRun, type Ran} from "../origin/of-run.ts";
import {originWord} from "../origin/origin.ts";
import {makeFolder, streamTarget, writeTarget} from "./target.ts";

/**
 * Writes what leaves the workflow, that is every output no other step reads: tables in the format asked for (CSV with a description of
 * its columns beside it), files as they are, the rest as JSON. All of it carries its origin; that of CSV is in the
 * file beside it. Gives the paths written.
 */
export async function writeOutputs(
  {directory, format}: {readonly directory: string; readonly format: WriteFormat},
  ran: Ran,
  session: Session
): Promise<string[]> {
  const {workflow, states} = ran;
  makeFolder(directory);
  const written: string[] = [];
  const place = (name: string): string => {
    written.push(join(directory, name));
    return written.at(-1)!;
  };
  for (const {step, port} of leaving(workflow, states)) {
    const {kind, summary} = (states.get(step) as Extract<Settled, {status: "done"}>).outputs[port]!;
    const name = `${step}.${port}`;
    const word = await originWord(await originOfRun(ran, name));
    if (kind === "table") {
      const table = (await session.value(step, port)) as Table;
      const file = `${name}.${extensionOf(format)}`;
      await streamTarget(place(file), await writeTable(marked(formatOfTable(table), word), format));
      if (format === "csv" || format === "tsv")
        writeTarget(place(`${file}.columns.json`), `${JSON.stringify({...sidecarOf(table), "": {origin: word}}, null, 2)}\n`);
    } else if (kind === "file") {
      const {name: own, bytes} = (await session.value(step, port)) as ExportedFile;
      const carrying = await markTable(bytes, word);
      writeTarget(place(own), carrying ?? bytes);
      if (!carrying) writeTarget(place(`${own}.columns.json`), `${JSON.stringify({"": {origin: word}}, null, 2)}\n`);
    } else writeTarget(place(`${name}.json`), `${JSON.stringify({...(summary as object), origin: word}, null, 2)}\n`);
  }
  return written;
}

/** The table with its origin among its comments, for the formats that have a place for those. */
function marked(table: FormatTable, word: string): FormatTable {
  return {...table, facts: {...table.facts, comments: [...table.facts.comments, word]}};
}

/** What CSV has no place for: column → type, unit, UCD, description, as `catalog` reads it. */
function sidecarOf(table: Table): object {
  return Object.fromEntries(table.columns.map((column) => [column.name, withoutName(column)]));
}

function leaving(workflow: Workflow, states: ReadonlyMap<string, Settled>): {step: string; port: string}[] {
  const read = new Set([...workflow.steps.values()].flatMap((step) => Object.values(step.inputs).flat()));
  const found: {step: string; port: string}[] = [];
  for (const [step, state] of states) {
    if (state.status !== "done") continue;
    for (const port of Object.keys(state.outputs)) if (!read.has(`${step}.${port}`)) found.push({step, port});
  }
  return found;
}

function withoutName(column: Column): object {
  const {name: _name, ...rest} = columnInfo(column);
  return rest;
}
