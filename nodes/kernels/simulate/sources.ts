import {type Rng, stream} from "../random.ts";
import type {Flags} from "./flags.ts";
import type {Layout} from "./matches.ts";
import {rounded} from "./members.ts";
import {bytes, reorder} from "./reorder.ts";
import {sourceColumns, type SimulatedColumn} from "./schema.ts";
import {toEquatorial} from "./sky.ts";
import type {Photometry} from "./spitzer.ts";
import {cellsText, NAME_WIDTH, positionNames} from "./text.ts";
import type {WiseBand} from "./wise.ts";

/** What is measured of every source, before anything is left out. */
export interface Measurements {
  readonly wise: readonly WiseBand[];
  readonly flags: Flags;
  /** By the name of the flux column. */
  readonly photometry: Readonly<Record<string, Photometry>>;
  /** Whether Spitzer detected it; 1 where it did. */
  readonly detected: {readonly mips1: Uint8Array; readonly irac4: Uint8Array};
  readonly heldOut: Uint8Array;
}

// How a value is missing. Catalogues write null, 0 or NaN for it, so all three occur.
const PRESENT = 0;
const NULL = 1;
const ZERO = 2;
const NOT_A_NUMBER = 3;

/** Which of a source's measurements are there; PRESENT or how they are missing, one element a source. */
interface Gaps {
  readonly wise: Uint8Array;
  readonly wise4: Uint8Array;
  readonly m1: Uint8Array;
  readonly i4: Uint8Array;
  readonly i3: Uint8Array;
  readonly i12: Uint8Array;
  readonly twoMass: Uint8Array;
}

/** The sources' table and, for the truth to join, the names and the order they came in. */
export interface SourceTable {
  readonly columns: readonly SimulatedColumn[];
  readonly names: Uint8Array;
  /** Row r of the table is source order[r] of the layout. */
  readonly order: Uint32Array;
}

export function sourceTable(seed: number, layout: Layout, measured: Measurements): SourceTable {
  const n = layout.host.length;
  const order = stream("simulate", seed, "sources", "order").permutation(n);
  const {ra, dec} = toEquatorial(layout.places, 7);
  const names = positionNames(ra, dec);
  const gaps = drawGaps(seed, layout, measured);
  const columns = {
    ...positions(ra, dec, names, order),
    ...wiseColumns(measured, gaps, order),
    ...photometry(measured, gaps, order)
  };
  return {
    columns: sourceColumns.map((described) => ({...described, ...columns[described.name]!}) as SimulatedColumn),
    names,
    order
  };
}

type Filling = Pick<SimulatedColumn, "values" | "valid">;
type Fillings = Readonly<Record<string, Filling>>;

function positions(ra: Float64Array, dec: Float64Array, names: Uint8Array, order: Uint32Array): Fillings {
  return {
    objid: {values: cellsText(names, NAME_WIDTH, order)},
    cntr: {values: counter(order.length)},
    ra: {values: reorder(ra, order)},
    dec: {values: reorder(dec, order)}
  };
}

/** 1 … n. */
function counter(n: number): BigInt64Array {
  const values = new BigInt64Array(n);
  for (let r = 0; r < n; ++r) values[r] = BigInt(r + 1);
  return values;
}

function wiseColumns({wise, flags}: Measurements, gaps: Gaps, order: Uint32Array): Fillings {
  const columns: Record<string, Filling> = {};
  const there = validity(gaps.wise, order);
  wise.forEach((band, b) => {
    const name = `wise${b + 1}`;
    columns[name] = reading(band.flux, b === 3 ? gaps.wise4 : gaps.wise, order, 3);
    columns[`d${name}`] = reading(band.error, b === 3 ? gaps.wise4 : gaps.wise, order, 3);
    columns[`${name}rchi2`] = reading(band.rchi2, gaps.wise, order, 3);
    columns[`${name}m`] = integers(band.m, there, order);
    columns[`${name}nm`] = integers(band.nm, there, order);
  });
  columns["ext_flg"] = integers(flags.ext, there, order);
  columns["cc_flags"] = {values: cellsText(flags.cc, 4, order, there), valid: there};
  columns["wise_ph_qual"] = {values: cellsText(qualities(wise, gaps), 4, order, there), valid: there};
  return columns;
}

