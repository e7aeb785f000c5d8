// Any table in any of the formats kept here, found from its content.
import type {Source} from "./bytes.ts";
import {readCds} from "./cds.ts";
import {type DelimitedOptions, readDelimited} from "./delimited.ts";
import {detectFormat, type Format} from "./detect.ts";
import {readEcsv} from "./ecsv.ts";
import {readFits} from "./fits.ts";
import {readIpac} from "./ipac.ts";
import type {FormatTable} from "./types.ts";
import {readTst, readVizier} from "./vizier.ts";
import {readVotable} from "./votable.ts";

export interface ReadOptions extends DelimitedOptions {
  readonly format?: Format;
  /** HDU number or name of a FITS file, TABLE number or name of a VOTable. */
  readonly table?: number | string;
  /** Files given beside this one, by the names it uses for them: STREAMs of a VOTable, the data of a ReadMe. */
  readonly resolve?: (name: string) => Source | undefined;
  /** The data of a CDS ReadMe. */
  readonly data?: Source;
}

export type Reader = (source: Source, options: ReadOptions) => Promise<FormatTable>;

/** Parquet and Arrow are read by libraries that kernels may not import. */
export const readers: Readonly<Record<Exclude<Format, "parquet" | "arrow">, Reader>> = {
  fits: (source, {table}) => readFits(source, table === undefined ? {} : {hdu: table}),
  votable: (source, {table, resolve}) => readVotable(source, {...(table !== undefined && {table}), ...(resolve && {resolve})}),
  ipac: (source) => readIpac(source),
  ecsv: (source) => readEcsv(source),
  cds: (source, {data, table}) => readCds(source, {...(data && {data}), ...(table !== undefined && {table})}),
  vizier: (source) => readVizier(source),
  tst: (source) => readTst(source),
  delimited: (source, options) => readDelimited(source, options)
};

/** Reads a table of any format but Parquet and Arrow. @throws what `detectFormat` and the readers throw. */
export async function readText(source: Source, options: ReadOptions = {}): Promise<FormatTable> {
  const format = options.format ?? (await detectFormat(source));
  if (format === "parquet" || format === "arrow") throw new Error(`${format} files are read elsewhere; use readTable`);
  return readers[format](source, options);
}
