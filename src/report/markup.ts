// HTML as text: what is put in is escaped, unless it is markup itself.

export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Part = Markup | string | number | undefined | false | readonly Part[];

/** Markup with parts put in; words are escaped, nothing is made of undefined and false. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.map((text, i) => text + (i < parts.length ? textOf(parts[i]!) : "")).join(""));
}

/** What is markup already. */
export function raw(text: string): Markup {
  return new Markup(text);
}

/** Parts with something between them. */
export function joined(parts: readonly Part[], between: string): Markup {
  return new Markup(parts.map(textOf).join(escaped(between)));
}

function textOf(part: Part): string {
  if (part === undefined || part === false) return "";
  if (part instanceof Markup) return part.text;
  if (typeof part === "string") return escaped(part);
  if (typeof part === "number") return escaped(String(part));
  return part.map(textOf).join("");
}

export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
