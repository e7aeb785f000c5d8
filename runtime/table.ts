/** The types a column may have. Dates travel as ISO text; decimals as float64. */
export type ColumnType = "boolean" | "uint8" | "int16" | "int32" | "int64" | "float32" | "float64" | "text";

/** What is known of a column before its values are. */
export interface ColumnInfo {
  readonly name: string;
  readonly type: ColumnType;
  /** VOUnits, e.g. "uJy", "deg", "mas.yr**-1". */
  readonly unit?: string;
  /** IVOA Unified Content Descriptor, e.g. "phot.flux.density;em.IR.15-30um". */
  readonly ucd?: string;
  readonly description?: string;
}

/** UTF-8 strings end to end: string i is bytes[offsets[i] … offsets[i + 1]). */
export interface TextValues {
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

export type NumberValues = Uint8Array | Int16Array | Int32Array | BigInt64Array | Float32Array | Float64Array;

interface Values<T extends ColumnType, V> extends ColumnInfo {
  readonly type: T;
  readonly values: V;
  /** One byte a row, 1 where there is a value; absent where no row is null. */
  readonly valid?: Uint8Array;
}

/** A named column; booleans are bytes of 0 and 1; slots of null rows hold 0 or empty text. NaN, ±Infinity and null are different things. */
export type Column =
  | Values<"boolean" | "uint8", Uint8Array>
  | Values<"int16", Int16Array>
  | Values<"int32", Int32Array>
  | Values<"int64", BigInt64Array>
  | Values<"float32", Float32Array>
  | Values<"float64", Float64Array>
  | Values<"text", TextValues>;

/** The quantity to learn, as it travels with a table and into a model. */
export interface Target {
  /** The column that holds it now, e.g. "m1_f_psf" or, once transformed, "log10_m1_f_psf". */
  readonly column: string;
  readonly errorColumn?: string;
  /** How people call it, e.g. "MIPS1". */
  readonly label: string;
  /** In micrometres. */
  readonly wavelength?: number;
  /** What has been done to it since it left the catalogue. */
  readonly transform: "none" | "log10" | "ln" | "asinh";
  /** The catalogue's own column, and its unit and UCD. */
  readonly sourceColumn: string;
  readonly unit?: string;
  readonly ucd?: string;
}

/** What columns are for. */
export interface Roles {
  /** The predictors, in order. */
  readonly features?: readonly string[];
  readonly target?: Target;
}

/** Where rows come from: row i is row rows[i] of the table whose content hash is root; rows is absent where they are the same. */
export interface Lineage {
  readonly root: string;
  readonly rows?: Int32Array;
}

/** A table whose rows went into those of one that is a root of its own: row i has row rows[i] of it, or none where that is −1. */
export type Parent = Required<Lineage>;

/** What is known of a table before its rows are. */
export interface TableInfo {
  readonly columns: readonly ColumnInfo[];
  readonly roles?: Roles;
}

/** What a table is made of; all columns have `rows` values. */
export interface TableParts {
  readonly columns: readonly Column[];
  /** Only needed where there are no columns. */
  readonly rows?: number;
  readonly roles?: Roles;
  /** Free text about the whole table: title, description, simulated … */
  readonly meta?: Readonly<Record<string, string>>;
  readonly lineage?: Lineage;
  /** Of a table that has no lineage: the roots whose rows were put side by side in it. */
  readonly parents?: readonly Parent[];
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** An immutable table of named columns of equal length. */
export class Table implements TableInfo {
  readonly columns: readonly Column[];
  readonly rows: number;
  readonly roles: Roles;
  readonly meta: Readonly<Record<string, string>>;
  readonly lineage: Lineage | undefined;
  /** Tables taken from this one have it as their root, and no parents: these are asked of the root. */
  readonly parents: readonly Parent[];
  readonly #byName = new Map<string, Column>();
  #hash: string | undefined;

