// A small Markdown: headings, paragraphs, lists, code, tables, emphasis and links. There is no raw HTML: all else is text.

export type Inline =
  | {readonly kind: "text" | "code"; readonly text: string}
  | {readonly kind: "strong" | "emphasis"; readonly children: readonly Inline[]}
  | {readonly kind: "link"; readonly href: string; readonly children: readonly Inline[]};

export type Block =
  | {readonly kind: "heading"; readonly level: number; readonly children: readonly Inline[]}
  | {readonly kind: "paragraph"; readonly children: readonly Inline[]}
  | {readonly kind: "code"; readonly text: string}
  | {readonly kind: "list"; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[]}
  | {
      readonly kind: "table";
      readonly head: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    }
  | {readonly kind: "quote"; readonly children: readonly Inline[]}
  | {readonly kind: "rule"};

const bullet = /^\s*[-*+]\s+(.*)$/;
const ordinal = /^\s*\d+[.)]\s+(.*)$/;
const heading = /^(#{1,6})\s+(.*?)\s*#*\s*$/;
const fence = /^\s*(```+|~~~+)/;
const rule = /^\s*([-*_])(\s*\1){2,}\s*$/;
const row = /^\s*\|(.*)\|\s*$/;
const quote = /^\s*>\s?(.*)$/;

/** The blocks of a text. Every text has some reading; nothing is refused. */
export function parseMarkdown(source: string): readonly Block[] {
  const lines = source.replaceAll("\r\n", "\n").split("\n");
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at]!;
    if (line.trim() === "") {
      at += 1;
      continue;
    }
    const [block, next] = blockAt(lines, at);
    blocks.push(block);
    at = next;
  }
  return blocks;
}

function blockAt(lines: readonly string[], at: number): readonly [Block, number] {
  const line = lines[at]!;
  const fenced = fence.exec(line)?.[1];
  if (fenced) {
    const end = lines.findIndex((l, i) => i > at && l.trim().startsWith(fenced));
    const last = end < 0 ? lines.length : end;
    return [{kind: "code", text: lines.slice(at + 1, last).join("\n")}, last + 1];
  }
  const head = heading.exec(line);
  if (head) return [{kind: "heading", level: head[1]!.length, children: parseInline(head[2]!)}, at + 1];
  if (rule.test(line)) return [{kind: "rule"}, at + 1];
  if (row.test(line) && /^[\s|:-]+$/.test(lines[at + 1] ?? "") && (lines[at + 1] ?? "").includes("-")) return tableAt(lines, at);
  if (bullet.test(line)) return listAt(lines, at, bullet, false);
  if (ordinal.test(line)) return listAt(lines, at, ordinal, true);
  if (quote.test(line)) {
    const end = endOf(lines, at, (l) => quote.test(l));
    const text = lines.slice(at, end).map((l) => quote.exec(l)![1]!);
    return [{kind: "quote", children: parseInline(text.join(" "))}, end];
  }
  const end = endOf(
    lines,
    at + 1,
    (l) => l.trim() !== "" && ![heading, fence, bullet, ordinal, quote, rule].some((pattern) => pattern.test(l))
  );
  return [{kind: "paragraph", children: parseInline(lines.slice(at, end).join(" "))}, end];
}

function endOf(lines: readonly string[], from: number, goesOn: (line: string) => boolean): number {
  let end = from;
  while (end < lines.length && goesOn(lines[end]!)) end += 1;
  return end;
}

function listAt(lines: readonly string[], at: number, pattern: RegExp, ordered: boolean): readonly [Block, number] {
  const items: string[] = [];
  let end = at;
  for (; end < lines.length && lines[end]!.trim() !== ""; ++end) {
    const item = pattern.exec(lines[end]!);
    if (item) items.push(item[1]!);
    else if (/^\s/.test(lines[end]!)) items.push(`${items.pop()!} ${lines[end]!.trim()}`);
    else break;
  }
  return [{kind: "list", ordered, items: items.map(parseInline)}, end];
}

function tableAt(lines: readonly string[], at: number): readonly [Block, number] {
  const end = endOf(lines, at, (l) => row.test(l));
  const cells = (line: string): readonly (readonly Inline[])[] =>
    row
      .exec(line)![1]!
      .split(/(?<!\\)\|/)
      .map((cell) => parseInline(cell.trim().replaceAll("\\|", "|")));
  const [first, , ...rest] = lines.slice(at, end).map(cells);
  return [{kind: "table", head: first!, rows: rest}, end];
}

const inlinePatterns = [
  {kind: "code", pattern: /(`+)(.+?)\1(?!`)/},
  {kind: "link", pattern: /\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)/},
  {kind: "strong", pattern: /(\*\*|__)(?=\S)(.+?)(?<=\S)\1/},
  {kind: "emphasis", pattern: /(?<![\w*_])([*_])(?=[^\s*_])(.+?)(?<=[^\s])\1(?![\w*_])/},
  {kind: "link", pattern: /https?:\/\/[^\s<>()]+[^\s<>().,;:!?]/}
] as const;

/** The runs of a line of text. Links lead to http, https, mailto or within the page; others stay text. */
export function parseInline(text: string): readonly Inline[] {
  let first: {readonly at: number; readonly length: number; readonly made: Inline} | undefined;
  for (const {kind, pattern} of inlinePatterns) {
    const found = pattern.exec(text);
    if (!found || (first && found.index >= first.at)) continue;
    const made = inlineOf(kind, found);
    if (made) first = {at: found.index, length: found[0].length, made};
  }
  if (!first) return text === "" ? [] : [{kind: "text", text}];
  return [
    ...(first.at > 0 ? ([{kind: "text", text: text.slice(0, first.at)}] as const) : []),
    first.made,
    ...parseInline(text.slice(first.at + first.length))
  ];
}

function inlineOf(kind: (typeof inlinePatterns)[number]["kind"], [all, a, b]: RegExpExecArray): Inline | undefined {
  if (kind === "code") return {kind, text: b!.trim()};
  if (kind !== "link") return {kind, children: parseInline(b!)};
  const href = b ?? all;
  if (!/^(https?:\/\/|mailto:|#)/i.test(href)) return {kind: "text", text: a ?? all};
  return {kind, href, children: a === undefined ? [{kind: "text", text: all}] : parseInline(a)};
}
