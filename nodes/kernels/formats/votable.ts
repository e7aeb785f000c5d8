// VOTable 1.0 to 1.5: TABLEDATA, BINARY, BINARY2 and FITS, inline or in a file beside, streamed.
import {counted} from "../words.ts";
import {base64Chunks} from "./base64.ts";
import {Budget} from "./builders.ts";
import {openWindow, type Source, sourceOf, Window} from "./bytes.ts";
import {readFits} from "./fits.ts";
import type {FormatTable, TableFacts} from "./types.ts";
import {readBinaryRows} from "./votable-binary.ts";
import {readTableData} from "./votable-cells.ts";
import {Document, type RawTable} from "./votable-document.ts";
import {fieldOf, finishField, type VoField} from "./votable-fields.ts";
import {uniqueNames, Warnings} from "./warnings.ts";
import {XmlReader, type XmlToken} from "./xml.ts";

export interface VotableOptions {
  /** The number of the TABLE, from 0, or its name or ID; by default the first with data. */
  readonly table?: number | string;
  /** Finds the bytes that a STREAM refers to. Nothing is fetched without it. */
  readonly resolve?: (href: string) => Source | undefined;
}

type Open = Extract<XmlToken, {kind: "open"}>;

/**
 * Reads one table. INFO, PARAM, GROUP and COOSYS are kept, an overflow noted.
 * @throws where the service answered with an error, with its message; on XML that is not well formed or ends early, with the byte.
 */
export async function readVotable(source: Source, options: VotableOptions = {}): Promise<FormatTable> {
  const window = await openWindow(source);
  const reader = new VotableReader(window, source.size ?? 0, options);
  try {
    return await reader.read();
  } finally {
    await window.close();
  }
}

class VotableReader {
  readonly #xml: XmlReader;
  readonly #window: Window;
  readonly #options: VotableOptions;
  readonly #document: Document;
  readonly #warnings = new Warnings();
  readonly #budget: Budget;
  #table: FormatTable | undefined;
  /** The first table of the document that had no DATA. */
  #empty: FormatTable | undefined;
  #tables = 0;

  constructor(window: Window, size: number, options: VotableOptions) {
    this.#window = window;
    this.#xml = new XmlReader(window);
    this.#options = options;
    this.#document = new Document(this.#xml);
    this.#budget = new Budget(() => Math.max(size, window.position));
  }

  async read(): Promise<FormatTable> {
    const root = await this.#xml.next();
    if (root.kind !== "open" || root.name !== "VOTABLE")
      throw new Error(`the document is not a VOTable; its first element is ${root.kind === "open" ? root.name : "missing"}`);
    for (
      let token: XmlToken = root.empty ? {kind: "end"} : await this.#xml.next();
      token.kind !== "end";
      token = await this.#xml.next()
    )
      if (token.kind === "open") await this.#element(token);
      else if (token.kind === "close") this.#document.close(token.name);
    return this.#result();
  }

