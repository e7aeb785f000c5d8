import {useState} from "react";
import type {PageRequest} from "../engine/protocol.ts";

/** How a table is looked at; nothing of it changes the table. */
export interface TableState {
  /** One SQL condition; empty for all rows. */
  readonly filter: string;
  readonly sort: PageRequest["sort"];
  readonly hidden: ReadonlySet<string>;
  /** Only the rows that are lit. */
  readonly onlyLit: boolean;
  /** A column to bring into sight; anew for each wish. */
  readonly reveal: {readonly column: string} | undefined;
  /** Rows that pass, once known, or what is wrong with the filter. */
  readonly matched: number | undefined;
  readonly error: string | undefined;
}

export interface TableControls extends TableState {
  readonly set: (parts: Partial<TableState>) => void;
}

const fresh: TableState = {
  filter: "",
  sort: undefined,
  hidden: new Set(),
  onlyLit: false,
  reveal: undefined,
  matched: undefined,
  error: undefined
};

/** The state of a view of a table: begun anew with each table. */
export function useTableControls(key: string): TableControls {
  const [kept, setKept] = useState<{readonly key: string; readonly state: TableState}>({key, state: fresh});
  const state = kept.key === key ? kept.state : fresh;
  return {
    ...state,
    set: (parts) => setKept((now) => ({key, state: {...(now.key === key ? now.state : fresh), ...parts}}))
  };
}
