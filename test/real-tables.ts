// The real tables beside the checkout as the paper's pipeline takes them: predictors and log10 of the target.
import {readFileSync} from "node:fs";
import {shared} from "./shared.ts";

export interface RealTable {
  readonly name: string;
  readonly columns: readonly Float64Array[];
  readonly y: Float64Array;
}

const bands = ["1", "2", "3", "4"];
const dustPedia = ["WISE", "chi2W", "mW", "nW"].flatMap((word) => bands.map((band) => `${word}${band}`));

/** Upper Scorpius and DustPedia, at 24 and 8 µm; empty, with a printed reason, where they are absent. */
export function realTables(): readonly RealTable[] {
  const [usco, mips1, irac4] = ["luhman2012_usco_tbl1", "joined_dustpedia_MIPS1", "joined_dustpedia_IRAC4"].map((name) =>
    shared(`data/${name}.csv`)
  );
  if (usco === undefined || mips1 === undefined || irac4 === undefined) return [];
  const members = readCsv(usco);
  const flux = (name: string): number[] => members(name).map((magnitude) => 10 ** (-0.4 * magnitude));
  const wise = bands.map((band) => flux(`W${band}mag`));
  return [
    complete("Upper Sco, 24 µm", wise, flux("24mag")),
    complete("Upper Sco, 8 µm", wise, flux("8.0mag")),
    complete("DustPedia, 24 µm", dustPedia.map(readCsv(mips1)), readCsv(mips1)("MIPS1")),
    complete("DustPedia, 8 µm", dustPedia.map(readCsv(irac4)), readCsv(irac4)("IRAC4"))
  ];
}

/** The rows with all predictors, the first four of them positive, and a positive target. */
function complete(name: string, columns: readonly number[][], target: readonly number[]): RealTable {
  const whole = (i: number): boolean =>
    target[i]! > 0 && columns.every((column, j) => Number.isFinite(column[i]) && (j > 3 || column[i]! > 0));
  const rows = target.flatMap((_, i) => (whole(i) ? [i] : []));
  return {
    name,
    columns: columns.map((column) => Float64Array.from(rows, (i) => column[i]!)),
    y: Float64Array.from(rows, (i) => Math.log10(target[i]!))
  };
}

/** Columns by name, empty cells as NaN; cells in quotes may hold commas. */
function readCsv(path: string): (name: string) => number[] {
  const [names, ...rows] = readFileSync(path, "utf8")
    .trim()
    .split(/\r?\n/)
    .map((line) => [...line.matchAll(/("[^"]*"|[^,]*)(?:,|$)/g)].map(([, cell]) => cell!));
  return (name) => rows.map((row) => Number(row[names!.indexOf(name)] || NaN));
}
