// A small streaming XML tokenizer (XML 1.0) for documents of strangers: document types are stepped over, their entities never
// expanded, every token bounded.
import type {Window} from "./bytes.ts";
import {decodeText} from "./text-builder.ts";

const MAX_TOKEN = 16 << 20;
const MAX_DEPTH = 200;
const LT = 0x3c;

export type XmlToken =
  | {readonly kind: "open"; readonly name: string; readonly attributes: ReadonlyMap<string, string>; readonly empty: boolean}
  | {readonly kind: "close"; readonly name: string}
  | {readonly kind: "text"; readonly text: string}
  | {readonly kind: "end"};

/** Pulls tokens from a window. Names come without their namespace prefix; an empty element gives no close token. */
export class XmlReader {
  readonly window: Window;
  readonly #stack: string[] = [];

  constructor(window: Window) {
    this.window = window;
  }

  get depth(): number {
    return this.#stack.length;
  }

  /** @throws on what is not well formed, with the byte. */
  async next(): Promise<XmlToken> {
    const {window} = this;
    for (;;) {
      if (!(await window.need(1))) {
        if (this.#stack.length > 0) this.#fail(`ends inside the element ${this.#stack.at(-1)}`);
        return {kind: "end"};
      }
      if (window.bytes[window.pos] !== LT) {
        const text = await this.#readText();
        if (this.#stack.length > 0) return {kind: "text", text};
        if (text.trim() !== "") this.#fail(`has text outside its elements: ${JSON.stringify(text.trim().slice(0, 40))}`);
        continue;
      }
      await window.need(9);
      const next = window.bytes[window.pos + 1];
      if (next === 0x21) {
        const text = await this.#readDeclaration();
        if (text !== undefined) return {kind: "text", text};
      } else if (next === 0x3f) {
        await this.#until("?>", MAX_TOKEN, "a processing instruction");
      } else if (next === 0x2f) return this.#close(await this.#tag());
      else return this.#open(await this.#tag());
    }
  }

  /** All text up to the end of the element just opened; elements inside count as nothing. */
  async textOf(): Promise<string> {
    let text = "";
    const depth = this.depth;
    for (;;) {
      const token = await this.next();
      if (token.kind === "text") text += token.text;
      if (text.length > MAX_TOKEN) this.#fail("holds a text of over 16 MB");
      if (token.kind === "end" || (token.kind === "close" && this.depth < depth)) return text;
    }
  }

  /** Steps over the rest of the element just opened. */
  async skip(): Promise<void> {
    const depth = this.depth;
    for (;;) {
      const token = await this.next();
      if (token.kind === "end" || (token.kind === "close" && this.depth < depth)) return;
    }
  }

  /** Takes note that the innermost element was closed by someone who read the window itself. */
  closed(): void {
    this.#stack.pop();
  }

  async #readText(): Promise<string> {
    const {window} = this;
    const at = window.bytes.subarray(0, window.end).indexOf(LT, window.pos);
    let end = at < 0 ? window.end : at;
    if (at < 0 && !window.done) {
      if (window.available > MAX_TOKEN) this.#fail("holds a text of over 16 MB");
      if (await window.more()) return this.#readText();
      end = window.end;
    }
    const text = this.#decode(window.pos, end);
    window.pos = end;
    return text;
  }

  #decode(start: number, end: number): string {
    return expand(decodeText(this.window.bytes, start, end), (message) => this.#fail(message));
  }

  /** Steps over a comment or a document type; returns the text of a CDATA section. */
  async #readDeclaration(): Promise<string | undefined> {
    const {window} = this;
    const head = decodeText(window.bytes, window.pos, Math.min(window.end, window.pos + 9));
    if (head.startsWith("<!--")) {
      window.pos += 4;
      await this.#until("-->", 1 << 30, "a comment");
      return undefined;
    }
    if (head.startsWith("<![CDATA[")) {
      window.pos += 9;
      const {start, end} = await this.#until("]]>", MAX_TOKEN, "a CDATA section");
      return decodeText(window.bytes, start, end);
    }
    if (head.startsWith("<!DOCTYPE")) {
      await this.#skipDoctype();
      return undefined;
    }
    return this.#fail(`has ${JSON.stringify(head)} where a tag should be`);
  }

