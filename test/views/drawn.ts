import {Window} from "happy-dom";
import {figureOf, type FigureOptions, type Missing, type Picture, type Study} from "../../src/views/figures/index.ts";

/** @throws the reason where there is no such figure. */
export async function drawn(
  study: Study,
  name: string,
  options: FigureOptions & {readonly step?: string; readonly theme?: "light" | "dark"; readonly width?: number} = {}
): Promise<Picture> {
  const document = new Window().document as unknown as Document;
  const picture: Picture | Missing = await figureOf(study, name, {document, ...options});
  if ("missing" in picture) throw new Error(picture.missing);
  return picture;
}

/** The group of marks of a class, as text. */
export function group(svg: string, className: string): string {
  const start = svg.indexOf(`<g class="${className}"`);
  return start < 0 ? "" : svg.slice(start, svg.indexOf("</g>", start));
}

export function marks(svg: string, className: string, shape: string): number {
  return group(svg, className).split(`<${shape} `).length - 1;
}
