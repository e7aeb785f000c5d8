import type {ToPng} from "../views/png.ts";

/** Where the parts lie, put in by the build. */
declare const __PNG__: {readonly wasm: string; readonly fonts: readonly string[]};

let opened: Promise<ToPng> | undefined;

/**
 * An SVG picture of figureOf as PNG, `scale` pixels of it for one of the SVG: the bytes the command line gives. What draws it is fetched
 * when it is first asked for. @throws where the page cannot fetch it.
 */
export async function pngOf(svg: string, scale: number): Promise<Uint8Array> {
  opened ??= openParts().catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return (await opened)(svg, scale);
}

async function openParts(): Promise<ToPng> {
  const [{openPng}, wasm, ...fonts] = await Promise.all([
    import("../views/png.ts"),
    ...[__PNG__.wasm, ...__PNG__.fonts].map(fetched)
  ]);
  return openPng({wasm: wasm!, fonts});
}

async function fetched(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(new URL(name, location.href));
  if (!response.ok) throw new Error(`cannot fetch ${name} to draw a PNG (${response.status}); reload the page`);
  return new Uint8Array(await response.arrayBuffer());
}
