import {blockStarts, widths} from "./font-widths.ts";

export type Weight = keyof typeof widths;

const otherWidth = 600;

/** How wide a text is in the font of pictures, in the unit of `size`. Characters of other fonts are guessed at. */
export function textWidth(text: string, size: number, weight: Weight = "regular"): number {
  let sum = 0;
  for (const character of text) sum += widthOf(character.codePointAt(0)!, widths[weight]);
  return (sum / 1000) * size;
}

function widthOf(code: number, blocks: readonly (readonly number[])[]): number {
  const at = blockStarts.findIndex((start, block) => code >= start && code < start + blocks[block]!.length);
  const width = at < 0 ? -1 : blocks[at]![code - blockStarts[at]!]!;
  return width < 0 ? otherWidth : width;
}

/** Parts set in lines no wider than this, where a part is not itself wider; `gap` is the width between two parts. */
export function linesOf<T>(parts: readonly T[], width: number, widthOfPart: (part: T) => number, gap: number): T[][] {
  const lines: T[][] = [];
  let used = Infinity;
  for (const part of parts) {
    const own = widthOfPart(part);
    if (used + gap + own <= width) lines.at(-1)!.push(part);
    else lines.push([part]);
    used = lines.at(-1)!.length === 1 ? own : used + gap + own;
  }
  return lines;
}

/** A text in lines no wider than this, broken at spaces. */
export function wrapped(text: string, width: number, size: number, weight: Weight = "regular"): string[] {
  const words = text.split(" ");
  const of = (word: string): number => textWidth(word, size, weight);
  return linesOf(words, width, of, of(" ")).map((line) => line.join(" "));
}
