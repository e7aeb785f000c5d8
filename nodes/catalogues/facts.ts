// What files say of a whole table, as the engine keeps it: text by name, lists as JSON.
import type {FormatColumn, Frame, Group, TableFacts, TableParam, TimeFrame} from "../kernels/formats/types.ts";
import type {Names} from "./side-by-side.ts";

export type Meta = Readonly<Record<string, string>>;

/** What is said of single columns beyond what every column of the engine knows. */
interface ColumnWords {
  readonly frame?: string;
  readonly utype?: string;
}

type WordsByColumn = Readonly<Record<string, ColumnWords>>;

const LISTS = ["frames", "times", "params", "groups"] as const;
const KNOWN: ReadonlySet<string> = new Set([...LISTS, "title", "description", "comments", "overflow", "columns"]);

/** Title, description, comments; frames, params and groups as JSON; which columns belong to which frame. */
export function metaOf(facts: TableFacts, columns: readonly FormatColumn[] = []): Meta {
  const {name, description, comments, overflow} = facts;
  const lists = LISTS.flatMap((key) => ((facts[key]?.length ?? 0) > 0 ? [[key, JSON.stringify(facts[key])]] : []));
  const words = columns.flatMap(({name: column, frame, utype}): [string, ColumnWords][] =>
    frame === undefined && utype === undefined
      ? []
      : [[column, {...(frame !== undefined && {frame}), ...(utype !== undefined && {utype})}]]
  );
  return {
    ...(name && {title: name}),
    ...(description && {description}),
    ...(comments.length > 0 && {comments: comments.join("\n")}),
    ...(Object.fromEntries(lists) as Record<string, string>),
    ...(words.length > 0 && {columns: JSON.stringify(Object.fromEntries(words))}),
    ...(overflow && {overflow: "true"})
  };
}

/** The facts that `metaOf` made text of; what steps added comes as parameters. */
export function factsOf(meta: Meta): TableFacts {
  const {title, description, comments} = meta;
  const [frames, times, params, groups] = [
    listOf(meta["frames"]) as readonly Frame[],
    listOf(meta["times"]) as readonly TimeFrame[],
    listOf(meta["params"]) as readonly TableParam[],
    listOf(meta["groups"]) as readonly Group[]
  ];
  return {
    ...(title !== undefined && {name: title}),
    ...(description !== undefined && {description}),
    frames,
    ...(times.length > 0 && {times}),
    params: [...params, ...Object.entries(addedBySteps(meta)).map(([name, value]) => ({name, value}))],
    ...(groups.length > 0 && {groups}),
    comments: comments === undefined ? [] : comments.split("\n"),
    ...(meta["overflow"] === "true" && {overflow: true})
  };
}

/** What is no fact of a file. */
function addedBySteps(meta: Meta): Meta {
  return Object.fromEntries(Object.entries(meta).filter(([name]) => !KNOWN.has(name)));
}

function ofFile(meta: Meta): TableFacts {
  return factsOf(Object.fromEntries(Object.entries(meta).filter(([name]) => KNOWN.has(name))));
}

/** The frame and utype of columns, by name. */
export function wordsOf(meta: Meta): WordsByColumn {
  const words = parsed(meta["columns"]);
  return typeof words === "object" && words !== null && !Array.isArray(words) ? (words as WordsByColumn) : {};
}

/** What is known of two tables whose columns stand side by side: nothing of either is lost, and equal things are said once. */
export function metaBeside(meta1: Meta, meta2: Meta, {names1, names2}: Names): Meta {
  const [facts1, facts2] = [ofFile(meta1), ofFile(meta2)];
  const ids = newIds([...facts1.frames, ...(facts1.times ?? [])], [...facts2.frames, ...(facts2.times ?? [])]);
  const moved = <F extends {readonly id: string}>(frame: F): F => ({...frame, id: ids.get(frame.id)!});
  const words = [
    ...Object.entries(wordsOf(meta1)).map(([name, said]) => [names1.get(name) ?? name, said] as const),
    ...Object.entries(wordsOf(meta2)).map(([name, said]) => [names2.get(name) ?? name, placed(said, ids)] as const)
  ];
  const groups = [
    ...(facts1.groups ?? []).map((group) => withNames(group, names1)),
    ...(facts2.groups ?? []).map((group) => withNames(group, names2))
  ];
  const {times: times2 = []} = facts2;
  const titles = [facts1.name, facts2.name].filter((title) => title !== undefined);
  const descriptions = distinct([facts1.description, facts2.description].filter((text) => text !== undefined));
  const meta = metaOf({
    ...(titles.length > 0 && {name: titles.join(" × ")}),
    ...(descriptions.length > 0 && {description: descriptions.join("\n")}),
    frames: distinct([...facts1.frames, ...facts2.frames.map(moved)]),
    times: distinct([...(facts1.times ?? []), ...times2.map(moved)]),
    params: distinct([...facts1.params, ...facts2.params]),
    groups,
    comments: distinct([...facts1.comments, ...facts2.comments]),
    overflow: (facts1.overflow ?? false) || (facts2.overflow ?? false)
  });
  return {
    ...addedBySteps(meta2),
    ...addedBySteps(meta1),
    ...meta,
    ...(words.length > 0 && {columns: JSON.stringify(Object.fromEntries(words))})
  };
}

function placed({frame, ...said}: ColumnWords, ids: ReadonlyMap<string, string>): ColumnWords {
  return {...said, ...(frame !== undefined && {frame: ids.get(frame) ?? frame})};
}

function withNames(group: Group, names: ReadonlyMap<string, string>): Group {
  return {...group, columns: group.columns.map((name) => names.get(name) ?? name)};
}

/** Ids for the frames of a second table: its own, unless the first has another frame of that id. */
function newIds(first: readonly {readonly id: string}[], second: readonly {readonly id: string}[]): Map<string, string> {
  const taken = new Map(first.map((frame) => [frame.id, JSON.stringify(frame)]));
  const ids = new Map<string, string>();
  for (const frame of second) {
    let id = frame.id;
    for (let n = 2; taken.has(id) && taken.get(id) !== JSON.stringify({...frame, id}); ++n) id = `${frame.id}_${n}`;
    taken.set(id, JSON.stringify({...frame, id}));
    ids.set(frame.id, id);
  }
  return ids;
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

function listOf(json: string | undefined): readonly unknown[] {
  const list = parsed(json);
  return Array.isArray(list) ? list : [];
}

function parsed(json: string | undefined): unknown {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
