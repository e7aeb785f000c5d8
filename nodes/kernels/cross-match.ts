/** Exact positional matching of two lists: pairs within a radius (all | best | best1 | best2) and STILTS's seven joins. */
export {countRepeated, FINDS, findPairs, type Find, type Pairs} from "./cross-match/find.ts";
export {JOINS, joinedParts, joinRows, type Join, type JoinedRows} from "./cross-match/join.ts";
export {visitPairs, type PairVisitor} from "./cross-match/pairs.ts";
export {checkPositions, countUnplaced, isPlaced, type Positions} from "./cross-match/positions.ts";
export {separation} from "./cross-match/separation.ts";
