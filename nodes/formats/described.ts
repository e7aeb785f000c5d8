// What the metadata of a Parquet or Arrow file say of its columns and of the table.
import {sourceOf} from "../kernels/formats/bytes.ts";
import {readEcsv} from "../kernels/formats/ecsv.ts";
import {type ColumnFacts, type FormatTable, given, type TableFacts} from "../kernels/formats/types.ts";
import {readVotable} from "../kernels/formats/votable.ts";
import type {Warnings} from "../kernels/formats/warnings.ts";

export interface Described {
  readonly columns: ReadonlyMap<string, Omit<ColumnFacts, "name">>;
  readonly facts: TableFacts;
}

const encoder = new TextEncoder();

/** The facts that a VOTable without data gives. */
export function describedBy(votable: string, warnings: Warnings): Promise<Described | undefined> {
  return attempted(readVotable(sourceOf(encoder.encode(votable))), warnings);
}

/** The facts in the header of an ECSV file, as astropy writes it into Parquet. */
export function describedByYaml(yaml: string, warnings: Warnings): Promise<Described | undefined> {
  return attempted(readEcsv(sourceOf(encoder.encode(ecsvOf(yaml)))), warnings);
}

/** Nothing, and a warning, where the description is damaged: the data can be read without it. */
async function attempted(reading: Promise<FormatTable>, warnings: Warnings): Promise<Described | undefined> {
  try {
    return factsFrom(await reading);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    warnings.add(`the units and descriptions in the metadata of the file cannot be read; ${message}`);
    return undefined;
  }
}

function factsFrom({columns, facts}: FormatTable): Described {
  const entries = columns.map(
    ({name, unit, ucd, utype, description, frame}) => [name, given({unit, ucd, utype, description, frame})] as const
  );
  return {columns: new Map(entries), facts};
}

/** The header of an ECSV file with no rows. */
function ecsvOf(yaml: string): string {
  const lines = ["%ECSV 1.0", "---", ...yaml.split("\n").filter((line) => line !== "")];
  const names = [...yaml.matchAll(/^- \{.*?\bname: ("(?:[^"\\]|\\.)*"|'[^']*'|[^,}]+)/gm)].map(([, name]) =>
    name!.replace(/^(["'])(.*)\1$/s, "$2")
  );
  return `${lines.map((line) => `# ${line}\n`).join("")}${names.map((name) => `"${name.replaceAll('"', '""')}"`).join(" ")}\n`;
}
