// Rows that are lit in every view at once.
import {useSyncExternalStore} from "react";
import type {PortRef} from "../engine/protocol.ts";

export interface Lit {
  /** The table the rows come from; the same rows of other tables of this root are lit too. */
  readonly root: string;
  /** Positions in the root. */
  readonly rows: ReadonlySet<number>;
  /** What they have in common, and of which table: a brush in words. */
  readonly because?: {readonly at: PortRef; readonly sql: string};
}

let current: Lit | undefined;
const listeners = new Set<() => void>();

export function light(lit: Lit | undefined): void {
  current = lit;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export function useLit(): Lit | undefined {
  return useSyncExternalStore(subscribe, () => current);
}
