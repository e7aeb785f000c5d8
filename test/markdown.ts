export interface CodeBlock {
  readonly language: string;
  readonly text: string;
  /** Where it begins, from 1. */
  readonly line: number;
}

/** The fenced blocks of a page, in order. */
export function codeBlocks(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const lines = markdown.split("\n");
  for (let i = 0; i < lines.length; ++i) {
    const fence = /^\s*```(\S*)/.exec(lines[i]!);
    if (!fence) continue;
    const end = lines.findIndex((line, j) => j > i && /^\s*```\s*$/.test(line));
    const last = end < 0 ? lines.length : end;
    blocks.push({
      language: fence[1]!,
      text: lines
        .slice(i + 1, last)
        .map((line) => `${line}\n`)
        .join(""),
      line: i + 2
    });
    i = last;
  }
  return blocks;
}

/** The page without its fenced blocks, which stay as empty lines, and without code between backticks. */
export function prose(markdown: string): string {
  let inside = false;
  return markdown
    .split("\n")
    .map((line) => {
      const fence = /^\s*```/.test(line);
      const code = inside || fence;
      if (fence) inside = !inside;
      return code ? "" : line.replace(/`[^`]*`/g, "");
    })
    .join("\n");
}

/** What the page links to, pictures too. */
export function links(markdown: string): string[] {
  return [...prose(markdown).matchAll(/!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)].map(([, target]) => target!);
}

/** The anchors of the page's headings, as GitHub makes them. */
export function headings(markdown: string): string[] {
  const anchor = (title: string): string =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replace(/\s/g, "-");
  const fenced = markdown.replace(/^\s*```[\s\S]*?^\s*```\s*$/gm, "");
  return [...fenced.matchAll(/^#{1,6}\s+(.+)$/gm)].map(([, title]) => anchor(title!));
}

/** What stands between single backticks. */
export function inlineCode(markdown: string): string[] {
  const fenced = markdown.replace(/^\s*```[\s\S]*?^\s*```\s*$/gm, "");
  return [...fenced.matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].map(([, code]) => code!);
}

/** A comment, a continued line, the end of a command, a redirection, or a word. */
const shellToken =
  /[^\S\n]*(?:(?<comment>#[^\n]*)|(?<continued>\\\n)|(?<end>\n|&&|\|\||[|;&])|(?<redirection>\d?>>?\s*\S+)|(?<word>(?:"[^"]*"|'[^']*'|[^\s"'|;&>])+))/gy;

/** The commands of a piece of shell, each as its words; redirections and comments are left out, and so is a prompt. */
export function commandLines(shell: string): string[][] {
  const commands: string[][] = [[]];
  for (const {groups = {}} of shell.replace(/^\s*\$ /gm, "").matchAll(shellToken)) {
    const {end, word} = groups;
    if (end !== undefined) commands.push([]);
    if (word !== undefined)
      commands.at(-1)!.push(word.replace(/"([^"]*)"|'([^']*)'/g, (_, a?: string, b?: string) => a ?? b ?? ""));
  }
  return commands.filter((words) => words.length > 0);
}
