// What a VOTable says around its data: INFO, PARAM, GROUP, COOSYS, DESCRIPTION and the FIELDs.
import {type Frame, given, type Group, type TableFacts, type TableParam, type TimeFrame} from "./types.ts";
import type {RawField} from "./votable-fields.ts";
import type {XmlReader, XmlToken} from "./xml.ts";

type Open = Extract<XmlToken, {kind: "open"}>;

interface OpenField {
  readonly attributes: ReadonlyMap<string, string>;
  description: string;
  nothing?: string;
}

interface OpenGroup {
  readonly attributes: ReadonlyMap<string, string>;
  description: string;
  readonly refs: string[];
  readonly params: TableParam[];
}

/** A TABLE whose fields are being collected. */
export interface RawTable {
  readonly attributes: ReadonlyMap<string, string>;
  readonly fields: RawField[];
  readonly groups: OpenGroup[];
  description: string;
}

/** Collects what stands in a document, element by element. */
export class Document {
  readonly frames: Frame[] = [];
  readonly times: TimeFrame[] = [];
  readonly #frameIds = new Set<string>();
  /** What an INFO that reports an error says. */
  error: string | undefined;
  /** What a PARAM called "Error" says, which counts where there is no table. */
  complaint: string | undefined;
  readonly #xml: XmlReader;
  readonly #params: TableParam[] = [];
  readonly #comments: string[] = [];
  readonly #groups: OpenGroup[] = [];
  #overflow = false;
  #status = false;
  #description = "";
  #table: RawTable | undefined;
  #field: OpenField | undefined;
  /** Set inside resources that describe services, whose PARAMs are not about the table. */
  #foreign = 0;
  readonly #resources: boolean[] = [];

  constructor(xml: XmlReader) {
    this.#xml = xml;
  }

  startTable({attributes}: Open): RawTable {
    this.#table = {attributes, fields: [], groups: [], description: ""};
    return this.#table;
  }

  endTable(): void {
    this.#table = undefined;
  }

