// Bytes in, whatever brings them: a sliding window over chunks, with gzip and UTF-16 undone on the way.

export type Chunks = Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** Bytes that can be read from the start more than once. */
export interface Source {
  readonly name?: string;
  /** In bytes, where known, before decompression. */
  readonly size?: number;
  open(): Chunks;
}

/** Bytes, a Blob or File, or a source, as a source. */
export function sourceOf(input: Uint8Array | Blob | Source, name?: string): Source {
  if (input instanceof Uint8Array) return {...(name !== undefined && {name}), size: input.length, open: () => input};
  if ("open" in input) return input;
  const named = name ?? ("name" in input ? String(input.name) : undefined);
  return {...(named !== undefined && {name: named}), size: input.size, open: () => streamChunks(input.stream())};
}

async function* streamChunks(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const {done, value} = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

const READ_AHEAD = 1 << 20;

/** The bytes between `pos` and `end` of `bytes`, more of them on request. */
export class Window {
  bytes: Uint8Array = new Uint8Array();
  pos = 0;
  end = 0;
  /** True once the source has no more. */
  done = false;
  /** How many bytes were dropped before bytes[0]. */
  #dropped = 0;
  readonly #chunks: AsyncIterator<Uint8Array> | Iterator<Uint8Array>;

  constructor(chunks: Chunks) {
    if (chunks instanceof Uint8Array) this.#chunks = [chunks][Symbol.iterator]();
    else this.#chunks = Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
  }

  /** The position in the file of bytes[pos]. */
  get position(): number {
    return this.#dropped + this.pos;
  }

  get available(): number {
    return this.end - this.pos;
  }

  /** Reads until `count` bytes are at hand or the source ends; says whether they are. */
  async need(count: number): Promise<boolean> {
    while (this.available < count && !this.done) await this.#more(count);
    return this.available >= count;
  }

  /** Adds at least one byte, usually a megabyte; false at the end of the source. */
  async more(): Promise<boolean> {
    const before = this.available;
    await this.need(before + READ_AHEAD);
    return this.available > before;
  }

  /** Steps over bytes without keeping them; says whether there were as many. */
  async skip(count: number): Promise<boolean> {
    let left = count;
    while (left > this.available) {
      left -= this.available;
      this.pos = this.end;
      if (this.done || !(await this.need(1))) return false;
    }
    this.pos += left;
    return true;
  }

  /** Tells the source that no more will be read. */
  async close(): Promise<void> {
    if (!this.done) await this.#chunks.return?.();
    this.done = true;
  }

  async #more(wanted: number): Promise<void> {
    const step = await this.#chunks.next();
    if (step.done) {
      this.done = true;
      return;
    }
    // Node's Buffer is a Uint8Array whose slice() does not copy.
    const given = step.value;
    const chunk = given.constructor === Uint8Array ? given : new Uint8Array(given.buffer, given.byteOffset, given.length);
    const kept = this.available;
    if (kept === 0) {
      this.#dropped += this.pos;
      this.bytes = chunk;
      this.pos = 0;
      this.end = chunk.length;
      return;
    }
    if (this.#owned && this.end + chunk.length > this.bytes.length && kept + chunk.length <= this.bytes.length) {
      this.bytes.copyWithin(0, this.pos, this.end);
      this.#dropped += this.pos;
      this.pos = 0;
      this.end = kept;
    } else if (!this.#owned || this.end + chunk.length > this.bytes.length) {
      // Room for all that was asked is made once the source has shown at least half of it, so that a lie costs little.
      const room = Math.min(wanted, 2 * (kept + chunk.length));
      const bytes = new Uint8Array(Math.max(kept + chunk.length, room));
      bytes.set(this.bytes.subarray(this.pos, this.end));
      this.#dropped += this.pos;
      this.bytes = bytes;
      this.pos = 0;
      this.end = kept;
      this.#ownedBytes = bytes;
    }
    this.bytes.set(chunk, this.end);
    this.end += chunk.length;
  }

  #ownedBytes: Uint8Array | undefined;

  get #owned(): boolean {
    return this.#ownedBytes === this.bytes;
  }
}

/** A window on the plain bytes of a source: gzip decompressed, UTF-16 turned into UTF-8, a byte order mark dropped. */
export async function openWindow(source: Source): Promise<Window> {
  let window = new Window(source.open());
  await window.need(3);
  const {bytes, pos} = window;
  if (window.available >= 2 && bytes[pos] === 0x1f && bytes[pos + 1] === 0x8b) {
    window = new Window(gunzip(window));
    await window.need(3);
  }
  return decoded(window);
}

async function decoded(window: Window): Promise<Window> {
  const {bytes, pos} = window;
  const [a, b, c] = [bytes[pos], bytes[pos + 1], bytes[pos + 2]];
  if (window.available >= 3 && a === 0xef && b === 0xbb && c === 0xbf) window.pos += 3;
  else if (window.available >= 2 && ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff))) {
    const utf16 = new Window(fromUtf16(window, a === 0xff ? "utf-16le" : "utf-16be"));
    await utf16.need(1);
    return utf16;
  }
  return window;
}

/** The rest of a window, chunk by chunk. */
export async function* remaining(window: Window): AsyncGenerator<Uint8Array> {
  while (window.available > 0 || (await window.need(1))) {
    const chunk = window.bytes.slice(window.pos, window.end);
    window.pos = window.end;
    yield chunk;
  }
}

async function* gunzip(window: Window): AsyncGenerator<Uint8Array> {
  const inflate = new DecompressionStream("gzip");
  const writer = inflate.writable.getWriter();
  const reader = inflate.readable.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  const feed = (async () => {
    for await (const chunk of remaining(window)) await writer.write(chunk as Uint8Array<ArrayBuffer>);
    await writer.close();
  })();
  feed.catch((error: unknown) => writer.abort(error).catch(() => undefined));
  let got = 0;
  try {
    for (;;) {
      const {done, value} = await reader.read();
      if (done) break;
      got += value.length;
      yield value;
    }
    await feed;
  } catch (cause) {
    throw new Error(`the gzip data are damaged after ${got} decompressed bytes; ${messageOf(cause)}`, {
      cause
    });
  } finally {
    await reader.cancel().catch(() => undefined);
    await window.close();
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

async function* fromUtf16(window: Window, label: string): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(label);
  const encoder = new TextEncoder();
  for await (const chunk of remaining(window)) yield encoder.encode(decoder.decode(chunk, {stream: true}));
  yield encoder.encode(decoder.decode());
}
