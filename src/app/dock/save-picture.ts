import {markPng, markSvg} from "../../origin/embed.ts";
import {NotDrawn} from "../../views/figures/figure.ts";
import type {Missing, Picture} from "../../views/figures/index.ts";
import {documentStore} from "../document.ts";
import {download} from "../files.ts";
import {pngOf} from "../png.ts";

export type PictureFormat = "svg" | "png";

const pngScale = 3;

/** Gives a picture to the person as a file that carries its origin; says why where it cannot be drawn. */
export async function savePicture(
  stem: string,
  format: PictureFormat,
  draw: () => Promise<Picture | Missing>,
  originWord: (of: string) => Promise<string>
): Promise<void> {
  try {
    const picture = await draw();
    if ("missing" in picture) throw new NotDrawn(picture.missing);
    const word = await originWord(stem);
    const content = format === "svg" ? markSvg(picture.svg, word) : markPng(await pngOf(picture.svg, pngScale), word);
    const type = format === "svg" ? "image/svg+xml" : "image/png";
    download(`${stem}.${format}`, new Blob([content as Uint8Array<ArrayBuffer>], {type}));
  } catch (problem) {
    documentStore.tell(`The figure could not be saved: ${(problem as Error).message}`, "problem");
  }
}
