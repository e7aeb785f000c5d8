// FITS headers (FITS Standard 4.0, §4): cards of 80 bytes in blocks of 2880.
import type {Window} from "./bytes.ts";
import {decodeText} from "./text-builder.ts";

export const BLOCK = 2880;
const CARD = 80;
/** No header met so far comes near: 72 000 cards. */
const MAX_BLOCKS = 2000;

export type CardValue = string | number | boolean | bigint | undefined;

export interface Header {
  /** Values by keyword, the first of each; HIERARCH keywords by their words. */
  readonly values: ReadonlyMap<string, CardValue>;
  /** COMMENT and HISTORY lines. */
  readonly comments: readonly string[];
  /** Where in the file it starts. */
  readonly position: number;
}

/** Reads the header at the window. @throws where it has no END, is cut short, or has bytes no header may have. */
export async function readHeader(window: Window, label: string): Promise<Header> {
  const position = window.position;
  const values = new Map<string, CardValue>();
  const comments: string[] = [];
  const pieces = new Map<string, string[]>();
  let open: string | undefined;
  for (let block = 0; block < MAX_BLOCKS; ++block) {
    if (!(await window.need(BLOCK)))
      throw new Error(
        `${label}: the header starting at byte ${position} is cut short at byte ${window.position + window.available}; no END card`
      );
    const {bytes, pos} = window;
    for (let start = pos; start < pos + BLOCK; start += CARD) {
      const keyword = decodeText(bytes, start, start + 8).trimEnd();
      if (keyword === "END") {
        window.pos += BLOCK;
        for (const [name, list] of pieces) values.set(name, list.join(""));
        return {values, comments, position};
      }
      if (!/^[A-Z0-9_\- ]*$/i.test(keyword))
        throw new Error(
          `${label}: byte ${window.position + start - pos} is not part of a FITS header; found ${JSON.stringify(keyword)}`
        );
      const text = decodeText(bytes, start + 8, start + CARD);
      open = readCard(keyword, text, {values, comments, pieces}, open);
    }
    window.pos += BLOCK;
  }
  throw new Error(`${label}: the header starting at byte ${position} has no END in ${MAX_BLOCKS} blocks`);
}

interface Collected {
  readonly values: Map<string, CardValue>;
  readonly comments: string[];
  /** Strings over several cards, joined in the end. */
  readonly pieces: Map<string, string[]>;
}

/** Takes one card; returns the keyword whose string goes on in a CONTINUE card. */
function readCard(
  keyword: string,
  text: string,
  {values, comments, pieces}: Collected,
  open: string | undefined
): string | undefined {
  if (keyword === "COMMENT" || keyword === "HISTORY") {
    comments.push(keyword === "HISTORY" ? `HISTORY ${text.trimEnd()}` : text.trimEnd());
    return undefined;
  }
  if (keyword === "CONTINUE" && open !== undefined) {
    const list = pieces.get(open) ?? [];
    const piece = readValue(text);
    if (typeof piece !== "string") return undefined;
    list.push((list.pop() ?? "").replace(/&$/, ""), piece);
    return piece.endsWith("&") ? open : undefined;
  }
  let name = keyword;
  let rest = text;
  if (keyword === "HIERARCH") {
    const equals = text.indexOf("=");
    if (equals < 0) return undefined;
    name = text.slice(0, equals).trim();
    rest = text.slice(equals + 1);
  } else if (text.startsWith("= ") || text.startsWith("='")) rest = text.slice(1);
  else return undefined;
  const value = readValue(rest);
  if (values.has(name)) return undefined;
  values.set(name, value);
  if (typeof value !== "string" || !value.endsWith("&")) return undefined;
  pieces.set(name, [value]);
  return name;
}

function readValue(text: string): CardValue {
  const trimmed = text.trimStart();
  if (trimmed.startsWith("'")) {
    const body = /^'((?:[^']|'')*)'?/.exec(trimmed)?.[1] ?? "";
    return body.replaceAll("''", "'").trimEnd();
  }
  const word = trimmed.split("/", 1)[0]!.trim();
  if (word === "T" || word === "F") return word === "T";
  if (/^[+-]?\d+$/.test(word)) {
    const value = Number(word);
    return Number.isSafeInteger(value) ? value : BigInt(word);
  }
  if (word === "") return undefined;
  const value = Number(word.replace(/[dD]/, "e"));
  return Number.isNaN(value) ? word : value;
}

/** An integer keyword. @throws where it is not a non-negative safe integer. */
export function count(header: Header, keyword: string, label: string, fallback?: number): number {
  const value = header.values.get(keyword) ?? fallback;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
  throw new Error(`${label}: keyword ${keyword} must be a count; got ${String(value ?? "nothing")}`);
}

/** A string keyword, blank ones left out. */
export function words(header: Header, keyword: string): string | undefined {
  const value = header.values.get(keyword);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

/** The size in bytes of the data that follow a header, padding left out (FITS Standard 4.0, eq. 1, 2 and 4). */
export function dataSize(header: Header, label: string): number {
  const axes = count(header, "NAXIS", label);
  if (axes > 999) throw new Error(`${label}: NAXIS must be at most 999; got ${axes}`);
  if (axes === 0) return 0;
  const bits = header.values.get("BITPIX");
  if (typeof bits !== "number" || ![8, 16, 32, 64, -32, -64].includes(bits))
    throw new Error(`${label}: BITPIX must be 8, 16, 32, 64, -32 or -64; got ${String(bits)}`);
  const groups = header.values.get("GROUPS") === true;
  let elements = 1;
  for (let axis = groups ? 2 : 1; axis <= axes; ++axis) elements *= count(header, `NAXIS${axis}`, label);
  return (Math.abs(bits) / 8) * count(header, "GCOUNT", label, 1) * (count(header, "PCOUNT", label, 0) + elements);
}

/** Data are padded to whole blocks. */
export function padded(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}
