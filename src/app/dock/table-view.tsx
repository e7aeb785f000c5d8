import {type ReactNode, type UIEvent, useEffect, useLayoutEffect, useRef, useState} from "react";
import {number} from "../../views/words.ts";
import {engine} from "../engine/client.ts";
import type {Cell, Page, PageRequest, PortRef} from "../engine/protocol.ts";
import {grouped} from "../format.ts";
import type {TableSummary} from "../inspector/knowledge.ts";
import {light, useLit} from "./lit.ts";
import {useLoaded} from "./loading.ts";
import {ColumnHead} from "./table-head.tsx";
import {indexAt, offsetAt, windowOf} from "./scroll.ts";

export interface TableViewProps {
  readonly at: PortRef;
  readonly hash: string;
  readonly summary: TableSummary;
  /** One SQL condition; empty for all rows. */
  readonly filter: string;
  readonly onMatched: (matched: number | undefined, error?: string) => void;
}

const rowHeight = 23;
const headHeight = 76;
const pageRows = 100;
/** A browser draws no element taller than this; longer tables are scrolled in proportion. */
const tallest = 8_000_000;

/** Any table, up to millions of rows: only what is seen is asked for and drawn. */
export function TableView({at, hash, summary, filter, onMatched}: TableViewProps): ReactNode {
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({top: 0, left: 0, height: 200, width: 800});
  const [sort, setSort] = useState<PageRequest["sort"]>();
  const {columns, rows} = summary;
  const widths = columns.map(({name, type}) =>
    Math.max(type === "int64" ? 158 : type === "text" ? 128 : 100, Math.min(220, 30 + 7 * name.length))
  );
  const sorting = sort && columns.some((c) => c.name === sort.column) ? sort : undefined;
  const asked = JSON.stringify([hash, sorting ?? null, filter]);
  const pages = usePages(at, asked, {...(sorting && {sort: sorting}), filter});
  const matched = pages.matched ?? (filter === "" ? rows : 0);
  const body = {count: matched, rowHeight, viewport: Math.max(0, view.height - headHeight), tallest};
  const first = indexAt(view.top, body);
  const last = Math.min(matched, first + Math.ceil(body.viewport / rowHeight) + 2);
  useEffect(() => pages.want(first, last), [first, last, asked]);
  useEffect(() => onMatched(pages.matched, pages.error), [pages.matched, pages.error]);
  useLayoutEffect(() => {
    const element = scroller.current!;
    const observer = new ResizeObserver(() => setView((v) => ({...v, height: element.clientHeight, width: element.clientWidth})));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    scroller.current!.scrollTop = 0;
  }, [asked]);
  const [from, to, before] = windowOf(widths, view.left, view.width);
  const shownColumns = columns.slice(from, to);
  const template = widths
    .slice(from, to)
    .map((w) => `${w}px`)
    .join(" ");
  const stats = useLoaded(`${hash} ${shownColumns.map((c) => c.name).join()}`, async () =>
    engine.columnStats(
      at,
      shownColumns.map((c) => c.name)
    )
  );
  const lit = useLit();
  const identity = useLoaded(lit ? hash : undefined, async () => engine.columnsOf(at, []));
  const isLit = (position: number): boolean => {
    const known = identity.value;
    return lit !== undefined && known !== undefined && known.root === lit.root && lit.rows.has(known.identity[position]!);
  };
  const lightRow = (position: number): void => {
    void engine.columnsOf(at, []).then(({root, identity}) => light({root, rows: new Set([identity[position]!])}));
  };
  const onScroll = ({currentTarget: {scrollTop: top, scrollLeft: left}}: UIEvent<HTMLDivElement>): void =>
    setView((v) => ({...v, top, left}));
  const next = (column: string): PageRequest["sort"] =>
    sorting?.column !== column ? {column, descending: false} : sorting.descending ? undefined : {column, descending: true};
  return (
    <div
      className="table-scroller"
      ref={scroller}
      onScroll={onScroll}
      tabIndex={0}
      role="table"
      aria-label={`${at.step}.${at.port}, ${grouped(rows)} rows`}
      aria-rowcount={matched + 1}
      aria-colcount={columns.length}
    >
      <div
        className="table-sheet"
        style={{width: widths.reduce((a, b) => a + b, 0), height: headHeight + Math.min(tallest, matched * rowHeight)}}
      >
        <div className="table-head" role="rowgroup">
          <div className="table-row" role="row" style={{gridTemplateColumns: template, marginLeft: before}}>
            {shownColumns.map((column) => (
              <ColumnHead
                key={column.name}
                column={column}
                rows={rows}
                stats={stats.value?.find((s) => s.name === column.name)}
                target={summary.roles?.target?.column === column.name}
                sort={sorting?.column === column.name ? (sorting.descending ? "descending" : "ascending") : undefined}
                onSort={() => setSort(next(column.name))}
              />
            ))}
          </div>
        </div>
        <div role="rowgroup">
          {Array.from({length: Math.max(0, last - first)}, (_, k) => {
            const index = first + k;
            const row = pages.row(index);
            return (
              <div
                key={index}
                role="row"
                aria-rowindex={index + 2}
                className={`table-row${row && isLit(row.position) ? " lit" : ""}`}
                style={{gridTemplateColumns: template, marginLeft: before, top: headHeight + offsetAt(index, view.top, body)}}
                onClick={() => row && lightRow(row.position)}
              >
                {shownColumns.map(({name, type}, c) => (
                  <CellView key={name} type={type} value={row?.cells[from + c]} />
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function CellView({type, value}: {readonly type: string; readonly value: Cell | undefined}): ReactNode {
  const className = type === "int64" ? "id" : type === "text" ? "words" : "";
  if (value === null || value === undefined) {
    return (
      <span role="cell" className={`${className} null`}>
        {value === null ? "null" : ""}
      </span>
    );
  }
  const text = typeof value === "number" ? cellNumber(value, type) : String(value);
  return (
    <span role="cell" className={className} title={text.length > 14 ? text : undefined}>
      {text}
    </span>
  );
}

function cellNumber(value: number, type: string): string {
  if (!Number.isFinite(value)) return number(value);
  if (/int/.test(type)) return grouped(value);
  if (value !== 0 && (Math.abs(value) >= 1e9 || Math.abs(value) < 1e-4)) return number(value, 5);
  return value.toLocaleString("en-US", {maximumSignificantDigits: 9}).replace("-", "−");
}

interface Pages {
  readonly matched: number | undefined;
  readonly error: string | undefined;
  row(index: number): {readonly cells: readonly Cell[]; readonly position: number} | undefined;
  want(first: number, last: number): void;
}

const keptPages = 40;

/** The pages of a view of a table, fetched when they come into sight. */
function usePages(at: PortRef, asked: string, request: Pick<PageRequest, "sort" | "filter">): Pages {
  const pages = useRef({asked, got: new Map<number, Page | "asked">()});
  const [answer, setAnswer] = useState<{
    readonly asked: string;
    readonly matched?: number;
    readonly error?: string;
    readonly n: number;
  }>();
  if (pages.current.asked !== asked) pages.current = {asked, got: new Map()};
  const {got} = pages.current;
  const fetchPage = (index: number): void => {
    if (got.has(index)) return;
    got.set(index, "asked");
    const mine = pages.current;
    const received = (page: Page): void => {
      got.set(index, page);
      for (const [oldest, found] of got) if (got.size > keptPages && found !== "asked" && oldest !== index) got.delete(oldest);
      if (pages.current === mine) setAnswer((a) => ({asked, matched: page.matched, n: (a?.n ?? 0) + 1}));
    };
    const refused = (error: Error): void => {
      if (pages.current === mine) setAnswer((a) => ({asked, error: error.message, n: (a?.n ?? 0) + 1}));
    };
    void engine.page(at, {...request, offset: index * pageRows, count: pageRows}).then(received, refused);
  };
  const current = answer?.asked === asked ? answer : undefined;
  return {
    matched: current?.matched,
    error: current?.error,
    row(index) {
      const page = got.get(Math.floor(index / pageRows));
      if (!page || page === "asked") return undefined;
      const cells = page.rows[index % pageRows];
      return cells && {cells, position: page.positions[index % pageRows]!};
    },
    want(first, last) {
      fetchPage(Math.floor(first / pageRows));
      if (last > first) fetchPage(Math.floor((last - 1) / pageRows));
    }
  };
}
