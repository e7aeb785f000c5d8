// The figures of a study inside a page: as pictures that follow its theme, with their files.
import {choices, figures as allFigures, type Picture, pictureOf} from "../views/figures/index.ts";
import {NotDrawn} from "../views/figures/figure.ts";
import {pagePalette} from "../views/theme.ts";
import {figure as viewFigure} from "../views/view.ts";
import {html, joined, type Markup, raw} from "./markup.ts";
import type {Run} from "./run.ts";
import {download} from "./table.ts";

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
}

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
export async function drawFigures(run: Run, {document, files}: FiguresOptions): Promise<Drawings> {
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
      const view = (await choice.figure.load(run, place))({document, width, palette: pagePalette});
      const picture = await pictureOf(run, choice.figure, place, {document});
      if ("missing" in picture) throw new NotDrawn(picture.missing);
      const element = viewFigure(document, view);
      const links = (await files(picture)).map((file) => download(file.name, file.type, file.content));
      drawn.push({name, markup: (number) => pageFigure({name, number, step: place.step, element, links})});
    } catch (error) {
      if (!(error instanceof NotDrawn)) throw error;
      missing.push({name, doc, why: error.message});
    }
  }
  return {drawn, missing};
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