  #result(): FormatTable {
    const table = this.#table ?? this.#empty;
    const error = this.#document.error ?? (table ? undefined : this.#document.complaint);
    if (error !== undefined && !(table && table.rows > 0))
      throw new Error(`the service answered with an error; it says: ${error}`);
    const wanted = this.#options.table;
    if (!table)
      throw new Error(
        wanted === undefined || this.#tables === 0
          ? "the VOTable holds no table"
          : `the VOTable has no table ${JSON.stringify(wanted)}; it has ${this.#tables}`
      );
    if (this.#document.error !== undefined) this.#warnings.add(`the service reported an error: ${this.#document.error}`);
    const facts: TableFacts = {...table.facts, ...this.#document.facts(), ...ownFacts(table.facts)};
    if (facts.overflow) this.#warnings.add(`the service cut the table off at ${counted(table.rows, "row")} (overflow)`);
    if (this.#tables > 1 && wanted === undefined)
      this.#warnings.add(`the document holds ${counted(this.#tables, "table")}; one was read, choose another with "table"`);
    return {...table, facts, warnings: [...new Set([...table.warnings, ...this.#warnings.list()])]};
  }

  async #element(token: Open): Promise<void> {
    if (token.name !== "TABLE") {
      await this.#document.open(token);
      return;
    }
    const index = this.#tables++;
    const {table} = this.#options;
    const names = [token.attributes.get("name"), token.attributes.get("ID")];
    const chosen = table === undefined || table === index || names.includes(String(table));
    if (token.empty || !chosen || this.#table) {
      if (!token.empty) await this.#xml.skip();
      return;
    }
    await this.#readTable(token);
  }

  async #readTable(token: Open): Promise<void> {
    const raw = this.#document.startTable(token);
    for (;;) {
      const next = await this.#xml.next();
      if (next.kind === "end") return;
      if (next.kind === "close") {
        if (next.name === "TABLE") break;
        this.#document.close(next.name);
      } else if (next.kind === "open") {
        if (next.name !== "DATA") await this.#document.open(next);
        else if (!next.empty) this.#table = await this.#readData(raw);
      }
    }
    this.#document.endTable();
    if (this.#table) this.#table = {...this.#table, facts: this.#tableFacts(raw)};
    else if (!this.#empty) this.#empty = {...this.#finish(raw, this.#fields(raw), 0), facts: this.#tableFacts(raw)};
  }

  #fields(raw: RawTable): VoField[] {
    const names = uniqueNames(
      raw.fields.map(({attributes}) => (attributes.get("name") ?? attributes.get("ID") ?? "").trim()),
      this.#warnings
    );
    const frames = new Set([...this.#document.frames, ...this.#document.times].map(({id}) => id));
    return raw.fields.map((field, i) => fieldOf(field, names[i]!, frames, this.#budget, this.#warnings));
  }

  #finish(raw: RawTable, fields: readonly VoField[], rows: number): FormatTable {
    const columns = fields.map((field) => finishField(field, this.#warnings));
    return {rows, columns, facts: this.#tableFacts(raw), warnings: []};
  }

  #tableFacts(raw: RawTable): TableFacts {
    const names = raw.fields.map(({attributes}) => attributes.get("name") ?? attributes.get("ID") ?? "");
    return this.#document.tableFacts(raw, names);
  }

  /** Reads what is in a DATA element, to its end. */
  async #readData(raw: RawTable): Promise<FormatTable> {
    let table: FormatTable | undefined;
    for (;;) {
      const token = await this.#xml.next();
      if (token.kind === "close" && token.name === "DATA") break;
      if (token.kind === "end") break;
      if (token.kind === "open" && !table) table = await this.#readSerialization(token, raw);
    }
    return table ?? this.#finish(raw, this.#fields(raw), 0);
  }

  async #readSerialization(token: Open, raw: RawTable): Promise<FormatTable | undefined> {
    const {name} = token;
    const fields = this.#fields(raw);
    if (name === "TABLEDATA") {
      if (token.empty) return this.#finish(raw, fields, 0);
      const rows = await readTableData(this.#window, fields, this.#warnings);
      this.#xml.closed();
      return this.#finish(raw, fields, rows);
    }
    if (name === "PARQUET" || !["BINARY", "BINARY2", "FITS"].includes(name)) {
      const stream = token.empty ? undefined : await this.#findStream(name);
      const href = stream?.attributes.get("href");
      throw new Error(
        `the data are in ${name}${href === undefined ? "" : `, in the file "${href}"`}, which is not read from a VOTable; open that file itself`
      );
    }
    const stream = await this.#findStream(name);
    if (!stream) return this.#finish(raw, fields, 0);
    const data = await this.#streamData(stream, name);
    const table =
      name === "FITS"
        ? await this.#readFits(data, token, raw)
        : this.#finish(raw, fields, await readBinaryRows(data, fields, name === "BINARY2", this.#warnings));
    await data.close();
    return table;
  }

  /** Moves to the STREAM inside the element just opened; undefined where it has none. */
  async #findStream(inside: string): Promise<Open | undefined> {
    for (;;) {
      const token = await this.#xml.next();
      if (token.kind === "open" && token.name === "STREAM") return token;
      if (token.kind === "end" || (token.kind === "close" && token.name === inside)) return undefined;
    }
  }

  /** The bytes of a STREAM, decoded. */
  async #streamData(stream: Open, name: string): Promise<Window> {
    const href = stream.attributes.get("href");
    const encoding = stream.attributes.get("encoding")?.toLowerCase() ?? "none";
    if (href !== undefined) {
      const source = this.#options.resolve?.(href);
      if (!source) throw new Error(`the data of the table are in another file, "${href}"; open both together`);
      if (encoding.includes("base64")) throw new Error(`the data in "${href}" are said to be ${encoding}, which is not read`);
      return encoding.includes("gzip") ? openWindow(source) : new Window(source.open());
    }
    if (encoding !== "base64") throw new Error(`a ${name} stream with the encoding "${encoding}" is not read; need base64`);
    if (stream.empty) return new Window(new Uint8Array());
    return new Window(base64Chunks(this.#window));
  }

  async #readFits(data: Window, token: Open, raw: RawTable): Promise<FormatTable> {
    const chunks: Uint8Array[] = [];
    for (; await data.need(1); data.pos = data.end) chunks.push(data.bytes.slice(data.pos, data.end));
    const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
    chunks.reduce((at, chunk) => (bytes.set(chunk, at), at + chunk.length), 0);
    const extension = Number(token.attributes.get("extnum") ?? NaN);
    const table = await readFits(sourceOf(bytes), Number.isInteger(extension) ? {hdu: extension} : {});
    const described = this.#fields(raw).map((field) => field.facts);
    const columns = table.columns.map((column, i) =>
      described.length === table.columns.length ? {...column, ...described[i]} : column
    );
    return {...table, columns, warnings: table.warnings};
  }
}

/** Facts of the table itself go before those of the document. */
function ownFacts({name, description}: TableFacts): Partial<TableFacts> {
  return {...(name !== undefined && {name}), ...(description !== undefined && {description})};
}
