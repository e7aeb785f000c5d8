import {useRef, useState} from "react";
import {engine} from "../engine/client.ts";
import type {Cell, Page, PageRequest, PortRef} from "../engine/protocol.ts";

export type TableRequest = Omit<PageRequest, "offset" | "count" | "columns">;

export interface Pages {
  readonly matched: number | undefined;
  readonly error: string | undefined;
  row(index: number): {readonly cells: readonly Cell[]; readonly position: number} | undefined;
  want(first: number, last: number): void;
}

const pageRows = 100;
const keptPages = 40;

/** The pages of a view of a table, fetched when they come into sight; `asked` names the view. */
export function usePages(at: PortRef, asked: string, request: TableRequest): Pages {
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
