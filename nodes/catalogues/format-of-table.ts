import type {FormatColumn, FormatTable, Frame, Group, TableFacts, TableParam} from "../kernels/formats/types.ts";
import type {Table} from "../../runtime/table.ts";

/** A table of the engine as files have it: the way back from `tableOfFormat`, so that frames, parameters and groups travel on. */
export function formatOfTable({columns, rows, meta}: Table): FormatTable {
  return {rows, columns: columns as readonly FormatColumn[], facts: factsOf(meta), warnings: []};
}

const KNOWN = new Set(["title", "description", "frames", "params", "groups", "comments", "overflow"]);

function factsOf(meta: Readonly<Record<string, string>>): TableFacts {
  const {title, description, comments} = meta;
  const groups = listOf(meta["groups"]) as readonly Group[];
  const others = Object.entries(meta).filter(([name]) => !KNOWN.has(name));
  return {
    ...(title !== undefined && {name: title}),
    ...(description !== undefined && {description}),
    frames: listOf(meta["frames"]) as readonly Frame[],
    params: [...(listOf(meta["params"]) as readonly TableParam[]), ...others.map(([name, value]) => ({name, value}))],
    ...(groups.length > 0 && {groups}),
    comments: comments === undefined ? [] : comments.split("\n"),
    ...(meta["overflow"] === "true" && {overflow: true})
  };
}

function listOf(json: string | undefined): readonly unknown[] {
  if (json === undefined) return [];
  try {
    const list: unknown = JSON.parse(json);
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}