  async #skipDoctype(): Promise<void> {
    const {window} = this;
    let brackets = 0;
    let quote = 0;
    for (let read = 0; read < MAX_TOKEN; ++read) {
      if (!(await window.need(1))) this.#fail("ends inside its document type");
      const c = window.bytes[window.pos++]!;
      if (quote !== 0) quote = c === quote ? 0 : quote;
      else if (c === 0x22 || c === 0x27) quote = c;
      else if (c === 0x5b) ++brackets;
      else if (c === 0x5d) --brackets;
      else if (c === 0x3e && brackets <= 0) return;
    }
    this.#fail("has a document type of over 16 MB");
  }

  /** Moves past a word; returns the range before it, valid until the window moves again. */
  async #until(word: string, limit: number, what: string): Promise<{start: number; end: number}> {
    const {window} = this;
    let skipped = 0;
    const keep = limit === MAX_TOKEN;
    for (let from = window.pos; ; ) {
      const at = indexOf(window.bytes, word, from, window.end);
      if (at >= 0) {
        const start = window.pos;
        window.pos = at + word.length;
        return {start, end: at};
      }
      if (window.available + skipped > limit) this.#fail(`holds ${what} of over ${limit >> 20} MB`);
      const overlap = Math.min(window.available, word.length - 1);
      if (!keep) {
        skipped += window.available - overlap;
        window.pos = window.end - overlap;
      }
      const checked = window.available - overlap;
      if (!(await window.more())) this.#fail(`ends inside ${what}`);
      from = window.pos + checked;
    }
  }

  /** The bytes between < and >, as text, quotes heeded. */
  async #tag(): Promise<string> {
    const {window} = this;
    let quote = 0;
    for (let at = 1; ; ++at) {
      if (at >= window.available) {
        if (at > 1 << 20) this.#fail("has a tag of over 1 MB");
        if (!(await window.more())) this.#fail("ends inside a tag");
      }
      const c = window.bytes[window.pos + at]!;
      if (quote !== 0) quote = c === quote ? 0 : quote;
      else if (c === 0x22 || c === 0x27) quote = c;
      else if (c === LT) this.#fail("has a tag inside a tag");
      else if (c === 0x3e) {
        const tag = decodeText(window.bytes, window.pos + 1, window.pos + at);
        window.pos += at + 1;
        return tag;
      }
    }
  }

  #open(tag: string): XmlToken {
    const match = /^([\w:.\-\u0080-\uffff]+)\s*/.exec(tag);
    if (!match) this.#fail(`has a tag without a name: ${JSON.stringify(`<${tag.slice(0, 40)}`)}`);
    const empty = tag.endsWith("/");
    const name = localName(match[1]!);
    const attributes = readAttributes(tag.slice(match[0].length, empty ? -1 : undefined), (message) => this.#fail(message));
    if (!empty) {
      this.#stack.push(name);
      if (this.#stack.length > MAX_DEPTH) this.#fail(`nests elements ${MAX_DEPTH} deep`);
    }
    return {kind: "open", name, attributes, empty};
  }

  #close(tag: string): XmlToken {
    const name = localName(tag.slice(1).trim());
    const open = this.#stack.pop();
    if (open !== name) this.#fail(`closes ${name} where ${open === undefined ? "nothing" : open} is open`);
    return {kind: "close", name};
  }

  #fail(what: string): never {
    throw new Error(`byte ${this.window.position}: the XML document ${what}`);
  }
}

function localName(name: string): string {
  return name.slice(name.lastIndexOf(":") + 1);
}

type Fail = (message: string) => never;

function readAttributes(text: string, fail: Fail): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  const pattern = /\s*([\w:.\-\u0080-\uffff]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/y;
  let end = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const value = expand(match[2] ?? match[3]!, fail).replace(/[\t\n\r]/g, " ");
    attributes.set(match[1]!, value);
    end = pattern.lastIndex;
  }
  if (text.slice(end).trim() !== "")
    fail(`has an attribute that cannot be read: ${JSON.stringify(text.slice(end).trim().slice(0, 40))}`);
  return attributes;
}

const ENTITIES: Readonly<Record<string, string>> = {lt: "<", gt: ">", amp: "&", quot: '"', apos: "'"};

/** Replaces the five entities of XML and character references; an ampersand that starts neither is kept. */
export function expand(text: string, fail: Fail): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(#x[0-9a-f]{1,8}|#[0-9]{1,8}|[a-z_][\w.-]*);/gi, (whole, name: string) => {
    if (name.startsWith("#")) {
      const code = name[1] === "x" || name[1] === "X" ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
      if (code > 0x10ffff) fail(`refers to a character that does not exist: ${whole}`);
      return String.fromCodePoint(code);
    }
    return ENTITIES[name] ?? fail(`uses the entity ${whole}; only &lt; &gt; &amp; &quot; and &apos; are expanded`);
  });
}

/** The first place of a short ASCII word in bytes, or −1. */
export function indexOf(bytes: Uint8Array, word: string, from: number, end: number): number {
  const first = word.charCodeAt(0);
  const window = end === bytes.length ? bytes : bytes.subarray(0, end);
  for (let at = window.indexOf(first, from); at >= 0; at = window.indexOf(first, at + 1)) {
    let k = 1;
    while (k < word.length && at + k < end && bytes[at + k] === word.charCodeAt(k)) ++k;
    if (k === word.length) return at;
  }
  return -1;
}
