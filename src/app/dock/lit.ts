// Rows that are lit in every view at once: a row is known by the table it comes from and its position there.
import {useSyncExternalStore} from "react";
import {engine} from "../engine/client.ts";
import type {PortRef} from "../engine/protocol.ts";
import {useLoaded} from "./loading.ts";

export interface Lit {
  /** The table the rows come from; the same rows of other tables of this root are lit too. */
  readonly root: string;
  /** Positions in the root. */
  readonly rows: ReadonlySet<number>;
  /** The table they were lit in. */
  readonly at: PortRef;
  /** What they have in common, as a condition on that table: a brush in words. */
  readonly sql?: string | undefined;
}

let current: Lit | undefined;
const listeners = new Set<() => void>();

/** Lights rows in place of those lit before; none with undefined, or where there are no rows. */
export function light(lit: Lit | undefined): void {
  current = lit && lit.rows.size > 0 ? lit : undefined;
  for (const listener of listeners) listener();
}

export function litNow(): Lit | undefined {
  return current;
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export function useLit(): Lit | undefined {
  return useSyncExternalStore(subscribe, litNow);
}

/** Which rows of which table the rows of a table are. */
export interface Origin {
  readonly at: PortRef;
  readonly root: string;
  readonly identity: ArrayLike<number>;
}

const known = new Map<string, Promise<Omit<Origin, "at">>>();
const keptOrigins = 12;

/** Asked once for each content. */
export async function originOf(at: PortRef, hash: string): Promise<Origin> {
  let origin = known.get(hash);
  if (!origin) {
    origin = engine.columnsOf(at, []).then(({root, identity}) => ({root, identity}));
    origin.catch(() => known.delete(hash));
    known.set(hash, origin);
    for (const oldest of known.keys()) if (known.size > keptOrigins) known.delete(oldest);
  }
  return {at, ...(await origin)};
}

/** Where a table's rows come from; undefined until it is known, and while nobody asks. */
export function useOrigin(at: PortRef, hash: string, wanted: boolean): Origin | undefined {
  const {value, current} = useLoaded(wanted ? hash : undefined, async () => originOf(at, hash));
  return current ? value : undefined;
}

const masks = new WeakMap<Lit, Map<ArrayLike<number>, Marked>>();

export interface Marked {
  /** For each row, 1 where it is lit. */
  readonly mask: Uint8Array;
  readonly count: number;
}

/** Which rows of a table are lit; undefined where they are those of another. */
export function litAmong(lit: Lit | undefined, origin: Origin | undefined): Marked | undefined {
  if (!lit || lit.root !== origin?.root) return undefined;
  let found = masks.get(lit);
  if (!found) masks.set(lit, (found = new Map()));
  let marked = found.get(origin.identity);
  if (!marked) found.set(origin.identity, (marked = mark(lit, origin)));
  return marked;
}

function mark({rows}: Lit, {identity}: Origin): Marked {
  const mask = new Uint8Array(identity.length);
  let count = 0;
  for (let i = 0; i < mask.length; ++i) if (rows.has(identity[i]!)) count += mask[i] = 1;
  return {mask, count};
}
