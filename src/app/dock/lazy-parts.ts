// What shows results: loaded with the first of them, while the engine is at work.
import {lazily} from "../lazily.tsx";

const tables = async () => import("./table-parts.ts");

export const TableView = lazily(async () => (await tables()).TableView);
export const TableTools = lazily(async () => (await tables()).TableTools);
export const LiveBoard = lazily(async () => (await import("./live-board.tsx")).LiveBoard);
