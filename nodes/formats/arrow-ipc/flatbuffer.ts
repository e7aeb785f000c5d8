// Tables of a flatbuffer from a file nobody vouches for: every offset is checked before it is followed.

const decoder = new TextDecoder();

/** A vector of a table: where its first element is, and how many there are. */
export interface FlatVector {
  readonly at: number;
  readonly length: number;
}

/** The bytes of one flatbuffer; `what` names them in what is thrown. */
export class Flatbuffer {
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  readonly #what: string;

  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#what = what;
  }

  get length(): number {
    return this.#bytes.length;
  }

  root(): FlatTable {
    return new FlatTable(this, this.uint32(0));
  }

  /** @throws where [at, at + size) is not within the bytes. */
  check(at: number, size: number): void {
    if (at < 0 || at + size > this.#bytes.length)
      throw new Error(`the Arrow file is damaged: ${this.#what} refer to byte ${at + size} of their ${this.#bytes.length}`);
  }

  uint8(at: number): number {
    this.check(at, 1);
    return this.#bytes[at]!;
  }

  uint16(at: number): number {
    this.check(at, 2);
    return this.#view.getUint16(at, true);
  }

  int16(at: number): number {
    this.check(at, 2);
    return this.#view.getInt16(at, true);
  }

  int32(at: number): number {
    this.check(at, 4);
    return this.#view.getInt32(at, true);
  }

  uint32(at: number): number {
    this.check(at, 4);
    return this.#view.getUint32(at, true);
  }

  /** Counts and positions: what no file can hold is refused. */
  int64(at: number): number {
    this.check(at, 8);
    const value = this.#view.getBigInt64(at, true);
    if (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER)
      throw new Error(`the Arrow file is damaged: ${this.#what} give the number ${value}`);
    return Number(value);
  }

  text(at: number, length: number): string {
    this.check(at, length);
    return decoder.decode(this.#bytes.subarray(at, at + length));
  }
}

/** A table: its fields by their number in the schema of the format. */
export class FlatTable {
  readonly buffer: Flatbuffer;
  readonly #at: number;
  readonly #fields: number;
  readonly #count: number;

  constructor(buffer: Flatbuffer, at: number) {
    this.buffer = buffer;
    this.#at = at;
    this.#fields = at - buffer.int32(at);
    const size = buffer.uint16(this.#fields);
    buffer.check(this.#fields, size);
    this.#count = (size >> 1) - 2;
  }

  /** Where a field is; 0 where it is absent. */
  #field(n: number): number {
    const offset = n < this.#count ? this.buffer.uint16(this.#fields + 4 + 2 * n) : 0;
    return offset === 0 ? 0 : this.#at + offset;
  }

  uint8(n: number, otherwise = 0): number {
    const at = this.#field(n);
    return at === 0 ? otherwise : this.buffer.uint8(at);
  }

  int16(n: number, otherwise = 0): number {
    const at = this.#field(n);
    return at === 0 ? otherwise : this.buffer.int16(at);
  }

  int32(n: number, otherwise = 0): number {
    const at = this.#field(n);
    return at === 0 ? otherwise : this.buffer.int32(at);
  }

  int64(n: number, otherwise = 0): number {
    const at = this.#field(n);
    return at === 0 ? otherwise : this.buffer.int64(at);
  }

  table(n: number): FlatTable | undefined {
    const at = this.#field(n);
    return at === 0 ? undefined : new FlatTable(this.buffer, at + this.buffer.uint32(at));
  }

  text(n: number): string | undefined {
    const vector = this.vector(n, 1);
    return vector && this.buffer.text(vector.at, vector.length);
  }

  /** A vector of elements of so many bytes. */
  vector(n: number, size: number): FlatVector | undefined {
    const field = this.#field(n);
    if (field === 0) return undefined;
    const start = field + this.buffer.uint32(field);
    const length = this.buffer.uint32(start);
    this.buffer.check(start + 4, length * size);
    return {at: start + 4, length};
  }

  /** The tables of a vector. */
  tables(n: number): FlatTable[] {
    const vector = this.vector(n, 4);
    return Array.from({length: vector?.length ?? 0}, (_, i) => {
      const at = vector!.at + 4 * i;
      return new FlatTable(this.buffer, at + this.buffer.uint32(at));
    });
  }

  /** Pairs of keys and values, as Arrow keeps metadata. */
  pairs(n: number): Map<string, string> {
    return new Map(this.tables(n).map((pair) => [pair.text(0) ?? "", pair.text(1) ?? ""]));
  }
}