  /** @throws when columns differ in length or two share a name. */
  constructor({columns, rows, roles = {}, meta = {}, lineage, parents = []}: TableParts) {
    const n = rows ?? (columns[0] ? lengthOf(columns[0]) : 0);
    for (const column of columns) {
      if (lengthOf(column) !== n) throw new Error(`column "${column.name}" has ${lengthOf(column)} rows, but the table has ${n}`);
      if (column.valid && column.valid.length !== n)
        throw new Error(`column "${column.name}" has a null mask of ${column.valid.length} rows; need ${n}`);
      if (this.#byName.has(column.name)) throw new Error(`two columns are named "${column.name}"; rename one`);
      this.#byName.set(column.name, column);
    }
    this.columns = columns;
    this.rows = n;
    this.roles = roles;
    this.meta = meta;
    this.lineage = lineage;
    this.parents = parents;
  }

  /** The content hash, once the table has been encoded. */
  get hash(): string | undefined {
    return this.#hash;
  }

  /** Records the content hash. For the runtime, once. */
  seal(hash: string): void {
    if (this.#hash !== undefined && this.#hash !== hash) throw new Error(`this table is already known as ${this.#hash}`);
    this.#hash = hash;
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** @throws when there is no such column. */
  column(name: string): Column {
    const column = this.#byName.get(name);
    if (!column) throw new Error(`column "${name}" is not in the table; it has ${quoteList(this.columns.map((c) => c.name))}`);
    return column;
  }

  /** A fresh copy of a numeric or boolean column as doubles, null as NaN. @throws on text and on integers beyond 2^53. */
  numbers(name: string): Float64Array {
    const column = this.column(name);
    const numbers = new Float64Array(this.rows);
    if (column.type === "text") throw new Error(`column "${name}" holds text, not numbers`);
    if (column.type === "int64") {
      for (let i = 0; i < this.rows; ++i) {
        const value = Number(column.values[i]);
        if (!Number.isSafeInteger(value))
          throw new Error(
            `column "${name}", row ${i + 1}: ${column.values[i]} does not fit a double exactly; use it as an identifier only`
          );
        numbers[i] = value;
      }
    } else numbers.set(column.values);
    if (column.valid) for (let i = 0; i < this.rows; ++i) if (!column.valid[i]) numbers[i] = NaN;
    return numbers;
  }

  /** A text column, or any other written out, null as null. */
  strings(name: string): (string | null)[] {
    const column = this.column(name);
    return Array.from({length: this.rows}, (_, i) => {
      const value = cell(column, i);
      return value === null ? null : String(value);
    });
  }

  /** The value of one cell. */
  cell(name: string, row: number): number | bigint | string | boolean | null {
    return cell(this.column(name), row);
  }

  /** Some rows, in the order given; they remember where they come from. */
  take(rows: ArrayLike<number>): Table {
    const columns = this.columns.map((column) => takeColumn(column, rows));
    const origin = this.lineage?.rows;
    const picked = new Int32Array(rows.length);
    for (let i = 0; i < rows.length; ++i) picked[i] = origin ? origin[rows[i]!]! : rows[i]!;
    return new Table({columns, rows: rows.length, roles: this.roles, meta: this.meta, lineage: {root: this.root, rows: picked}});
  }

  /** Some columns, in the order given; roles keep what is left of them. @throws when one is missing. */
  select(names: readonly string[]): Table {
    return this.#derive({columns: names.map((name) => this.column(name)), roles: keepRoles(this.roles, new Set(names))});
  }

  /** All columns but these. */
  without(names: readonly string[]): Table {
    const out = new Set(names);
    return this.select(this.columns.map((c) => c.name).filter((name) => !out.has(name)));
  }

  /** Columns added at the end, or put in the place of those of the same name. */
  with(columns: readonly Column[], roles: Roles = this.roles): Table {
    const byName = new Map(columns.map((c) => [c.name, c]));
    const kept = this.columns.map((c) => byName.get(c.name) ?? c);
    return this.#derive({columns: [...kept, ...columns.filter((c) => !this.has(c.name))], roles});
  }

  withRoles(roles: Roles): Table {
    return this.#derive({roles: {...this.roles, ...roles}});
  }

  withMeta(meta: Readonly<Record<string, string>>): Table {
    return this.#derive({meta: {...this.meta, ...meta}});
  }

  /** The hash of the table whose rows these are. */
  get root(): string {
    return this.lineage?.root ?? this.#hash ?? "";
  }

  /** For each row, its position in the root table. */
  rowIdentity(): Int32Array {
    return this.lineage?.rows ?? Int32Array.from({length: this.rows}, (_, i) => i);
  }

  /** Some rows as what a table made of them has of this one; −1 is none. */
  parentOf(rows: Int32Array): Parent {
    const origin = this.lineage?.rows;
    return {root: this.root, rows: origin ? rows.map((row) => (row < 0 ? -1 : origin[row]!)) : rows};
  }

  #derive(parts: Partial<TableParts>): Table {
    const lineage = this.lineage ?? {root: this.root};
    return new Table({columns: this.columns, rows: this.rows, roles: this.roles, meta: this.meta, lineage, ...parts});
  }
}

/** The roles that survive when only these columns are left. */
function keepRoles({features, target}: Roles, names: ReadonlySet<string>): Roles {
  return {
    ...(features && {features: features.filter((name) => names.has(name))}),
    ...(target && names.has(target.column) && {target})
  };
}

/** How many rows a column has. */
export function lengthOf(column: Column): number {
  return column.type === "text" ? Math.max(0, column.values.offsets.length - 1) : column.values.length;
}

/** How many of a column's rows are null. */
export function nullCount(column: Column): number {
  let nulls = 0;
  if (column.valid) for (const flag of column.valid) nulls += 1 - flag;
  return nulls;
}

/** Strings as a text column's values; null becomes empty text (mark it in `valid`). */
function textValues(strings: readonly (string | null | undefined)[]): TextValues {
  const parts = strings.map((s) => encoder.encode(s ?? ""));
  const offsets = new Int32Array(strings.length + 1);
  parts.forEach((part, i) => (offsets[i + 1] = offsets[i]! + part.length));
  const bytes = new Uint8Array(offsets[strings.length]!);
  parts.forEach((part, i) => bytes.set(part, offsets[i]!));
  return {offsets, bytes};
}

/** A text column made of strings; null and undefined become null. */
export function textColumn(info: Omit<ColumnInfo, "type">, strings: readonly (string | null | undefined)[]): Column {
  const missing = strings.some((s) => s === null || s === undefined);
  const valid = missing ? Uint8Array.from(strings, (s) => (s === null || s === undefined ? 0 : 1)) : undefined;
  return {...info, type: "text", values: textValues(strings), ...(valid && {valid})};
}

/** A float64 column. NaN stays NaN; pass `valid` for nulls. */
export function realColumn(info: Omit<ColumnInfo, "type">, values: Float64Array, valid?: Uint8Array): Column {
  return {...info, type: "float64", values, ...(valid && {valid})};
}

/** An int32 column. */
export function integerColumn(info: Omit<ColumnInfo, "type">, values: Int32Array, valid?: Uint8Array): Column {
  return {...info, type: "int32", values, ...(valid && {valid})};
}

/** A boolean column made of bytes of 0 and 1. */
export function booleanColumn(info: Omit<ColumnInfo, "type">, values: Uint8Array): Column {
  return {...info, type: "boolean", values};
}

/** What is known of the column without its values. */
export function columnInfo({name, type, unit, ucd, description}: ColumnInfo): ColumnInfo {
  return {name, type, ...(unit && {unit}), ...(ucd && {ucd}), ...(description && {description})};
}

function cell(column: Column, row: number): number | bigint | string | boolean | null {
  if (column.valid && !column.valid[row]) return null;
  if (column.type === "text") {
    const {offsets, bytes} = column.values;
    return decoder.decode(bytes.subarray(offsets[row], offsets[row + 1]));
  }
  const value = column.values[row]!;
  return column.type === "boolean" ? value === 1 : value;
}

function takeColumn(column: Column, rows: ArrayLike<number>): Column {
  const valid = column.valid && takeNumbers(column.valid, rows);
  const mask = valid?.includes(0) ? {valid} : {};
  const info = columnInfo(column);
  if (column.type === "text") return {...info, type: "text", values: takeText(column.values, rows), ...mask};
  return {...info, type: column.type, values: takeNumbers(column.values, rows), ...mask} as Column;
}

function takeNumbers<V extends NumberValues>(values: V, rows: ArrayLike<number>): V {
  const taken = new (values.constructor as new (n: number) => V)(rows.length);
  for (let i = 0; i < rows.length; ++i) taken[i] = values[rows[i]!]!;
  return taken;
}

function takeText({offsets, bytes}: TextValues, rows: ArrayLike<number>): TextValues {
  const taken = new Int32Array(rows.length + 1);
  for (let i = 0; i < rows.length; ++i) taken[i + 1] = taken[i]! + offsets[rows[i]! + 1]! - offsets[rows[i]!]!;
  const text = new Uint8Array(taken[rows.length]!);
  for (let i = 0; i < rows.length; ++i) text.set(bytes.subarray(offsets[rows[i]!], offsets[rows[i]! + 1]), taken[i]);
  return {offsets: taken, bytes: text};
}

function quoteList(names: readonly string[]): string {
  const shown = names.slice(0, 12).map((name) => `"${name}"`);
  return names.length > 12 ? `${shown.join(", ")} and ${names.length - 12} more` : shown.join(", ") || "none";
}
