// Which rows of other tables belong to some rows of one: those they were put side by side with, and those they went into.
import type {Parent} from "../../../runtime/table.ts";

/** A table that is a root of its own, made of rows of others. */
export interface Made {
  readonly hash: string;
  readonly parents: readonly Parent[];
}

/**
 * From the rows of one root to those of every other that a match joins it with, by as few matches as lead there: up to the tables a
 * match read, down to what a match made of them. Each root is reached once, so that the rows begun with stay as they are.
 */
export function kinOf(root: string, rows: Iterable<number>, made: readonly Made[]): ReadonlyMap<string, ReadonlySet<number>> {
  const found = new Map<string, ReadonlySet<number>>([[root, new Set(rows)]]);
  for (let front = found; front.size > 0; ) {
    const next = new Map<string, Set<number>>();
    const reach = (to: string): Set<number> => {
      let reached = next.get(to);
      if (!reached) next.set(to, (reached = new Set()));
      return reached;
    };
    for (const {hash, parents} of made)
      for (const {root: parent, rows: positions} of parents) {
        const [above, below] = [front.get(parent), front.get(hash)];
        if (above && !found.has(hash)) collectBelow(above, positions, reach(hash));
        if (below && !found.has(parent)) collectAbove(below, positions, reach(parent));
      }
    for (const [to, reached] of next) found.set(to, reached);
    front = next;
  }
  return found;
}

function collectBelow(above: ReadonlySet<number>, positions: Int32Array, into: Set<number>): void {
  if (above.size > 0) for (let i = 0; i < positions.length; ++i) if (above.has(positions[i]!)) into.add(i);
}

function collectAbove(below: ReadonlySet<number>, positions: Int32Array, into: Set<number>): void {
  for (const row of below) if (positions[row] !== undefined && positions[row] >= 0) into.add(positions[row]);
}