/** Four letters a source; X where there is no flux. */
function qualities(wise: readonly WiseBand[], gaps: Gaps): Uint8Array {
  const cells = new Uint8Array(4 * gaps.wise.length);
  wise.forEach((band, b) => band.quality.forEach((letter, i) => (cells[4 * i + b] = b === 3 && gaps.wise4[i] ? 88 : letter)));
  return cells;
}

function photometry({photometry}: Measurements, gaps: Gaps, order: Uint32Array): Fillings {
  const gapOf = (name: string): Uint8Array => {
    if (name === "m1_f_psf") return gaps.m1;
    if (name === "i4_f_ap1") return gaps.i4;
    if (name === "i3_f_ap1") return gaps.i3;
    return name.startsWith("i") ? gaps.i12 : gaps.twoMass;
  };
  const columns: Record<string, Filling> = {};
  for (const [name, {flux, error}] of Object.entries(photometry)) {
    const errorName = name.includes("_f_") ? name.replace("_f_", "_df_") : `d${name}`;
    columns[name] = reading(flux, gapOf(name), order, 3);
    columns[errorName] = reading(error, gapOf(name), order, 3);
  }
  return columns;
}

/** Values rounded to `places`, with their gaps; a value that is NaN (the error of a limit) is null. */
function reading(from: Float64Array, gap: Uint8Array, order: Uint32Array, places: number): Filling {
  const n = order.length;
  const values = new Float64Array(n);
  const valid = new Uint8Array(n);
  for (let r = 0; r < n; ++r) {
    const i = order[r]!;
    const value = from[i]!;
    const missing = gap[i]!;
    if (missing === NULL || (missing === PRESENT && Number.isNaN(value))) continue;
    valid[r] = 1;
    if (missing !== ZERO) values[r] = missing === PRESENT ? rounded(value, places) : NaN;
  }
  return {values, valid};
}

function integers(from: Int32Array, valid: Uint8Array, order: Uint32Array): Filling {
  const values = reorder(from, order);
  for (let r = 0; r < values.length; ++r) if (!valid[r]) values[r] = 0;
  return {values, valid};
}

function validity(gap: Uint8Array, order: Uint32Array): Uint8Array {
  return bytes(order.length, (r) => (gap[order[r]!] === PRESENT ? 1 : 0));
}

/** Matched sources with W4 keep all WISE columns; of the others some have no counterpart in WISE, or no W4. */
function drawGaps(seed: number, {matched, field}: Layout, {detected, heldOut}: Measurements): Gaps {
  const rng = stream("simulate", seed, "gaps");
  const n = heldOut.length;
  const draw = (gap: (i: number) => number): Uint8Array => bytes(n, gap);
  const wise = draw((i) => (i < matched || rng.real() < 0.55 ? PRESENT : NULL));
  return {
    wise,
    wise4: draw((i) => {
      if (i < matched || wise[i]) return wise[i]!;
      return i >= field && rng.real() < 0.3 ? PRESENT : missing(rng, i >= field);
    }),
    m1: draw((i) => (detected.mips1[i] ? PRESENT : missing(rng, i >= field))),
    i4: draw((i) => (detected.irac4[i] ? PRESENT : missing(rng, i >= field))),
    i3: draw((i) => (!heldOut[i] && rng.real() < 0.8 ? PRESENT : NULL)),
    i12: draw(() => (rng.real() < 0.95 ? PRESENT : NULL)),
    twoMass: draw(() => (rng.real() < 0.93 ? PRESENT : NULL))
  };
}

/** Mostly null, at times 0; NaN only in the field, so that the matched rows answer "≠ 0" alike in every program. */
function missing(rng: Rng, field: boolean): number {
  const u = rng.real();
  if (u < 0.75) return NULL;
  return field && u > 0.97 ? NOT_A_NUMBER : ZERO;
}
