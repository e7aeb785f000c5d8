import type {ColumnInfo} from "../../runtime/table.ts";

/** A line that users of a survey are asked to print. */
export interface Acknowledgement {
  readonly survey: string;
  readonly line: string;
}

interface Known extends Acknowledgement {
  /** Names of columns that come from it. */
  readonly columns: RegExp;
}

const known: readonly Known[] = [
  {
    survey: "WISE",
    columns: /^(d?wise|w[1-4]($|mpro|mag|sig|rchi2|_)|cc_flags|ext_flg|AllWISE)/i,
    line: "This publication makes use of data products from the Wide-field Infrared Survey Explorer, which is a joint project of the University of California, Los Angeles, and the Jet Propulsion Laboratory/California Institute of Technology, funded by the National Aeronautics and Space Administration."
  },
  {
    survey: "Spitzer",
    columns: /^(i[1-4]_|m[1-3]_|d?irac|d?mips|(3\.6|4\.5|5\.8|8\.0|24)mag)/i,
    line: "This work is based in part on observations made with the Spitzer Space Telescope, which was operated by the Jet Propulsion Laboratory, California Institute of Technology under a contract with NASA."
  },
  {
    survey: "2MASS",
    columns: /^(d?[jhk]s?(_?m(ag)?)?$|d?(j|h|ks?)_?(2mass|flux)|2mass|tmass)/i,
    line: "This publication makes use of data products from the Two Micron All Sky Survey, which is a joint project of the University of Massachusetts and the Infrared Processing and Analysis Center/California Institute of Technology, funded by the National Aeronautics and Space Administration and the National Science Foundation."
  },
  {
    survey: "Gaia",
    columns: /^(gaia|source_?id|phot_(g|bp|rp)_mean|[gb]?_?rp?mag$|gmag$|bpmag$)/i,
    line: "This work has made use of data from the European Space Agency (ESA) mission Gaia (https://www.cosmos.esa.int/gaia), processed by the Gaia Data Processing and Analysis Consortium (DPAC, https://www.cosmos.esa.int/web/gaia/dpac/consortium). Funding for the DPAC has been provided by national institutions, in particular the institutions participating in the Gaia Multilateral Agreement."
  }
];

/** The lines that are due for the data in these columns, told by their names. */
export function acknowledgements(columns: readonly ColumnInfo[]): readonly Acknowledgement[] {
  return known.filter(({columns: pattern}) => columns.some(({name}) => pattern.test(name)));
}
