import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  type UIEvent,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState
} from "react";
import {number} from "../../views/words.ts";
import {engine} from "../engine/client.ts";
import type {Cell, PortRef} from "../engine/protocol.ts";
import {counted, grouped} from "../format.ts";
import type {TableSummary} from "../inspector/knowledge.ts";
import {type CellAt, copyCells, holds, lightRows, type Marking, rowsOf} from "./cells.ts";
import {type Lit, litAmong, useLit, useOrigin} from "./lit.ts";
import {useLoaded} from "./loading.ts";
import {usePages} from "./pages.ts";
import {indexAt, offsetAt, topOf, windowOf} from "./scroll.ts";
import type {TableControls} from "./table-controls.ts";
import {ColumnHead} from "./table-head.tsx";
import {positionsOf} from "./table-tools.tsx";

export interface TableViewProps {
  readonly at: PortRef;
  readonly hash: string;
  readonly summary: TableSummary;
  readonly controls: TableControls;
}

const rowHeight = 23;
const headHeight = 76;
/** A browser draws no element taller than this; longer tables are scrolled in proportion. */
const tallest = 8_000_000;

/** Any table, up to millions of rows: only what is seen is asked for and drawn. Cells are marked, copied and lit. */
export function TableView({at, hash, summary, controls}: TableViewProps): ReactNode {
  const scroller = useRef<HTMLDivElement>(null);
  const unique = useId();
  const [view, setView] = useState({top: 0, left: 0, height: 200, width: 800});
  const [marking, setMarking] = useState<Marking>();
  const dragging = useRef(false);
  const {rows} = summary;
  const {filter, hidden, onlyLit, reveal} = controls;
  const columns = summary.columns.filter((c) => !hidden.has(c.name));
  const names = columns.map((c) => c.name);
  const widths = columns.map(({name, type}) =>
    Math.max(type === "int64" ? 158 : type === "text" ? 128 : 100, Math.min(220, 30 + 7 * name.length))
  );
  const lit = useLit();
  const marked = litAmong(lit, useOrigin(at, hash, lit !== undefined));
  const sort = controls.sort && summary.columns.some((c) => c.name === controls.sort!.column) ? controls.sort : undefined;
  const only = onlyLit && marked && marked.count > 0 ? positionsOf(marked.mask) : undefined;
  const asked = JSON.stringify([hash, sort ?? null, filter, only ? serialOf(lit!) : 0]);
  const request = {...(sort && {sort}), filter, ...(only && {only})};
  const pages = usePages(at, asked, request);
  const matched = pages.matched ?? (filter === "" ? (only?.length ?? rows) : 0);
  const body = {count: matched, rowHeight, viewport: Math.max(0, view.height - headHeight), tallest};
  const first = indexAt(view.top, body);
  const last = Math.min(matched, first + Math.ceil(body.viewport / rowHeight) + 2);
  useEffect(() => pages.want(first, last), [first, last, asked]);
  useEffect(() => controls.set({matched: pages.matched, error: pages.error}), [pages.matched, pages.error, asked]);
  useLayoutEffect(() => {
    const element = scroller.current!;
    const observer = new ResizeObserver(() => setView((v) => ({...v, height: element.clientHeight, width: element.clientWidth})));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    scroller.current!.scrollTop = 0;
    setMarking(undefined);
  }, [asked]);
  const showColumn = (column: number): void => {
    const left = widths.slice(0, column).reduce((a, b) => a + b, 0);
    const {scrollLeft, clientWidth} = scroller.current!;
    if (left < scrollLeft) scroller.current!.scrollLeft = left;
    else if (left + widths[column]! > scrollLeft + clientWidth)
      scroller.current!.scrollLeft = left + widths[column]! - clientWidth;
  };
  const showRow = (row: number): void => {
    const visible = Math.max(1, Math.floor(body.viewport / rowHeight));
    if (row < first) scroller.current!.scrollTop = topOf(row, body);
    else if (row >= first + visible) scroller.current!.scrollTop = topOf(row - visible + 1, body);
  };
  useEffect(() => {
    if (reveal) showColumn(Math.max(0, names.indexOf(reveal.column)));
  }, [reveal]);
  const [from, to, before] = windowOf(widths, view.left, view.width);
  const shownColumns = columns.slice(from, to);
  const template = widths
    .slice(from, to)
    .map((w) => `${w}px`)
    .join(" ");
  const shownNames = names.slice(from, to);
  const stats = useLoaded(`${hash} ${shownNames.join()}`, async () => engine.columnStats(at, shownNames));
  const cursor = marking?.to;
  const move = (next: CellAt, extend: boolean): void => {
    const to = {
      row: Math.max(0, Math.min(matched - 1, next.row)),
      column: Math.max(0, Math.min(columns.length - 1, next.column))
    };
    const drawn = {from: extend && marking ? marking.from : to, to};
    setMarking(drawn);
    showRow(to.row);
    showColumn(to.column);
    if (extend) void lightRows(at, hash, request, rowsOf(drawn));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const {row, column} = cursor ?? {row: first, column: from};
    const page = Math.max(1, Math.floor(body.viewport / rowHeight) - 1);
    const whole = event.ctrlKey || event.metaKey;
    const moves: Readonly<Record<string, CellAt>> = {
      ArrowUp: {row: row - 1, column},
      ArrowDown: {row: cursor ? row + 1 : row, column},
      ArrowLeft: {row, column: column - 1},
      ArrowRight: {row, column: cursor ? column + 1 : column},
      PageUp: {row: row - page, column},
      PageDown: {row: row + page, column},
      Home: {row: whole ? 0 : row, column: 0},
      End: {row: whole ? matched - 1 : row, column: columns.length - 1}
    };
    if (moves[event.key]) move(moves[event.key]!, event.shiftKey);
    else if (event.key === " " && marking) void lightRows(at, hash, request, rowsOf(marking), true);
    else if (event.key.toLowerCase() === "c" && whole && marking) void copyCells(at, request, marking, names);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const cellOf = (event: PointerEvent): CellAt | undefined => {
    const cell = (event.target as Element).closest<HTMLElement>("[data-cell-at]");
    const [row, column] = (cell?.dataset["cellAt"] ?? "").split(",").map(Number);
    return cell ? {row: row!, column: column!} : undefined;
  };
  const onPointerDown = (event: PointerEvent): void => {
    const cell = cellOf(event);
    if (!cell || event.button !== 0) return;
    dragging.current = true;
    setMarking({from: event.shiftKey && marking ? marking.from : cell, to: cell});
  };
  const onPointerMove = (event: PointerEvent): void => {
    const cell = dragging.current && event.buttons === 1 ? cellOf(event) : undefined;
    if (cell && marking && !holds({from: marking.to, to: marking.to}, cell.row, cell.column))
      setMarking({from: marking.from, to: cell});
  };
  const onPointerUp = (event: PointerEvent): void => {
    if (!dragging.current || !marking) return;
    dragging.current = false;
    void lightRows(at, hash, request, rowsOf(marking), event.ctrlKey || event.metaKey);
  };
  const onScroll = ({currentTarget: {scrollTop: top, scrollLeft: left}}: UIEvent<HTMLDivElement>): void =>
    setView((v) => ({...v, top, left}));
  const nextSort = (column: string): TableControls["sort"] =>
    sort?.column !== column ? {column, descending: false} : sort.descending ? undefined : {column, descending: true};
  return (
    <div
      className="table-scroller"
      ref={scroller}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      tabIndex={0}
      role="grid"
      aria-multiselectable="true"
      aria-label={`${at.step}.${at.port}, ${counted(rows, "row")}; arrows move, Shift marks and lights rows, Space lights one, Ctrl C copies`}
      aria-rowcount={matched + 1}
      aria-colcount={columns.length}
      aria-activedescendant={
        cursor && cursor.row >= first && cursor.row < last ? `${unique}-${cursor.row}-${cursor.column}` : undefined
      }
    >
      <div
        className="table-sheet"
        style={{width: widths.reduce((a, b) => a + b, 0), height: headHeight + Math.min(tallest, matched * rowHeight)}}
      >
        <div className="table-head" role="rowgroup">
          <div className="table-row" role="row" aria-rowindex={1} style={{gridTemplateColumns: template, marginLeft: before}}>
            {shownColumns.map((column, c) => (
              <ColumnHead
                key={column.name}
                column={column}
                index={from + c + 1}
                stats={stats.value?.find((s) => s.name === column.name)}
                target={summary.roles?.target?.column === column.name}
                sort={sort?.column === column.name ? (sort.descending ? "descending" : "ascending") : undefined}
                onSort={() => controls.set({sort: nextSort(column.name)})}
              />
            ))}
          </div>
        </div>
        <div role="rowgroup">
          {Array.from({length: Math.max(0, last - first)}, (_, k) => {
            const index = first + k;
            const row = pages.row(index);
            const isLit = row !== undefined && marked?.mask[row.position] === 1;
            return (
              <div
                key={index}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={isLit}
                className={`table-row body${isLit ? " lit" : ""}`}
                style={{gridTemplateColumns: template, marginLeft: before, top: headHeight + offsetAt(index, view.top, body)}}
              >
                {shownColumns.map(({name, type}, c) => (
                  <CellView
                    key={name}
                    id={`${unique}-${index}-${from + c}`}
                    at={{row: index, column: from + c}}
                    type={type}
                    value={row?.cells[summary.columns.indexOf(shownColumns[c]!)]}
                    mark={
                      cursor?.row === index && cursor.column === from + c
                        ? "cursor"
                        : marking && holds(marking, index, from + c)
                          ? "marked"
                          : ""
                    }
                  />
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

const serials = new WeakMap<Lit, number>();
let lastSerial = 0;

function serialOf(lit: Lit): number {
  if (!serials.has(lit)) serials.set(lit, ++lastSerial);
  return serials.get(lit)!;
}

interface CellViewProps {
  readonly id: string;
  readonly at: CellAt;
  readonly type: string;
  readonly value: Cell | undefined;
  readonly mark: "" | "cursor" | "marked";
}

function CellView({id, at, type, value, mark}: CellViewProps): ReactNode {
  const kind = type === "int64" ? "id" : type === "text" ? "words" : "";
  const text = value === null ? "null" : typeof value === "number" ? cellNumber(value, type) : String(value ?? "");
  return (
    <span
      id={id}
      role="gridcell"
      aria-colindex={at.column + 1}
      data-cell-at={`${at.row},${at.column}`}
      className={[kind, value === null ? "null" : "", mark].filter((c) => c !== "").join(" ")}
      title={text.length > 14 ? text : undefined}
    >
      {text}
    </span>
  );
}

const cellFormat = new Intl.NumberFormat("en-US", {maximumSignificantDigits: 9});

function cellNumber(value: number, type: string): string {
  if (!Number.isFinite(value)) return number(value);
  if (/int/.test(type)) return grouped(value);
  if (value !== 0 && (Math.abs(value) >= 1e9 || Math.abs(value) < 1e-4)) return number(value, 5);
  return cellFormat.format(value).replace("-", "−");
}
