import {type Palette, sans} from "../theme.ts";
import type {View} from "../view.ts";

/** Around a picture, in pixels. */
export const margin = 12;
const lineHeight = 15;
const glyphWidth = 5.7;

export interface Standing {
  readonly name: string;
  readonly width: number;
  readonly palette: Palette;
  readonly simulated: boolean;
}

/** A view as an SVG file of its own: heading, legend, picture and caption. The same view gives the same text. */
export function standalone(
  {title, legend, content, caption}: View,
  {width, palette, simulated}: Standing
): {readonly svg: string; readonly height: number} {
  const inner = Number(content.getAttribute("width"));
  const height = Number(content.getAttribute("height"));
  const most = Math.floor((width - 2 * margin) / glyphWidth);
  const keys =
    legend.length > 0
      ? wrap(legend.map(({shape, label}) => `${glyphs[shape]}\u00a0${label}`).join("\u00a0\u00a0 \u00a0"), most)
      : [];
  const says = wrap(caption, most);
  const top = 26 + keys.length * lineHeight;
  const total = top + height + says.length * lineHeight + margin;
  content.setAttribute("x", String(Math.round((width - inner) / 2)));
  content.setAttribute("y", String(top));
  const text = (words: string, y: number, extra: string): string =>
    `<text x="${margin}" y="${y}" ${extra}>${escape(words)}</text>`;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${total}" width="${width}" height="${total}" font-family="${escape(sans)}" font-size="11" fill="${palette.ink2}">`,
    `<title>${escape(title)}</title>`,
    `<rect width="${width}" height="${total}" fill="${palette.ground}"/>`,
    text(title, 19, `font-size="13" font-weight="600" fill="${palette.ink}"`),
    simulated
      ? `<text class="simulated" x="${width - margin}" y="19" text-anchor="end" fill="${palette.target}">simulated</text>`
      : "",
    ...keys.map((line, k) => text(line, 36 + k * lineHeight, `class="key" fill="${palette.ink3}"`)),
    content.outerHTML,
    ...says.map((line, k) => text(line, top + height + 10 + k * lineHeight, 'class="caption"')),
    "</svg>\n"
  ]
    .filter((line) => line !== "")
    .join("\n");
  return {svg, height: total};
}

const glyphs = {dot: "●", ring: "○", triangle: "△", line: "—", dashes: "- -", area: "■", bar: "I"} as const;

function wrap(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
