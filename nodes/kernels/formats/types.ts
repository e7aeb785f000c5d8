// The tables that readers return and writers take: plain values, structurally those of the runtime, plus vector columns.

export type ScalarType = "boolean" | "uint8" | "int16" | "int32" | "int64" | "float32" | "float64" | "text";

/** What a column says of itself. */
export interface ColumnFacts {
  readonly name: string;
  /** VOUnits, e.g. "uJy", "mas.yr**-1". */
  readonly unit?: string;
  /** IVOA Unified Content Descriptor, e.g. "pos.eq.ra;meta.main". */
  readonly ucd?: string;
  /** Pointer into a data model. */
  readonly utype?: string;
  readonly description?: string;
  /** The id of the frame, of `TableFacts.frames` or `times`, it is given in. */
  readonly frame?: string;
}

/** UTF-8 strings end to end: string i is bytes[offsets[i] … offsets[i + 1]). */
export interface TextValues {
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

interface Values<T extends ScalarType, V> extends ColumnFacts {
  readonly type: T;
  readonly values: V;
  /** One byte a row, 1 where there is a value; absent where no row is null. */
  readonly valid?: Uint8Array;
}

/** One value a row; booleans are bytes of 0 and 1; slots of null rows hold 0 or empty text. */
export type ScalarColumn =
  | Values<"boolean" | "uint8", Uint8Array>
  | Values<"int16", Int16Array>
  | Values<"int32", Int32Array>
  | Values<"int64", BigInt64Array>
  | Values<"float32", Float32Array>
  | Values<"float64", Float64Array>
  | Values<"text", TextValues>;

/** An array a row: row i holds the elements [offsets[i], offsets[i + 1]) of `element`, the last axis fastest. */
export interface VectorColumn extends ColumnFacts {
  readonly type: "vector";
  /** Lengths of the axes, slowest first; −1 where the first one varies from row to row. */
  readonly shape: readonly number[];
  readonly element: ScalarColumn;
  readonly offsets: Int32Array;
  readonly valid?: Uint8Array;
  /** The last axis is (real, imaginary). */
  readonly complex?: boolean;
}

export type FormatColumn = ScalarColumn | VectorColumn;

/** A coordinate frame, as COOSYS and RADESYS give it. */
export interface Frame {
  readonly id: string;
  /** "ICRS", "FK5", "eq_FK5", "galactic" … as written. */
  readonly system: string;
  readonly equinox?: string;
  readonly epoch?: string;
}

/** A time frame, as TIMESYS gives it. */
export interface TimeFrame {
  readonly id: string;
  /** "TDB", "UTC" … */
  readonly scale: string;
  /** Where the times are taken to be, e.g. "BARYCENTER". */
  readonly position: string;
  /** The time, a Julian date or "MJD-origin", that is zero. */
  readonly origin?: string;
}

/** A fact about the whole table. One with a datatype, a VOTable datatype, is a PARAM there; one without, an INFO. */
export interface TableParam {
  readonly name: string;
  readonly value: string;
  readonly datatype?: string;
  readonly unit?: string;
  readonly ucd?: string;
  readonly description?: string;
}

/** Columns and facts that belong together. */
export interface Group {
  readonly name?: string;
  readonly utype?: string;
  readonly ucd?: string;
  readonly description?: string;
  /** Names of columns. */
  readonly columns: readonly string[];
  readonly params: readonly TableParam[];
}

export interface TableFacts {
  readonly name?: string;
  readonly description?: string;
  readonly frames: readonly Frame[];
  readonly times?: readonly TimeFrame[];
  readonly params: readonly TableParam[];
  readonly groups?: readonly Group[];
  /** Free lines: comments, history, provenance. */
  readonly comments: readonly string[];
  /** The service cut the table short. */
  readonly overflow?: boolean;
  /** Where in the file the table was, e.g. "HDU 2". */
  readonly place?: string;
}

export interface FormatTable {
  readonly rows: number;
  readonly columns: readonly FormatColumn[];
  readonly facts: TableFacts;
  /** What had to be reinterpreted, each with a count and the first place. Never empty of a loss. */
  readonly warnings: readonly string[];
}

/** How many rows of a column are null. */
export function countNulls({valid}: {readonly valid?: Uint8Array}): number {
  let nulls = 0;
  if (valid) for (const flag of valid) nulls += 1 - flag;
  return nulls;
}

/** The properties that are neither undefined nor empty, so that optional facts stay absent. */
export function given<T extends Readonly<Record<string, string | undefined>>>(facts: T): {readonly [K in keyof T]?: string} {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined && value !== "")) as {
    readonly [K in keyof T]?: string;
  };
}

/** Facts about a table, none given. */
export const noFacts: TableFacts = Object.freeze({frames: [], params: [], comments: []});
