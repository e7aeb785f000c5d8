// Cards as seen from far away.
import type {PlacedCard} from "./geometry.ts";

const lineHeight = 1.1;

/** Letters of the title when only that is shown, as large as its card allows. */
export function farSize({title, width, height}: Pick<PlacedCard, "title" | "width" | "height">): number {
  for (let size = 20; size > 12; --size)
    if (linesOf(title, (width - 44) / (0.6 * size)) * size * lineHeight <= height - 6) return size;
  return 12;
}

// How many lines words take, of so many letters each; without end where one is too long for any.
function linesOf(title: string, most: number): number {
  let [lines, left] = [1, most];
  for (const {length} of title.split(" ")) {
    if (length > most) return Infinity;
    if (left < most && length + 1 > left) [lines, left] = [lines + 1, most];
    left -= left === most ? length : length + 1;
  }
  return lines;
}
