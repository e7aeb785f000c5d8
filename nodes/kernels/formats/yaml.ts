// The part of YAML that headers of ECSV use: block and flow collections, quoted, plain and block scalars, !!omap, aliases.
// Scalars stay strings; tags are ignored; an alias shares the value it names.

export type Yaml = string | null | readonly Yaml[] | {readonly [key: string]: Yaml};

interface Line {
  indent: number;
  text: string;
  readonly number: number;
}

const MAX_DEPTH = 64;

/** Parses a document. @throws on what it cannot read, with the line; `firstLine` is the number of the first one. */
export function parseYaml(text: string, firstLine = 1): Yaml {
  const lines = text
    .split(/\r?\n/)
    .map((line, i) => ({indent: line.length - line.trimStart().length, text: line.trim(), number: firstLine + i}))
    .filter((line) => line.text !== "" && !line.text.startsWith("#") && !/^(---|\.\.\.|%YAML.*)$/.test(line.text));
  const parser = new Parser(lines);
  return parser.document();
}

class Parser {
  readonly #lines: Line[];
  readonly #anchors = new Map<string, Yaml>();
  #at = 0;
  #depth = 0;

  constructor(lines: Line[]) {
    this.#lines = lines;
  }

  document(): Yaml {
    if (this.#lines.length === 0) return null;
    const value = this.#block(this.#lines[0]!.indent);
    const rest = this.#lines[this.#at];
    if (rest) this.#fail(rest, `cannot read ${JSON.stringify(rest.text.slice(0, 40))}`);
    return value;
  }

  #block(indent: number): Yaml {
    if (++this.#depth > MAX_DEPTH) this.#fail(this.#lines[this.#at]!, `nests ${MAX_DEPTH} deep`);
    const {text} = this.#lines[this.#at]!;
    const value = isItem(text) ? this.#sequence(indent) : keyOf(text) ? this.#mapping(indent) : this.#inline(indent - 1, text);
    --this.#depth;
    return value;
  }

  #sequence(indent: number): Yaml[] {
    const items: Yaml[] = [];
    for (let line = this.#lines[this.#at]; line && line.indent === indent && isItem(line.text); line = this.#lines[this.#at]) {
      const rest = line.text.slice(1).trimStart();
      const {text, anchor} = strip(rest);
      if (text === "") {
        ++this.#at;
        items.push(this.#remember(anchor, this.#nested(indent, false)));
      } else {
        line.indent = indent + line.text.length - text.length;
        line.text = text;
        items.push(this.#remember(anchor, this.#block(line.indent)));
      }
    }
    return items;
  }

  #mapping(indent: number): Yaml {
    const entries: [string, Yaml][] = [];
    for (let line = this.#lines[this.#at]; line && line.indent === indent; line = this.#lines[this.#at]) {
      const key = keyOf(line.text);
      if (!key) this.#fail(line, `needs "key: value"; got ${JSON.stringify(line.text.slice(0, 40))}`);
      const {text, anchor} = strip(key.rest);
      if (text === "") {
        ++this.#at;
        entries.push([key.name, this.#remember(anchor, this.#nested(indent, true))]);
      } else if (/^[|>][+-]?$/.test(text)) {
        ++this.#at;
        entries.push([key.name, this.#literal(indent, text.startsWith("|") ? "\n" : " ")]);
      } else entries.push([key.name, this.#remember(anchor, this.#inline(indent, text))]);
    }
    return Object.fromEntries(entries);
  }

  /** The value on the lines below a key or a dash; lists may stand at the key's own indent. */
  #nested(indent: number, mapping: boolean): Yaml {
    const line = this.#lines[this.#at];
    if (line && (line.indent > indent || (mapping && line.indent === indent && isItem(line.text))))
      return this.#block(line.indent);
    return null;
  }

  #literal(indent: number, glue: string): string {
    const parts: string[] = [];
    for (let line = this.#lines[this.#at]; line && line.indent > indent; line = this.#lines[++this.#at]) parts.push(line.text);
    return parts.join(glue);
  }

  /** A scalar or flow collection that starts in the current line and goes on in those indented deeper. */
  #inline(indent: number, first: string): Yaml {
    const line = this.#lines[this.#at]!;
    let text = first;
    for (;;) {
      ++this.#at;
      const next = this.#lines[this.#at];
      if (!next || next.indent <= indent || (isComplete(text) && /^["'[{]/.test(text))) break;
      text += ` ${next.text}`;
    }
    const flow = new Flow(text, (what) => this.#fail(line, what), this.#anchors);
    return flow.document();
  }

  #remember(anchor: string | undefined, value: Yaml): Yaml {
    if (anchor !== undefined) this.#anchors.set(anchor, value);
    return value;
  }

  #fail(line: Line, what: string): never {
    throw new Error(`line ${line.number}: the YAML header ${what}`);
  }
}

function isItem(text: string): boolean {
  return text === "-" || text.startsWith("- ");
}

/** The key that starts a line, and what follows its colon. By hand, since lines may be long and backtracking is not. */
function keyOf(text: string): {name: string; rest: string} | undefined {
  const first = text[0] ?? "";
  if (first === '"' || first === "'") {
    const close = closing(text, 0);
    if (close < 0) return undefined;
    let at = close + 1;
    while (text[at] === " ") ++at;
    if (text[at] !== ":" || !isBlank(text[at + 1])) return undefined;
    const body = text.slice(1, close);
    return {name: first === "'" ? body.replaceAll("''", "'") : unescape(body), rest: text.slice(at + 1).trim()};
  }
  if ("[]{}#&*!|>%@`,".includes(first) || (first === "-" && isBlank(text[1]))) return undefined;
  for (let at = text.indexOf(":"); at >= 0; at = text.indexOf(":", at + 1)) {
    if (!isBlank(text[at + 1])) continue;
    const name = text.slice(0, at).trimEnd();
    return name === "" || name.includes(" #") ? undefined : {name, rest: text.slice(at + 1).trim()};
  }
  return undefined;
}

function isBlank(c: string | undefined): boolean {
  return c === undefined || c === " " || c === "\t";
}

/** Takes tags and anchors off the front. */
function strip(text: string): {text: string; anchor?: string} {
  let rest = text.trim();
  let anchor: string | undefined;
  for (;;) {
    const match = /^(![^\s]*|&[^\s]+)(?:\s+|$)/.exec(rest);
    if (!match) break;
    if (match[1]!.startsWith("&")) anchor = match[1]!.slice(1);
    rest = rest.slice(match[0].length);
  }
  return {text: rest, ...(anchor !== undefined && {anchor})};
}

/** Whether quotes and brackets are closed. */
function isComplete(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; ++i) {
    const c = text[i]!;
    if (c === '"' || c === "'") {
      const close = closing(text, i);
      if (close < 0) return false;
      i = close;
    } else if (c === "[" || c === "{") ++depth;
    else if (c === "]" || c === "}") --depth;
  }
  return depth <= 0;
}

/** The position of the quote that closes the one at i, or −1. */
function closing(text: string, i: number): number {
  const quote = text[i];
  for (let k = i + 1; k < text.length; ++k) {
    if (quote === '"' && text[k] === "\\") ++k;
    else if (text[k] === quote) {
      if (quote === "'" && text[k + 1] === "'") ++k;
      else return k;
    }
  }
  return -1;
}

/** Values written in one line. */
class Flow {
  readonly #text: string;
  readonly #fail: (what: string) => never;
  readonly #anchors: ReadonlyMap<string, Yaml>;
  #at = 0;
  #depth = 0;

  constructor(text: string, fail: (what: string) => never, anchors: ReadonlyMap<string, Yaml>) {
    this.#text = text;
    this.#fail = fail;
    this.#anchors = anchors;
  }

  document(): Yaml {
    const first = strip(this.#text).text[0] ?? "";
    if (!"\"'[{".includes(first)) return this.#scalar(withoutComment(strip(this.#text).text));
    return this.#value();
  }

  #value(): Yaml {
    if (++this.#depth > MAX_DEPTH) this.#fail(`nests ${MAX_DEPTH} deep`);
    this.#skipTags();
    const c = this.#text[this.#at];
    const value = c === "{" ? this.#map() : c === "[" ? this.#list() : c === '"' || c === "'" ? this.#quoted() : this.#plain();
    --this.#depth;
    return value;
  }

  #skipTags(): void {
    const match = /^\s*(?:[!&][^\s,[\]{}]*\s+)*/.exec(this.#text.slice(this.#at, this.#at + 500));
    this.#at += match?.[0].length ?? 0;
  }

  #map(): Yaml {
    const entries: [string, Yaml][] = [];
    ++this.#at;
    for (;;) {
      this.#space();
      if (this.#eat("}")) return Object.fromEntries(entries);
      const key = "\"'".includes(this.#text[this.#at] ?? " ") ? this.#quoted() : this.#until(/[:,}]/);
      this.#space();
      entries.push([key, this.#eat(":") ? this.#value() : null]);
      this.#space();
      if (!this.#eat(",") && this.#text[this.#at] !== "}") this.#fail("has a { that is not closed");
    }
  }

  #list(): Yaml {
    const items: Yaml[] = [];
    ++this.#at;
    for (;;) {
      this.#space();
      if (this.#eat("]")) return items;
      items.push(this.#value());
      this.#space();
      if (!this.#eat(",") && this.#text[this.#at] !== "]") this.#fail("has a [ that is not closed");
    }
  }

  #quoted(): string {
    const close = closing(this.#text, this.#at);
    if (close < 0) this.#fail("has a quote that is not closed");
    const body = this.#text.slice(this.#at + 1, close);
    const single = this.#text[this.#at] === "'";
    this.#at = close + 1;
    return single ? body.replaceAll("''", "'") : unescape(body);
  }

  #plain(): Yaml {
    return this.#scalar(this.#until(/[,[\]{}]/));
  }

  #until(stop: RegExp): string {
    const start = this.#at;
    while (this.#at < this.#text.length && !stop.test(this.#text[this.#at]!)) ++this.#at;
    return this.#text.slice(start, this.#at).trim();
  }

  #scalar(text: string): Yaml {
    if (text.startsWith("*")) return this.#anchors.get(text.slice(1)) ?? null;
    return text === "" || text === "~" || text === "null" ? null : text;
  }

  #space(): void {
    while (this.#text[this.#at] === " ") ++this.#at;
  }

  #eat(c: string): boolean {
    if (this.#text[this.#at] !== c) return false;
    ++this.#at;
    return true;
  }
}

/** What stands before " #". */
function withoutComment(text: string): string {
  const at = text.indexOf(" #");
  return (at < 0 ? text : text.slice(0, at)).trim();
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  "0": "\0",
  a: "\x07",
  b: "\b",
  e: "\x1b",
  f: "\f",
  v: "\v",
  _: "\xa0",
  N: "\x85",
  L: "\u2028",
  P: "\u2029"
};

function unescape(text: string): string {
  return text.replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\s+|.)/gs, (whole, code: string) => {
    if (/^\s{2,}$/.test(code)) return "";
    if (code.length > 1) {
      const point = Number.parseInt(code.slice(1), 16);
      return point > 0x10ffff ? whole : String.fromCodePoint(point);
    }
    return ESCAPES[code] ?? code;
  });
}

/** A mapping, or the list of one-key mappings that an !!omap is written as, as entries. */
export function entriesOf(value: Yaml | undefined): [string, Yaml][] {
  if (value === null || value === undefined || typeof value === "string") return [];
  if (Array.isArray(value)) return value.flatMap((item: Yaml) => (Array.isArray(item) ? [] : entriesOf(item)));
  return Object.entries(value);
}
