import {formatOfTable} from "../../nodes/catalogues/format-of-table.ts";
import {writeTable} from "../../nodes/formats/write.ts";
import {pngOf} from "../node/png.ts";
import {markPng, markSvg, markTable} from "../origin/embed.ts";
import type {PictureFile} from "../report/figures.ts";
import type {Picture} from "../views/figures/index.ts";

/** What a figure is written as: the last two hold its numbers. */
export const formats = ["svg", "png", "csv", "ecsv"] as const;
export type Format = (typeof formats)[number];

/** The format that a file's name asks for. */
export function formatOf(file: string): Format | undefined {
  return formats.find((known) => file.toLowerCase().endsWith(`.${known}`));
}

/** A figure as the bytes of a file that carries its origin, where the format has a place for it. */
export async function pictureFile(
  {svg, data}: Picture,
  format: Format,
  {scale, origin}: {readonly scale: number; readonly origin: string}
): Promise<Uint8Array> {
  if (format === "svg") return Buffer.from(markSvg(svg, origin));
  if (format === "png") return markPng(await pngOf(svg, scale), origin);
  const bytes = Buffer.concat([...(await writeTable(formatOfTable(data), format))]);
  return (await markTable(bytes, origin)) ?? bytes;
}

const mediaTypes: Readonly<Record<Format, string>> = {
  svg: "image/svg+xml",
  png: "image/png",
  csv: "text/csv",
  ecsv: "text/plain"
};
const pageScale = 1.5;

/** A figure as files for a page to offer. */
export async function pictureFiles(picture: Picture, wanted: readonly Format[], origin: string): Promise<readonly PictureFile[]> {
  return Promise.all(
    wanted.map(async (format) => ({
      name: `${picture.name}.${format}`,
      type: mediaTypes[format],
      content: await pictureFile(picture, format, {scale: pageScale, origin})
    }))
  );
}
