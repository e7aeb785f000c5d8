// Bytes out, in chunks of about a megabyte; numbers big-endian, as FITS and VOTable want them.

const CHUNK = 1 << 20;
const encoder = new TextEncoder();

export class Sink {
  #bytes = new Uint8Array(CHUNK + (CHUNK >> 2));
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Whether it is time to pass a chunk on. */
  get full(): boolean {
    return this.#length >= CHUNK;
  }

  /** The bytes so far; the sink is empty then. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#room(1);
    this.#bytes[this.#length++] = value;
  }

  /** ASCII text only. */
  ascii(text: string): void {
    const n = text.length;
    if (this.#length + n > this.#bytes.length) this.#room(n);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < n; ++i) bytes[at++] = text.charCodeAt(i);
    this.#length = at;
  }

  text(text: string): void {
    this.copy(encoder.encode(text));
  }

  copy(source: Uint8Array, start = 0, end = source.length): void {
    const n = end - start;
    if (this.#length + n > this.#bytes.length) this.#room(n);
    if (n < 32) {
      const bytes = this.#bytes;
      let at = this.#length;
      for (let i = start; i < end; ++i) bytes[at++] = source[i]!;
    } else this.#bytes.set(source.subarray(start, end), this.#length);
    this.#length += n;
  }

  fill(value: number, count: number): void {
    if (count <= 0) return;
    if (this.#length + count > this.#bytes.length) this.#room(count);
    this.#bytes.fill(value, this.#length, this.#length + count);
    this.#length += count;
  }

  int16(value: number): void {
    if (this.#length + 2 > this.#bytes.length) this.#room(2);
    this.#view.setInt16(this.#length, value);
    this.#length += 2;
  }

  int32(value: number): void {
    if (this.#length + 4 > this.#bytes.length) this.#room(4);
    this.#view.setInt32(this.#length, value);
    this.#length += 4;
  }

  /** A 64-bit integer given as words. */
  int64(high: number, low: number): void {
    if (this.#length + 8 > this.#bytes.length) this.#room(8);
    this.#view.setInt32(this.#length, high);
    this.#view.setInt32(this.#length + 4, low);
    this.#length += 8;
  }

  float32(value: number): void {
    if (this.#length + 4 > this.#bytes.length) this.#room(4);
    this.#view.setFloat32(this.#length, value);
    this.#length += 4;
  }

  float64(value: number): void {
    if (this.#length + 8 > this.#bytes.length) this.#room(8);
    this.#view.setFloat64(this.#length, value);
    this.#length += 8;
  }

  #room(more: number): void {
    const bytes = new Uint8Array(Math.max(this.#length + more, 2 * this.#bytes.length));
    bytes.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}

/** All chunks as one array. */
export function joined(chunks: Iterable<Uint8Array>): Uint8Array {
  const list = [...chunks];
  const bytes = new Uint8Array(list.reduce((sum, chunk) => sum + chunk.length, 0));
  list.reduce((at, chunk) => {
    bytes.set(chunk, at);
    return at + chunk.length;
  }, 0);
  return bytes;
}
