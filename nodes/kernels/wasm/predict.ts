// Predicts rows by the trees at hand: by blocks of nodes where that is worth their making, else node by node. The predictions are the same.
import {endOfForest} from "./grown";
import {packBlocks, walkBlocks} from "./walk-blocks";
import {packNodes, walkNodes} from "./walk-nodes";

let inBlocks: bool = false;

/** Packs the trees the caller has written: in blocks up to 16 features and 65 535 nodes a feature, otherwise up to 256 features. */
export function packForest(trees: i32, blocks: bool): void {
  inBlocks = blocks;
  if (blocks) packBlocks(trees);
  else packNodes(trees);
  endOfForest();
}

/** Adds the predictions of the trees at hand for the rows at hand; `first` says that no trees came before them. */
export function predictRows(rows: i32, trees: i32, first: bool): void {
  if (inBlocks) walkBlocks(rows, trees, first);
  else walkNodes(rows, trees, first);
}
