// Putting an origin into files, each where its format has a place for it.
import {joined} from "../../runtime/bytes.ts";
import {find} from "./origin.ts";

/** Into the metadata of an SVG file. */
export function markSvg(svg: string, word: string): string {
  return svg.replace(/<svg\b[^>]*>/, (tag) => `${tag}\n<metadata>${word}</metadata>`);
}

/** As an iTXt chunk of a PNG file, behind its first (PNG 1.2, 11.3.4.5). @throws when it is no PNG file. */
export function markPng(png: Uint8Array, word: string): Uint8Array {
  const header = 8;
  if (!(png[0] === 0x89 && find(png.subarray(0, header), "PNG", 0) === 1)) throw new Error("this is no PNG file");
  const first = header + 12 + new DataView(png.buffer, png.byteOffset).getUint32(header);
  // Keyword, a null, not compressed, and empty language and translation.
  const text = new TextEncoder().encode(`iTXtfluxloom\0\0\0\0\0${word}`);
  const chunk = new Uint8Array(text.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, text.length - 4);
  chunk.set(text, 4);
  view.setUint32(text.length + 4, crc32(text));
  return joined([png.subarray(0, first), chunk, png.subarray(first)]);
}

/** CRC-32 of ISO 3309, as PNG wants it. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; ++bit) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** Into a table that was written already; undefined for formats that have no place for it, which stay as they are. */
export async function markTable(bytes: Uint8Array, word: string): Promise<Uint8Array | undefined> {
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, 4096));
  if (start.startsWith("SIMPLE  =")) return markFits(bytes, word);
  if (start.startsWith("PAR1")) return (await import("../../nodes/formats/notes.ts")).parquetWithNote(bytes, "ORIGIN", word);
  if (start.startsWith("ARROW1")) return (await import("../../nodes/formats/notes.ts")).arrowWithNote(bytes, "ORIGIN", word);
  const votable = insideVotable(bytes, word);
  if (votable) return votable;
  if (start.startsWith("# %ECSV")) return inserted(bytes, start.indexOf("\n") + 1, `# # ${word}\n`);
  return start.startsWith("\\") || start.startsWith("|") ? inserted(bytes, 0, `\\ ${word}\n`) : undefined;
}

/** An INFO of the whole document, before its first RESOURCE. */
function insideVotable(bytes: Uint8Array, word: string): Uint8Array | undefined {
  const at = find(bytes.subarray(0, 1 << 20), "<RESOURCE", 0);
  return bytes[0] === 0x3c && at >= 0 && find(bytes.subarray(0, at), "<VOTABLE", 0) >= 0
    ? inserted(bytes, at, `<INFO name="ORIGIN" value="${word}"/>\n`)
    : undefined;
}

const block = 2880;
const card = 80;

/** Into the VOTable that describes the table in the primary HDU; undefined where there is none. */
function markFits(bytes: Uint8Array, word: string): Uint8Array | undefined {
  const header = new TextDecoder("latin1").decode(bytes.subarray(0, 16 * block));
  const field = (name: string): number => {
    for (let at = 0; at < header.length; at += card) if (header.startsWith(name.padEnd(8), at)) return at;
    return -1;
  };
  const [votable, length, end] = [field("VOTMETA"), field("NAXIS1"), field("END")];
  if (votable < 0 || length < 0 || end < 0) return undefined;
  const size = Number(header.slice(length + 10, length + 30));
  const data = Math.ceil((end + card) / block) * block;
  const marked = insideVotable(bytes.subarray(data, data + size), word);
  if (!marked) return undefined;
  const head = bytes.slice(0, data);
  head.set(new TextEncoder().encode(String(marked.length).padStart(20)), length + 10);
  const padding = new Uint8Array((block - (marked.length % block)) % block);
  return joined([head, marked, padding, bytes.subarray(data + Math.ceil(size / block) * block)]);
}

function inserted(bytes: Uint8Array, at: number, text: string): Uint8Array {
  return joined([bytes.subarray(0, at), new TextEncoder().encode(text), bytes.subarray(at)]);
}
