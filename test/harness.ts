// Runs one node as a session would: parameters resolved, values as they come back from the store, the real DuckDB, tasks inline.
import {createHash} from "node:crypto";
import {readFile} from "node:fs/promises";
import {basename} from "node:path";
import {afterAll} from "vitest";
import {encodeTable} from "../runtime/arrow.ts";
import {joined} from "../runtime/bytes.ts";
import {openDatabase} from "../runtime/duckdb.node.ts";
import type {InputFile, Json, Kind, NodeDefinition, Ports, PortValues, SchemaContext} from "../runtime/node.ts";
import {type Params, resolveParams} from "../runtime/params.ts";
import {inlinePool} from "../runtime/pool.ts";
import {type Column, type ColumnInfo, type Roles, Table, textColumn} from "../runtime/table.ts";

/** A file under a name; `unchanged` says what becomes of it while it is read. */
interface GivenFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly unchanged?: () => Promise<void>;
}

export interface RunOptions<I extends Ports> {
  /** By port; ports that are optional or take many may be left out. */
  readonly inputs?: Partial<PortValues<I>>;
  /** As a workflow file gives them: those that differ from the defaults. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** By parameter: a path to read, or a file's name and bytes. */
  readonly files?: Readonly<Record<string, string | GivenFile>>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (fraction: number, message?: string, preview?: Json) => void;
}

export interface Ran<O extends Ports> {
  readonly outputs: PortValues<O>;
  readonly notes: Readonly<Record<string, Json>>;
}

/**
 * Runs a node once. Inputs and outputs are encoded, hashed and decoded through their kinds, so that what is tested is what is stored.
 * @throws every problem of the parameters at once, a line each; whatever the node throws.
 */
export async function runNode<I extends Ports, O extends Ports, P extends Params>(
  definition: NodeDefinition<I, O, P>,
  {inputs = {}, params = {}, files = {}, signal = new AbortController().signal, onProgress = () => {}}: RunOptions<I> = {}
): Promise<Ran<O>> {
  const {values, problems} = resolveParams(definition.params, params);
  if (problems.length > 0) throw new Error(problems.map(({message}) => message).join("\n"));
  const opened = await openAll(files);
  const notes: Record<string, Json> = {};
  const results = (await definition.run({
    inputs: await arriving(definition.inputs, inputs),
    params: values,
    db: database.bind(signal),
    pool: inlinePool(),
    signal,
    progress: onProgress,
    note: (name, value) => void (notes[name] = JSON.parse(JSON.stringify(value)) as Json),
    file: (param) => opened.get(param)
  })) as Readonly<Record<string, unknown>>;
  const outputs: Record<string, unknown> = {};
  for (const [port, {kind}] of Object.entries(definition.outputs)) {
    if (results[port] === undefined) throw new Error(`the node gave nothing for its output "${port}"`);
    outputs[port] = await stored(kind, results[port]);
  }
  return {outputs: outputs as PortValues<O>, notes};
}

/** The columns a node says will leave, given those of the values that arrive. */
export function schemaOf<I extends Ports, O extends Ports, P extends Params>(
  definition: NodeDefinition<I, O, P>,
  {inputs = {}, params = {}}: Pick<RunOptions<I>, "inputs" | "params"> = {}
): ReturnType<NonNullable<NodeDefinition<I, O, P>["schema"]>> {
  const tables = Object.entries(inputs as Record<string, unknown>).filter(
    ([, value]) => value instanceof Table || Array.isArray(value)
  );
  const {values} = resolveParams(definition.params, params);
  return definition.schema!({inputs: Object.fromEntries(tables) as SchemaContext<I, P>["inputs"], params: values});
}

type Cell = number | bigint | string | boolean | null;
type CellValues = readonly Cell[] | Int16Array | Int32Array | Float32Array | Float64Array | Uint8Array | BigInt64Array;

/**
 * A small table, told tersely: `tableOf({ra: [1, null], id: [1n, 2n], name: ["a", "b"]})`. Numbers are float64, bigints int64,
 * typed arrays what they are. It has its content hash already.
 */
