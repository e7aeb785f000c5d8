/** A size by its name: how wide the picture is in pixels of 1/96 inch, and how many pixels of a PNG make one of them. */
export interface Size {
  readonly width: number;
  readonly scale: number;
}

const dpi300 = 300 / 96;
const mm = 96 / 25.4;

/** Widths of A&A's pages at 300 dpi, and half a slide of 1920 pixels. */
export const sizes: Readonly<Record<string, Size>> = {
  column: {width: Math.round(88 * mm), scale: dpi300},
  full: {width: Math.round(180 * mm), scale: dpi300},
  slide: {width: 640, scale: 3}
};

const narrowest = 240;
const widest = 4000;

/** "column", "full", "slide", pixels ("560") or millimetres ("120mm"). @throws on anything else. */
export function sizeOf(words: string): Size {
  if (Object.hasOwn(sizes, words)) return sizes[words]!;
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(mm|px)?$/.exec(words) ?? [];
  const width = Math.round(Number(digits) * (unit === "mm" ? mm : 1));
  if (width >= narrowest && width <= widest) return {width, scale: unit === "mm" ? dpi300 : 2};
  throw new Error(
    `a width is ${Object.keys(sizes).join(", ")}, or from ${narrowest} to ${widest} pixels, as in 560 or 120mm; got ${JSON.stringify(words)}`
  );
}
