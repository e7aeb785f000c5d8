// Deflated bytes as base64, in browsers and in Node alike.

const most = 16e6;

/** Deflates text (RFC 1951) and spells it in base64. */
export async function deflated(text: string): Promise<string> {
  const bytes = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(text));
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** The way back. @throws when it is no such text, or unfolds into more than any workflow needs. */
export async function inflated(base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  return new TextDecoder().decode(await through(new DecompressionStream("deflate-raw"), bytes));
}

/** The content of a gzip file. */
export async function gzipped(bytes: Uint8Array): Promise<Uint8Array> {
  return through(new CompressionStream("gzip"), bytes);
}

async function through(stream: CompressionStream | DecompressionStream, bytes: Uint8Array): Promise<Uint8Array> {
  const readable = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(stream);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of readable) {
    parts.push(part);
    size += part.length;
    // A small file may unfold into gigabytes.
    if (size > most) throw new Error(`it unfolds into more than ${most} bytes`);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