  /** Takes an element other than TABLE and DATA. */
  async open(token: Open): Promise<void> {
    const {name, attributes, empty} = token;
    if (name === "RESOURCE") {
      if (!empty) this.#enter(attributes);
    } else if (name === "COOSYS" || name === "TIMESYS") this.#frame(token);
    else if (name === "INFO") await this.#info(token);
    else if (name === "PARAM") await this.#param(token);
    else if (name === "DESCRIPTION") {
      if (!empty) this.#describe((await this.#xml.textOf()).trim());
    } else if (name === "FIELD") {
      this.#field = {attributes, description: ""};
      if (empty) this.close("FIELD");
    } else if (name === "VALUES") {
      const nothing = attributes.get("null");
      if (this.#field && nothing !== undefined) this.#field.nothing = nothing;
    } else if (name === "GROUP") {
      if (!empty) this.#groups.push({attributes, description: "", refs: [], params: []});
    } else if (name === "FIELDref") this.#groups.at(-1)?.refs.push(attributes.get("ref") ?? "");
    else if (!empty && !["DEFINITIONS", "LINK"].includes(name)) await this.#xml.skip();
  }

  close(name: string): void {
    if (name === "RESOURCE" && this.#resources.pop()) --this.#foreign;
    if (name === "FIELD" && this.#field && this.#table) this.#table.fields.push(this.#field);
    if (name === "FIELD") this.#field = undefined;
    if (name === "GROUP") {
      const group = this.#groups.pop();
      if (group && this.#table) this.#table.groups.push(group);
    }
  }

  /** What is said about the document as a whole. */
  facts(): Pick<TableFacts, "frames" | "times" | "params" | "comments"> & {overflow?: boolean; description?: string} {
    return {
      frames: this.frames,
      ...(this.times.length > 0 && {times: this.times}),
      params: this.#params,
      comments: this.#comments,
      ...(this.#overflow && {overflow: true}),
      ...(this.#description !== "" && {description: this.#description})
    };
  }

  /** What is said about one table. */
  tableFacts({attributes, description, groups, fields}: RawTable, names: readonly string[]): TableFacts {
    const byId = new Map(fields.map((field, i) => [field.attributes.get("ID") ?? "", names[i]!]));
    const kept = groups.map(
      (group): Group => ({
        ...given({
          name: group.attributes.get("name"),
          utype: group.attributes.get("utype"),
          ucd: group.attributes.get("ucd"),
          description: group.description
        }),
        columns: group.refs.flatMap((ref) => byId.get(ref) ?? []),
        params: group.params
      })
    );
    return {
      ...given({name: attributes.get("name") ?? attributes.get("ID"), description}),
      frames: this.frames,
      ...(this.times.length > 0 && {times: this.times}),
      params: this.#params,
      comments: this.#comments,
      ...(kept.length > 0 && {groups: kept})
    };
  }

  #enter(attributes: ReadonlyMap<string, string>): void {
    const foreign = attributes.get("type") === "meta" || (attributes.get("utype")?.startsWith("adhoc:") ?? false);
    this.#resources.push(foreign);
    if (foreign) ++this.#foreign;
  }

  #frame({name, attributes}: Open): void {
    const id = attributes.get("ID");
    if (id === undefined || this.#frameIds.has(id)) return;
    this.#frameIds.add(id);
    if (name === "TIMESYS") {
      const [scale = "UNKNOWN", position = "UNKNOWN"] = [attributes.get("timescale"), attributes.get("refposition")];
      this.times.push({id, scale, position, ...given({origin: attributes.get("timeorigin")})});
      return;
    }
    const more = given({equinox: attributes.get("equinox"), epoch: attributes.get("epoch")});
    this.frames.push({id, system: attributes.get("system") ?? "ICRS", ...more});
  }

  #describe(text: string): void {
    const group = this.#groups.at(-1);
    if (this.#field) this.#field.description ||= text;
    else if (group) group.description ||= text;
    else if (this.#table) this.#table.description ||= text;
    else this.#description ||= text;
  }

  async #info({attributes, empty}: Open): Promise<void> {
    const text = empty ? "" : (await this.#xml.textOf()).trim();
    const name = attributes.get("name") ?? "";
    const value = attributes.get("value") ?? "";
    const message = text || value;
    const status = name.toUpperCase();
    if (status === "QUERY_STATUS" && value.toUpperCase() === "ERROR") this.error = message;
    else if (status === "QUERY_STATUS" && value.toUpperCase() === "OVERFLOW") this.#overflow = true;
    else if (status === "ERROR") this.error ??= message;
    if (this.#foreign > 0 || (status === "QUERY_STATUS" && this.#status)) return;
    this.#status ||= status === "QUERY_STATUS";
    const description = text !== "" && value !== "" && text !== value ? {description: text} : {};
    const more = {...infoAttributes(attributes), ...description};
    if (name === "COMMENT" && Object.keys(more).length === 0) this.#comments.push(value || text);
    else this.#params.push({name, value: value || text, ...more});
  }

  async #param({attributes, empty}: Open): Promise<void> {
    let description = "";
    if (!empty) {
      const depth = this.#xml.depth;
      for (;;) {
        const token = await this.#xml.next();
        if (token.kind === "end" || (token.kind === "close" && this.#xml.depth < depth)) break;
        if (token.kind !== "open" || token.empty) continue;
        if (token.name === "DESCRIPTION") description ||= (await this.#xml.textOf()).trim();
        else await this.#xml.skip();
      }
    }
    if (this.#foreign > 0) return;
    // Simple Cone Search 1.03, 2.3: an error is a PARAM too.
    if (attributes.get("name") === "Error" && !this.#table && this.#groups.length === 0)
      this.complaint ??= attributes.get("value") || description;
    const param: TableParam = {
      name: attributes.get("name") ?? attributes.get("ID") ?? "",
      value: attributes.get("value") ?? "",
      datatype: attributes.get("datatype") ?? "char",
      ...infoAttributes(attributes),
      ...given({description})
    };
    (this.#groups.at(-1)?.params ?? this.#params).push(param);
  }
}

function infoAttributes(attributes: ReadonlyMap<string, string>): {readonly unit?: string; readonly ucd?: string} {
  return given({unit: attributes.get("unit")?.trim(), ucd: attributes.get("ucd")?.trim()});
}
