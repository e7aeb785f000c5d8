import {mkdirSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import type {Session} from "../../runtime/session.ts";
import type {Settled} from "../../runtime/state.ts";
import {type Column, columnInfo, type Table} from "../../runtime/table.ts";
import {parseWire, type Workflow} from "../../runtime/workflow.ts";

/** Writes what leaves the workflow, that is every output no other step reads: tables as CSV with their column descriptions beside them, the rest as JSON. */
export async function writeOutputs(
  directory: string,
  workflow: Workflow,
  session: Session,
  states: ReadonlyMap<string, Settled>
): Promise<string[]> {
  mkdirSync(directory, {recursive: true});
  const written: string[] = [];
  const write = (name: string, text: string): void => {
    writeFileSync(join(directory, name), text);
    written.push(join(directory, name));
  };
  for (const {step, port} of leaving(workflow, states)) {
    const value = await session.value(step, port);
    const {kind, summary} = (states.get(step) as Extract<Settled, {status: "done"}>).outputs[port]!;
    if (kind === "table") {
      const table = value as Table;
      write(`${step}.${port}.csv`, csv(table));
      write(
        `${step}.${port}.csv.columns.json`,
        `${JSON.stringify(Object.fromEntries(table.columns.map((column) => [column.name, withoutName(column)])), null, 2)}\n`
      );
    } else write(`${step}.${port}.json`, `${JSON.stringify(summary, null, 2)}\n`);
  }
  return written;
}

function leaving(workflow: Workflow, states: ReadonlyMap<string, Settled>): {step: string; port: string}[] {
  const read = new Set([...workflow.steps.values()].flatMap((step) => Object.values(step.inputs).flat()));
  const found: {step: string; port: string}[] = [];
  for (const [step, state] of states) {
    if (state.status !== "done") continue;
    for (const port of Object.keys(state.outputs))
      if (!read.has(`${step}.${port}`) && parseWire(`${step}.${port}`)) found.push({step, port});
  }
  return found;
}

function withoutName(column: Column): object {
  const {name: _name, ...rest} = columnInfo(column);
  return rest;
}

/** RFC 4180; null is empty, 64-bit integers whole. */
function csv(table: Table): string {
  const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const cells = table.columns.map((column) =>
    table.strings(column.name).map((cell) => (cell === null ? "" : cell === "" ? '""' : quote(cell)))
  );
  const lines = [table.columns.map((column) => quote(column.name)).join(",")];
  for (let i = 0; i < table.rows; ++i) lines.push(cells.map((column) => column[i]!).join(","));
  return `${lines.join("\n")}\n`;
}
