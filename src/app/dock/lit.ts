// Rows that are lit in every view at once: a row is known by the table it comes from and its position there.
import {useSyncExternalStore} from "react";
import {engine, type States} from "../engine/client.ts";
import type {PortRef, RootRows} from "../engine/protocol.ts";
import {tableSummary} from "../inspector/knowledge.ts";
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
  /** By root, the rows of other tables that matches join with these; absent until the engine has said. */
  readonly kin?: ReadonlyMap<string, ReadonlySet<number>> | undefined;
}

let current: Lit | undefined;
/** The matches that the kin of the lit rows were followed through. */
let followed = "";
const listeners = new Set<() => void>();

/** Lights rows in place of those lit before; none with undefined, or where there are no rows. */
export function light(lit: Lit | undefined): void {
  current = lit && lit.rows.size > 0 ? lit : undefined;
  followed = "";
  for (const listener of listeners) listener();
  follow();
}

/** Lights the same rows in the tables that matches made of them or made them of; anew when such a table changes. */
function follow(): void {
  const matches = current ? matchesIn(engine.states) : "";
  if (!current || matches === followed) return;
  followed = matches;
  const {rows, root} = current;
  const found = (kin: readonly RootRows[]): void => {
    if (current?.rows !== rows || matches !== followed) return;
    current = {...current, kin: new Map(kin.map((k) => [k.root, new Set(k.rows)]))};
    for (const listener of listeners) listener();
  };
  // Where a match cannot be read, its own views say so.
  engine.kin(root, [...rows]).then(found, () => undefined);
}

/** The contents of all tables that were made of rows of others. */
function matchesIn(states: States): string {
  const outputs = Object.values(states).flatMap(({outputs = {}}) => Object.values(outputs));
  return outputs.flatMap((output) => (tableSummary(output)?.parents ? [output.hash] : [])).join(" ");
}

engine.onState(follow);

/** Which rows of a root are lit; undefined where none could be. */
export function litRows(lit: Lit | undefined, root: string | undefined): ReadonlySet<number> | undefined {
  return lit && root !== undefined ? (lit.root === root ? lit.rows : lit.kin?.get(root)) : undefined;
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

/** Which rows of a table are lit; undefined where they are those of another, with no match between. */
export function litAmong(lit: Lit | undefined, origin: Origin | undefined): Marked | undefined {
  const rows = litRows(lit, origin?.root);
  if (!lit || !origin || !rows) return undefined;
  let found = masks.get(lit);
  if (!found) masks.set(lit, (found = new Map()));
  let marked = found.get(origin.identity);
  if (!marked) found.set(origin.identity, (marked = mark(rows, origin)));
  return marked;
}

function mark(rows: ReadonlySet<number>, {identity}: Origin): Marked {
  const mask = new Uint8Array(identity.length);
  let count = 0;
  for (let i = 0; i < mask.length; ++i) if (rows.has(identity[i]!)) count += mask[i] = 1;
  return {mask, count};
}
