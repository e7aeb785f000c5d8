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
