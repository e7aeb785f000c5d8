import type {Table} from "../../../runtime/table.ts";
import {darkPalette, type Frame, lightPalette, pictureFont} from "../theme.ts";
import {type Figure, type FigureOptions, type FigureView, NotDrawn, type Place} from "./figure.ts";
import {margin, standalone} from "./standalone.ts";
import {isSimulated, type Study} from "./study.ts";

export interface PictureOptions extends FigureOptions {
  /** Any document of a page, or of a stand-in for one. */
  readonly document: Document;
  /** Only of this step. */
  readonly step?: string;
  /** In pixels of 1/96 inch; default: as the figure likes it. */
  readonly width?: number;
  readonly theme?: "light" | "dark";
}

/** A figure as it leaves Fluxloom. */
export interface Picture {
  readonly name: string;
  readonly title: string;
  /** The step it is drawn of; none where it tells about the whole study. */
  readonly step?: string;
  /** A file of its own: heading, legend, picture and caption. */
  readonly svg: string;
  /** Of the SVG, in pixels. */
  readonly width: number;
  readonly height: number;
  /** What is seen, with n. */
  readonly caption: string;
  /** What is drawn, in numbers with units. */
  readonly data: Table;
}

/** Why a figure cannot be drawn. */
export interface Missing {
  readonly name: string;
  readonly missing: string;
}

/** A figure at one of its places. */
export async function pictureOf(
  study: Study,
  figure: Figure,
  place: Place,
  {document, width = figure.width, theme = "light", ...options}: PictureOptions
): Promise<Picture | Missing> {
  const {name} = figure;
  try {
    const draw = await figure.load(study, place, options);
    return picture(draw, {document, name, step: place.step, width, theme, simulated: isSimulated(study)});
  } catch (error) {
    if (error instanceof NotDrawn) return {name, missing: error.message};
    throw error;
  }
}

export interface Framing extends Required<Pick<PictureOptions, "document" | "width" | "theme">> {
  readonly name: string;
  readonly step?: string | undefined;
  readonly simulated: boolean;
}

/** What is drawn as a file of its own, with its caption and data. */
export function picture(draw: (frame: Frame) => FigureView, {document, name, step, width, theme, simulated}: Framing): Picture {
  const palette = theme === "dark" ? darkPalette : lightPalette;
  const drawn = draw({document, width: width - 2 * margin, palette, font: pictureFont});
  const svg = standalone(drawn, {name, width, palette, simulated});
  const {title, caption, data} = drawn;
  return {name, title, ...(step !== undefined && {step}), ...svg, width, caption, data: data()};
}
