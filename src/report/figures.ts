// The figures of a study inside a page: as pictures that follow its theme, with their files.
import {choices, figures as allFigures, type Picture, pictureOf} from "../views/figures/index.ts";
import {NotDrawn} from "../views/figures/figure.ts";
import {gzipped} from "../origin/deflate.ts";
import {type Frame, lightPalette, pagePalette, pictureFont} from "../views/theme.ts";
import {figure as viewFigure, type View} from "../views/view.ts";
import {html, joined, type Markup, raw} from "./markup.ts";
import type {Run} from "./run.ts";
import {dataUrl, download} from "./table.ts";

/** A figure as files to download: name and content. */
export type FilesOfPicture = (picture: Picture) => Promise<readonly PictureFile[]>;

export interface PictureFile {
  readonly name: string;
  readonly type: string;
  readonly content: Uint8Array;
}

export interface FiguresOptions {
  readonly document: Document;
  readonly files: FilesOfPicture;
  /** An SVG picture as PNG, at so many pixels for one of it. */
  readonly png: (svg: string, scale: number) => Promise<Uint8Array>;
}

/** The longest picture that stands in a page as SVG; others, of thousands of points, stand there as PNG. */
export const longestSvg = 100_000;
/** The longest file that a page offers as it is; others are offered compressed. */
const longestFile = 20_000;
const scale = 2;

/** A figure that is there, in the page. */
export interface Drawn {
  readonly name: string;
  readonly markup: (number: number) => Markup;
}

export interface Drawings {
  readonly drawn: readonly Drawn[];
  /** Those that are not, and why. */
  readonly missing: readonly {readonly name: string; readonly doc: string; readonly why: string}[];
}

/** Every figure the study can have, each of the best place for it. */
export async function drawFigures(run: Run, options: FiguresOptions): Promise<Drawings> {
  const {document} = options;
  const drawn: Drawn[] = [];
  const missing: Drawings["missing"][number][] = [];
  for (const choice of choices(run)) {
    const {name, doc, width} = choice.figure;
    if ("missing" in choice) {
      missing.push({name, doc, why: choice.missing});
      continue;
    }
    const [place] = choice.places;
    try {
      const draw = await choice.figure.load(run, place);
      const picture = await pictureOf(run, choice.figure, place, {document});
      if ("missing" in picture) throw new NotDrawn(picture.missing);
      const element = await elementOf(draw, {width, long: picture.svg.length > longestSvg}, options);
      const links = await linksOf(picture, options);
      drawn.push({name, markup: (number) => pageFigure({name, number, step: place.step, element, links})});
    } catch (error) {
      if (!(error instanceof NotDrawn)) throw error;
      missing.push({name, doc, why: error.message});
    }
  }
  return {drawn, missing};
}

/** A figure as an element of the page: in the page's colours, or, where that would be too long, as an image. */
export async function elementOf(
  draw: (frame: Frame) => View,
  {width, long}: {readonly width: number; readonly long: boolean},
  {document, png}: FiguresOptions
): Promise<Element> {
  if (!long) return viewFigure(document, draw({document, width, palette: pagePalette}));
  const view = draw({document, width, palette: lightPalette, font: pictureFont});
  const {content} = view;
  const image = document.createElement("img");
  const attributes = {
    class: "picture",
    src: dataUrl("image/png", await png(content.outerHTML, scale)),
    width: String(width),
    height: content.getAttribute("height") ?? "",
    alt: content.getAttribute("aria-label") ?? view.caption
  };
  for (const [name, value] of Object.entries(attributes)) image.setAttribute(name, value);
  const legend = view.legend.map((entry) => ({...entry, color: pageColour(entry.color)}));
  return viewFigure(document, {...view, legend, content: image});
}

/** The name in the page of a colour of pictures on white. */
function pageColour(color: string): string {
  const name = (Object.keys(lightPalette) as (keyof typeof lightPalette)[]).find((key) => lightPalette[key] === color);
  return name === undefined ? color : pagePalette[name];
}

/** The files of a figure. */
export async function linksOf(picture: Picture, {files}: FiguresOptions): Promise<readonly Markup[]> {
  const packed = (await files(picture)).map(async ({name, type, content}) => {
    if (content.length <= longestFile || name.endsWith(".png")) return download(name, type, content);
    const squeezed = await gzipped(content);
    return name.endsWith(".svg")
      ? download(`${name}z`, "image/svg+xml", squeezed)
      : download(`${name}.gz`, "application/gzip", squeezed);
  });
  return Promise.all(packed);
}

/** A figure with its number, caption and files. */
export function pageFigure({
  name,
  number,
  step,
  element,
  links
}: {
  readonly name: string;
  readonly number: number;
  readonly step: string | undefined;
  readonly element: Element;
  readonly links: readonly Markup[];
}): Markup {
  element.setAttribute("id", `figure-${name}`);
  const caption = element.querySelector("figcaption")!;
  const words = html`<strong>Figure ${number}</strong>${step !== undefined && html` (of <a href="#step-${step}"><code>${step}</code></a>)`}. `;
  caption.innerHTML = words.text + caption.innerHTML;
  return html`${raw(element.outerHTML)}
<p class="files">${joined(links, " ")}</p>
`;
}

/** Whether a figure stands beside the counts rather than among the others. */
export function tellsCounts(name: string): boolean {
  return allFigures.some((figure) => figure.name === name) && name === "fig2";
}
