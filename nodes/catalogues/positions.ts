import type {ColumnInfo, Table, TableInfo} from "../../runtime/table.ts";
import {coordinateNames} from "../kernels/formats/frames.ts";
import type {Positions} from "../kernels/cross-match.ts";

export type Coordinate = "ra" | "dec";

const UCD: Readonly<Record<Coordinate, string>> = {ra: "pos.eq.ra", dec: "pos.eq.dec"};
const DEGREES = ["", "deg", "degree", "degrees"];

/** The column of a coordinate: the one asked for or else the one whose UCD, or then whose name, says that it is it. */
export function findCoordinate({columns}: TableInfo, coordinate: Coordinate, asked: string): ColumnInfo | undefined {
  const numbers = columns.filter(({type}) => type !== "text");
  if (asked !== "") return columns.find(({name}) => name === asked);
  const byUcd = numbers.filter(({ucd}) => ucd?.split(";")[0] === UCD[coordinate]);
  const main = byUcd.find(({ucd}) => ucd?.includes("meta.main"));
  const names: readonly string[] = coordinateNames[coordinate];
  const byName = names.map((name) => numbers.find((column) => column.name.toLowerCase() === name)).find(Boolean);
  return main ?? (byUcd.length === 1 ? byUcd[0] : undefined) ?? byName ?? byUcd[0];
}

/** The positions of a table's rows in degrees, and the columns they stand in. */
export interface TablePositions extends Positions {
  readonly columns: readonly [ra: string, dec: string];
}

/**
 * Reads positions from the columns named, or found where a name is empty.
 * @throws where a column is missing, holds text or is not in degrees; every problem of the table at once
 */
export function positionsOf(table: Table, asked: Readonly<Record<Coordinate, string>>, port: string): TablePositions {
  const problems: string[] = [];
  const read = (coordinate: Coordinate): string => {
    const column = findCoordinate(table, coordinate, asked[coordinate]);
    if (column) problems.push(...unfit(column, port));
    else problems.push(absent(table, coordinate, asked[coordinate], port));
    return column?.name ?? "";
  };
  const columns = [read("ra"), read("dec")] as const;
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return {columns, ra: table.numbers(columns[0]), dec: table.numbers(columns[1])};
}

function unfit({name, type, unit = ""}: ColumnInfo, port: string): string[] {
  if (type === "text") return [`column "${name}" of ${port} holds text; derive decimal degrees from it first`];
  if (!DEGREES.includes(unit)) return [`column "${name}" of ${port} is in "${unit}"; derive degrees from it first`];
  return [];
}

function absent({columns}: TableInfo, coordinate: Coordinate, asked: string, port: string): string {
  const names = columns.slice(0, 12).map(({name}) => `"${name}"`);
  const offer = names.join(", ") + (columns.length > 12 ? ` and ${columns.length - 12} more` : "") || "none";
  return asked === ""
    ? `no column of ${port} has the UCD "${UCD[coordinate]}" or a name like "${coordinate}"; choose one of ${offer}`
    : `column "${asked}" is not in ${port}; it has ${offer}`;
}
