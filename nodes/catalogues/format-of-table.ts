import type {FormatColumn, FormatTable} from "../kernels/formats/types.ts";
import type {Table} from "../../runtime/table.ts";
import {factsOf, wordsOf} from "./facts.ts";

/** A table of the engine as files have it: the way back from `tableOfFormat`, so that frames, parameters and groups travel on. */
export function formatOfTable({columns, rows, meta}: Table): FormatTable {
  const words = wordsOf(meta);
  const described = columns.map((column) => ({...column, ...words[column.name]}) as FormatColumn);
  return {rows, columns: described, facts: factsOf(meta), warnings: []};
}