export function tableOf(
  columns: Readonly<Record<string, CellValues>>,
  {
    info = {},
    roles = {},
    meta = {}
  }: {
    readonly info?: Readonly<Record<string, Omit<Partial<ColumnInfo>, "name" | "type">>>;
    readonly roles?: Roles;
    readonly meta?: Readonly<Record<string, string>>;
  } = {}
): Table {
  const table = new Table({
    columns: Object.entries(columns).map(([name, values]) => columnOf({name, ...info[name]}, values)),
    roles,
    meta
  });
  table.seal(createHash("sha256").update(encodeTable(table)).digest("hex"));
  return table;
}

/** The values of each column, null as null. */
export function valuesOf(table: Table): Record<string, Cell[]> {
  return Object.fromEntries(
    table.columns.map(({name}) => [name, Array.from({length: table.rows}, (_, i) => table.cell(name, i))])
  );
}

const typeOfArray = {
  Uint8Array: "uint8",
  Int16Array: "int16",
  Int32Array: "int32",
  BigInt64Array: "int64",
  Float32Array: "float32",
  Float64Array: "float64"
} as const;

function columnOf(info: Omit<ColumnInfo, "type">, values: CellValues): Column {
  if (ArrayBuffer.isView(values))
    return {...info, type: typeOfArray[values.constructor.name as keyof typeof typeOfArray], values} as Column;
  const example = values.find((value) => value !== null);
  if (typeof example === "string") return textColumn(info, values as readonly (string | null)[]);
  const mask = values.includes(null) ? {valid: Uint8Array.from(values, (value) => (value === null ? 0 : 1))} : {};
  if (typeof example === "bigint")
    return {...info, type: "int64", values: BigInt64Array.from(values, (value) => BigInt(value ?? 0)), ...mask};
  if (typeof example === "boolean")
    return {...info, type: "boolean", values: Uint8Array.from(values, (value) => Number(value ?? 0)), ...mask};
  return {...info, type: "float64", values: Float64Array.from(values, (value) => Number(value ?? 0)), ...mask};
}

async function openAll(files: NonNullable<RunOptions<Ports>["files"]>): Promise<Map<string, InputFile>> {
  const opened = new Map<string, InputFile>();
  for (const [param, file] of Object.entries(files)) {
    const given: GivenFile =
      typeof file === "string" ? {name: basename(file), bytes: new Uint8Array(await readFile(file))} : file;
    const {name, bytes} = given;
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const unchanged = given.unchanged ?? (async () => undefined);
    opened.set(param, {name, sha256, size: bytes.length, bytes: async () => bytes, content: bytes, unchanged});
  }
  return opened;
}

async function arriving<I extends Ports>(ports: I, given: Partial<PortValues<I>>): Promise<PortValues<I>> {
  const values: Record<string, unknown> = {};
  for (const [port, {kind, many, optional}] of Object.entries(ports)) {
    const value: unknown = given[port];
    if (many) values[port] = await Promise.all(((value ?? []) as unknown[]).map(async (item) => stored(kind, item)));
    else if (value !== undefined) values[port] = await stored(kind, value);
    else if (!optional) throw new Error(`input "${port}" is not connected`);
  }
  return values as PortValues<I>;
}

/** A value as it comes back from the store, knowing its content hash. @throws when coding is not canonical. */
async function stored<T>(kind: Kind<T>, value: T): Promise<T> {
  const bytes = joined(await kind.encode(value));
  const back = await kind.decode(bytes);
  if (Buffer.compare(bytes, joined(await kind.encode(back))) !== 0)
    throw new Error(`this ${kind.name} is not the same once stored`);
  JSON.stringify(kind.summarize(back));
  kind.seal?.(back, createHash("sha256").update(bytes).digest("hex"));
  return back;
}

// Starts at its first use: most nodes need no SQL.
const database = openDatabase();
afterAll(async () => database.close());
