import {type Palette, pictureFont} from "../theme.ts";
import {linesOf, textWidth, wrapped} from "../text-width.ts";
import {type LegendEntry, swatches, type View} from "../view.ts";

/** Around a picture, in pixels. */
export const margin = 12;

const size = 11;
const titleSize = 13;
const lineHeight = 15;
const swatchWidth = 12;
const keyGap = 14;

export interface Standing {
  /** Begins every id in the file, so that several can stand on one page. */
  readonly name: string;
  readonly width: number;
  readonly palette: Palette;
  readonly simulated: boolean;
}

/** A view as an SVG file of its own: heading, legend, picture and caption. The same view gives the same text. */
export function standalone(
  {title, legend, content, caption}: View,
  {name, width, palette, simulated}: Standing
): {readonly svg: string; readonly height: number} {
  const inner = width - 2 * margin;
  const tag = simulated ? "simulated" : "";
  const titles = wrapped(title, inner - (tag ? textWidth(tag, size) + keyGap : 0), titleSize, "semiBold");
  const keys = linesOf(legend, inner, ({label}) => swatchWidth + 4 + textWidth(label, size), keyGap);
  const says = wrapped(glued(caption), inner, size).map((line) => line.replaceAll("\u00a0", " "));
  const belowTitle = 19 + (titles.length - 1) * 17;
  const top = belowTitle + 7 + keys.length * lineHeight + (keys.length > 0 ? 3 : 0);
  const own = Number(content.getAttribute("width"));
  const bottom = top + Number(content.getAttribute("height"));
  const height = Math.ceil(bottom + 4 + says.length * lineHeight + margin - 4);
  content.setAttribute("x", String(Math.round((width - own) / 2)));
  content.setAttribute("y", String(top));
  const text = (words: string, y: number, extra: string): string =>
    `<text x="${margin}" y="${y}" ${extra}>${escape(words)}</text>`;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${escape(pictureFont)}" font-size="${size}" fill="${palette.ink2}">`,
    `<title>${escape(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${palette.ground}"/>`,
    ...titles.map((line, k) => text(line, 19 + k * 17, `font-size="${titleSize}" font-weight="600" fill="${palette.ink}"`)),
    tag && `<text class="simulated" x="${width - margin}" y="19" text-anchor="end" fill="${palette.target}">${tag}</text>`,
    ...keys.map((line, k) => key(line, belowTitle + 17 + k * lineHeight, palette)),
    inked(content, name),
    ...says.map((line, k) => text(line, bottom + 14 + k * lineHeight, 'class="caption"')),
    "</svg>\n"
  ];
  return {svg: lines.filter((line) => line !== "").join("\n"), height};
}

/** A line of the legend. */
function key(entries: readonly LegendEntry[], y: number, {ink3}: Palette): string {
  let x = margin;
  const parts = entries.map(({shape, color, label}) => {
    const {d, hollow, dash} = swatches[shape];
    const paint = hollow
      ? `fill="none" stroke="${color}" stroke-width="1.3"${dash ? ` stroke-dasharray="${dash}"` : ""}`
      : `fill="${color}"`;
    const drawn = `<path transform="translate(${x.toFixed(1)},${y - 10})" d="${d}" ${paint}/><text x="${(x + swatchWidth + 4).toFixed(1)}" y="${y}">${escape(label)}</text>`;
    x += swatchWidth + 4 + textWidth(label, size) + keyGap;
    return drawn;
  });
  return `<g class="key" fill="${ink3}">${parts.join("")}</g>`;
}

/**
 * What Plot drew, as part of a file: without its style sheet, which is for pages, with ids of its own and lengths in hundredths of a
 * pixel, whose last digits would differ from engine to engine.
 */
function inked(content: Element, name: string): string {
  for (const style of content.querySelectorAll("style")) style.remove();
  const ids = new Map<string, string>();
  return content.outerHTML
    .replaceAll(/\bid="([^"]+)"/g, (_, id: string) => {
      ids.set(id, `${name}-${ids.size + 1}`);
      return `id="${ids.get(id)!}"`;
    })
    .replaceAll(/url\(#([^)]+)\)/g, (_, id: string) => `url(#${ids.get(id) ?? id})`)
    .replaceAll("&nbsp;", "\u00a0")
    .replaceAll(/ (?:[xyrd]|[xy][12]|c[xy]|d[xy]|width|height|transform|(?:fill|stroke)-opacity)="[^"]*"/g, (attribute) =>
      attribute.replaceAll(/-?\d+\.\d{3,}(?:e[-+]?\d+)?/g, (number) => String(Number(Number(number).toFixed(2)) + 0))
    );
}

/** What belongs together stays on one line: "n = 220 rows", "10 %". */
function glued(text: string): string {
  return text.replaceAll(/\bn = (\S+) /g, "n\u00a0=\u00a0$1\u00a0").replaceAll(/(\d) (?=%)/g, "$1\u00a0");
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
