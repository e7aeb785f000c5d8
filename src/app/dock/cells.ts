// The cells a person has marked in a table, and what is done with them.
import {documentStore} from "../document.ts";
import {engine} from "../engine/client.ts";
import type {PortRef} from "../engine/protocol.ts";
import {light, litNow, litRows, originOf} from "./lit.ts";
import type {TableRequest} from "./pages.ts";

/** A place in a view of a table: the row as it is sorted and filtered, the column as it is shown. */
export interface CellAt {
  readonly row: number;
  readonly column: number;
}

/** A rectangle of cells, from where it was begun to where it was drawn. */
export interface Marking {
  readonly from: CellAt;
  readonly to: CellAt;
}

export function rowsOf({from, to}: Marking): readonly [first: number, last: number] {
  return [Math.min(from.row, to.row), Math.max(from.row, to.row)];
}

function columnsOf({from, to}: Marking): readonly [first: number, last: number] {
  return [Math.min(from.column, to.column), Math.max(from.column, to.column)];
}

export function holds(marking: Marking, row: number, column: number): boolean {
  const [[r1, r2], [c1, c2]] = [rowsOf(marking), columnsOf(marking)];
  return row >= r1 && row <= r2 && column >= c1 && column <= c2;
}

const mostCopied = 200_000;

/** Puts the marked cells on the clipboard, tabs between columns, as they are in the table. */
export async function copyCells(at: PortRef, request: TableRequest, marking: Marking, shown: readonly string[]): Promise<void> {
  const [[first, last], [left, right]] = [rowsOf(marking), columnsOf(marking)];
  const [rows, columns] = [last - first + 1, shown.slice(left, right + 1)];
  if (rows * columns.length > mostCopied) {
    documentStore.tell("That is too much for the clipboard; save the table as a file instead.", "problem");
    return;
  }
  const page = await engine.page(at, {...request, offset: first, count: rows, columns});
  const lines = page.rows.map((cells) => cells.map((cell) => String(cell ?? "")).join("\t"));
  const head = rows > 1 ? [columns.join("\t")] : [];
  await navigator.clipboard.writeText([...head, ...lines].join("\n"));
  documentStore.tell(rows * columns.length === 1 ? "Copied 1 cell." : `Copied ${rows} × ${columns.length} cells.`);
}

/** Lights the rows of a view from one to another; with `more`, beside those lit before, or puts a single one out. */
export async function lightRows(
  at: PortRef,
  hash: string,
  request: TableRequest,
  [first, last]: readonly [number, number],
  more = false
): Promise<void> {
  const [{root, identity}, {positions}] = await Promise.all([
    originOf(at, hash),
    engine.page(at, {...request, offset: first, count: last - first + 1, columns: []})
  ]);
  const wanted = positions.map((p) => identity[p]!);
  const rows = new Set(more ? litRows(litNow(), root) : []);
  const out = more && wanted.length === 1 && rows.has(wanted[0]!);
  for (const row of wanted)
    if (out) rows.delete(row);
    else rows.add(row);
  light({root, rows, at});
}
