// The one frame that FITS and IPAC headers name, and the columns it is about, which they do not name.
import {type ColumnFacts, type Frame, given} from "./types.ts";

/** Names catalogues give their coordinates, in order of preference. */
export const coordinateNames = {
  ra: ["ra", "raj2000", "ra_icrs", "_raj2000", "radeg", "ra_deg", "alpha"],
  dec: ["dec", "dej2000", "decj2000", "de_icrs", "dec_icrs", "_dej2000", "dedeg", "decdeg", "dec_deg", "delta"]
} as const;

interface Sky {
  /** What UCDs of its coordinates and proper motions begin with. */
  readonly ucd: RegExp;
  /** Longitudes and latitudes by name. */
  readonly names: readonly (readonly string[])[];
}

const equatorial: Sky = {
  ucd: /^(pos\.eq\.(ra|dec)|pos\.pm|POS_EQ_(RA|DEC|PMRA|PMDEC)(_MAIN)?)\b/i,
  names: [coordinateNames.ra, coordinateNames.dec]
};
const others: readonly (readonly [system: RegExp, sky: Sky])[] = [
  [
    /^galactic/i,
    {
      ucd: /^(pos\.galactic\.(lon|lat)|POS_GAL_(LON|LAT))\b/i,
      names: [
        ["glon", "l"],
        ["glat", "b"]
      ]
    }
  ],
  [/^super_?galactic/i, {ucd: /^pos\.supergalactic\.(lon|lat)\b/i, names: [["sgl"], ["sgb"]]}],
  [/^eclip|^ecl_/i, {ucd: /^(pos\.ecliptic\.(lon|lat)|POS_EC_(LON|LAT))\b/i, names: [["elon"], ["elat"]]}]
];

/** Whether RADESYS may name a system (FITS Standard 4.0, table 25): the equatorial ones. */
export function isEquatorial(system: string): boolean {
  return !others.some(([pattern]) => pattern.test(system));
}

/**
 * The frame a header names; where it gives an equinox alone, the one the FITS Standard (4.0, 8.3) infers: FK4 before 1984, else FK5.
 * Years are Besselian in FK4 and Julian elsewhere.
 */
export function frameSaid(system: string | undefined, equinox: string | undefined): Frame | undefined {
  const words = equinox?.trim() ?? "";
  const year = /^[JB]?(\d{4}(?:\.\d*)?)$/i.exec(words)?.[1];
  const named = system ?? (year === undefined ? undefined : Number(year) < 1984 ? "FK4" : "FK5");
  if (named === undefined) return undefined;
  const bare = /^\d/.test(words) && year !== undefined;
  return {id: "sys", system: named, ...given({equinox: bare ? `${/fk4/i.test(named) ? "B" : "J"}${Number(year)}` : words})};
}

/** The columns that are coordinates of the frame's kind: by UCD, or else both by name. */
export function columnsOf<C extends ColumnFacts>({system}: Frame, columns: readonly C[]): readonly C[] {
  const {ucd: pattern, names} = others.find(([known]) => known.test(system))?.[1] ?? equatorial;
  const byUcd = columns.filter(({ucd}) => ucd !== undefined && pattern.test(ucd));
  if (byUcd.length > 0) return byUcd;
  const byName = names.flatMap((known) => columns.find(({name}) => known.includes(name.toLowerCase())) ?? []);
  return byName.length === names.length ? byName : [];
}

/** The columns, its coordinates said to be in the frame. */
export function inFrame<C extends ColumnFacts>(columns: readonly C[], frame: Frame | undefined): readonly C[] {
  const meant = new Set(frame ? columnsOf(frame, columns) : []);
  return columns.map((column) => (meant.has(column) ? {...column, frame: frame!.id} : column));
}
