import {type Find, findPairs, type Pairs, type Positions} from "../kernels/cross-match.ts";
import {defineTask} from "../../runtime/node.ts";

export interface MatchItem {
  readonly list1: Positions;
  readonly list2: Positions;
  /** In arcsec. */
  readonly radius: number;
  readonly find: Find;
}

/** Matches two lists: one pass over the longer, so one task. */
export const matchLists = defineTask(
  "cross-match.find",
  ({list1, list2, radius, find}: MatchItem, task): Pairs => findPairs(list1, list2, radius, find, (done) => task.progress(done))
);
