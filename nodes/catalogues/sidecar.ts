import {type Column, columnInfo, type Table} from "../../runtime/table.ts";

/** What is said of a column beside its file. */
export interface Said {
  readonly unit?: string;
  readonly ucd?: string;
  readonly description?: string;
}

const fields = ["unit", "ucd", "description"] as const;

/**
 * Reads units, UCDs and descriptions by column: `{"ra": {"unit": "deg", "ucd": "pos.eq.ra"}}`, or a list whose items have a "name".
 * Other properties are left unread. @throws with every place that is wrong.
 */
export function parseSidecar(text: string, file: string): ReadonlyMap<string, Said> {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new Error(`sidecar "${file}" is not JSON: ${(error as Error).message.replace(/\s+/g, " ")}`, {cause: error});
  }
  const problems: string[] = [];
  const said = new Map<string, Said>();
  for (const [name, entry] of entriesOf(json, file)) {
    // What is said under no name is about the whole file.
    if (name === "") continue;
    if (typeof name !== "string" || !isRecord(entry)) {
      problems.push(
        `sidecar "${file}": ${shown(name)} must be a column with "unit", "ucd" or "description"; got ${shown(entry)}`
      );
      continue;
    }
    for (const field of fields)
      if (!["string", "undefined"].includes(typeof entry[field]) && entry[field] !== null)
        problems.push(`sidecar "${file}": "${field}" of "${name}" must be text; got ${shown(entry[field])}`);
    const given = fields.filter((field) => typeof entry[field] === "string" && entry[field] !== "");
    said.set(name, Object.fromEntries(given.map((field) => [field, entry[field]])));
  }
  if (problems.length > 0) throw new Error(problems.slice(0, 10).join("\n"));
  return said;
}

/** The table with what is said of its columns, which counts for more than what the file itself says. */
export function describeColumns(table: Table, said: ReadonlyMap<string, Said>): Table {
  const described = table.columns.flatMap((column): Column[] => {
    const words = said.get(column.name);
    return words ? [{...column, ...columnInfo({...column, ...words})} as Column] : [];
  });
  return described.length > 0 ? table.with(described) : table;
}

function entriesOf(json: unknown, file: string): readonly (readonly [unknown, unknown])[] {
  if (Array.isArray(json)) return json.map((entry: unknown) => [isRecord(entry) ? entry["name"] : undefined, entry]);
  if (isRecord(json)) return Object.entries(json);
  throw new Error(`sidecar "${file}" must be an object of columns by name, or a list of them; got ${shown(json)}`);
}

function isRecord(x: unknown): x is Record<string, unknown> {
  return typeof x === "object" && x !== null && !Array.isArray(x);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
