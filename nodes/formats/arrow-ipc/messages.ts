// The frame of Arrow IPC: files with a footer, and streams (Arrow columnar format, "Serialization and Interprocess Communication").
import {counted} from "../../kernels/words.ts";
import {Flatbuffer, type FlatTable} from "./flatbuffer.ts";
import {type ArrowSchema, schemaOf} from "./schema.ts";

/** A record batch, or the values of a dictionary: where its parts lie. */
export interface Batch {
  readonly rows: number;
  readonly nodes: readonly {readonly length: number; readonly nulls: number}[];
  readonly buffers: readonly {readonly offset: number; readonly length: number}[];
  /** How many further buffers each column of views has. */
  readonly variadic: readonly number[];
  readonly compression?: "lz4" | "zstd";
  /** What `buffers` count from. */
  readonly body: Uint8Array;
  /** Whether unions have flags of validity, as they had up to version 4. */
  readonly old: boolean;
}

export type Message =
  | {readonly kind: "batch"; readonly batch: Batch}
  | {readonly kind: "dictionary"; readonly id: number; readonly delta: boolean; readonly batch: Batch};

const MAGIC = "ARROW1";

/** The schema and what follows it, dictionaries before the batches that need them. @throws with the byte where the frame is damaged. */
export function messagesOf(bytes: Uint8Array): {readonly schema: ArrowSchema; readonly messages: Iterable<Message>} {
  return startsWith(bytes, 0, MAGIC) ? fileMessages(bytes) : streamMessages(bytes);
}

function startsWith(bytes: Uint8Array, at: number, word: string): boolean {
  for (let i = 0; i < word.length; ++i) if (bytes[at + i] !== word.charCodeAt(i)) return false;
  return true;
}

function fileMessages(bytes: Uint8Array): ReturnType<typeof messagesOf> {
  const end = bytes.length - MAGIC.length;
  if (end < 12 || !startsWith(bytes, end, MAGIC))
    throw new Error(`the Arrow file is damaged: it ends at byte ${bytes.length} without its footer`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getInt32(end - 4, true);
  if (length <= 0 || length > end - 12)
    throw new Error(`the Arrow file is damaged: its footer claims ${length} of ${counted(bytes.length, "byte")}`);
  const footer = new Flatbuffer(bytes.subarray(end - 4 - length, end - 4), "the offsets in the footer").root();
  const schema = footer.table(1);
  if (!schema) throw new Error("the Arrow file is damaged: its footer has no schema");
  const places = [...blocksOf(footer, 2), ...blocksOf(footer, 3)];
  return {schema: schemaOf(schema), messages: blockMessages(bytes, places)};
}

function blocksOf(footer: FlatTable, n: number): number[] {
  const blocks = footer.vector(n, 24);
  return Array.from({length: blocks?.length ?? 0}, (_, i) => footer.buffer.int64(blocks!.at + 24 * i));
}

function* blockMessages(bytes: Uint8Array, places: readonly number[]): Generator<Message> {
  for (const place of places) {
    const read = messageAt(bytes, place);
    const message = read && parsed(read);
    if (!message) throw new Error(`the Arrow file is damaged: no batch is at byte ${place}, where its footer says so`);
    yield message;
  }
}

function streamMessages(bytes: Uint8Array): ReturnType<typeof messagesOf> {
  const first = messageAt(bytes, 0);
  const header = first?.kind === SCHEMA ? first.header : undefined;
  if (!header) throw new Error("the Arrow stream is damaged: it does not start with a schema");
  return {schema: schemaOf(header), messages: following(bytes, first!.end)};
}

function* following(bytes: Uint8Array, start: number): Generator<Message> {
  for (let at = start; ; ) {
    const read = messageAt(bytes, at);
    if (!read) return;
    const message = parsed(read);
    if (message) yield message;
    at = read.end;
  }
}

const SCHEMA = 1;
const DICTIONARY = 2;
const RECORDS = 3;

interface RawMessage {
  readonly kind: number;
  readonly header: FlatTable | undefined;
  readonly version: number;
  readonly body: Uint8Array;
  readonly end: number;
  readonly place: number;
}

/** The message at a byte; undefined at the end of the stream. */
function messageAt(bytes: Uint8Array, place: number): RawMessage | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = place;
  if (at < 0 || at > bytes.length) throw new Error(`the Arrow file is damaged: no message can be at byte ${at}`);
  // Streams may end without a mark.
  if (at + 4 > bytes.length) return undefined;
  let length = view.getInt32(at, true);
  at += 4;
  if (length === -1) {
    if (at + 4 > bytes.length) throw new Error(`the Arrow file ends at byte ${bytes.length}, within a message; it is cut off`);
    length = view.getInt32(at, true);
    at += 4;
  }
  if (length === 0) return undefined;
  if (length < 0 || at + length > bytes.length)
    throw new Error(
      `the message at byte ${place} of the Arrow file claims ${counted(length, "byte")} of ${bytes.length}; it is damaged or cut off`
    );
  const message = new Flatbuffer(bytes.subarray(at, at + length), `the offsets in the message at byte ${place}`).root();
  const size = message.int64(3);
  const start = at + length;
  if (size < 0 || start + size > bytes.length)
    throw new Error(
      `the data of the message at byte ${place} of the Arrow file claim ${counted(size, "byte")} of ${bytes.length}; it is damaged or cut off`
    );
  return {
    kind: message.uint8(1),
    header: message.table(2),
    version: message.int16(0),
    body: bytes.subarray(start, start + size),
    end: start + size,
    place
  };
}

function parsed({kind, header, version, body, place}: RawMessage): Message | undefined {
  if (kind === DICTIONARY && header) {
    const data = header.table(1);
    if (!data) throw new Error(`the Arrow file is damaged: the dictionary at byte ${place} has no values`);
    return {kind: "dictionary", id: header.int64(0), delta: header.uint8(2) !== 0, batch: batchOf(data, body, version, place)};
  }
  if (kind === RECORDS && header) return {kind: "batch", batch: batchOf(header, body, version, place)};
  if (kind === SCHEMA) return undefined;
  throw new Error(`the message at byte ${place} of the Arrow file is of kind ${kind}, which is not read; only tables are`);
}

function batchOf(table: FlatTable, body: Uint8Array, version: number, place: number): Batch {
  const pairs = (n: number): [number, number][] => {
    const vector = table.vector(n, 16);
    return Array.from({length: vector?.length ?? 0}, (_, i) => [
      table.buffer.int64(vector!.at + 16 * i),
      table.buffer.int64(vector!.at + 16 * i + 8)
    ]);
  };
  const buffers = pairs(2).map(([offset, length]) => ({offset, length}));
  for (const {offset, length} of buffers)
    if (offset < 0 || length < 0 || offset + length > body.length)
      throw new Error(
        `the Arrow file is damaged: in the batch at byte ${place}, data at ${offset} to ${offset + length} of ${counted(body.length, "byte")} are claimed`
      );
  const rows = table.int64(0);
  if (rows < 0) throw new Error(`the Arrow file is damaged: the batch at byte ${place} has ${counted(rows, "row")}`);
  const counts = table.vector(4, 8);
  const compression = table.table(3);
  return {
    rows,
    nodes: pairs(1).map(([length, nulls]) => ({length, nulls})),
    buffers,
    variadic: Array.from({length: counts?.length ?? 0}, (_, i) => table.buffer.int64(counts!.at + 8 * i)),
    ...(compression && {compression: compression.uint8(0) === 1 ? "zstd" : "lz4"}),
    body,
    old: version < 4
  };
}
