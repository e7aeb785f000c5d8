// SVG pictures as PNG, by resvg and with the font of pictures alone: the same bytes everywhere.
import {initWasm, Resvg} from "@resvg/resvg-wasm";

export interface PngParts {
  /** resvg, compiled. */
  readonly wasm: BufferSource;
  /** Files of the font of pictures. */
  readonly fonts: readonly Uint8Array[];
}

/** Draws an SVG picture as PNG, `scale` pixels of it for one of the SVG. */
export type ToPng = (svg: string, scale: number) => Uint8Array;

let started: Promise<void> | undefined;

/** @throws where the module cannot be started. */
export async function openPng({wasm, fonts}: PngParts): Promise<ToPng> {
  started ??= initWasm(wasm);
  await started;
  const family = "Source Sans 3";
  return (svg, scale) => {
    const font = {fontBuffers: [...fonts], defaultFontFamily: family, sansSerifFamily: family, monospaceFamily: family};
    const resvg = new Resvg(svg, {font, fitTo: {mode: "zoom", value: scale}});
    const image = resvg.render();
    const png = image.asPng();
    image.free();
    resvg.free();
    return png;
  };
}
