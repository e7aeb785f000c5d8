import {inflateSync} from "node:zlib";
import {describe, expect, it} from "vitest";
import {realColumn, Table} from "../../runtime/table.ts";
import {widthsSource} from "../../src/build/fonts.mjs";
import {pngOf} from "../../src/node/png.ts";
import {sizeOf} from "../../src/views/figures/sizes.ts";
import {textWidth, wrapped} from "../../src/views/text-width.ts";
import {readFileSync} from "node:fs";
import {drawn} from "./drawn.ts";
import {studyOf} from "./made.ts";

const curve = new Table({
  columns: ["fraction", "rows", "r2Score", "r2Score_sd"].map((name, c) =>
    realColumn({name}, Float64Array.of(...[1, 2, 3, 4].map((i) => (c === 1 ? 10 * i : i / (4 + c)))))
  )
});
const study = studyOf({curve: {type: "learning-curve", outputs: {curve}}});

/** The pixels of a PNG of 8-bit RGBA, without undoing filters: enough to tell what is not blank. */
function inside(png: Uint8Array): {readonly width: number; readonly height: number; readonly different: number} {
  const view = new DataView(png.buffer, png.byteOffset, png.length);
  const data: Uint8Array[] = [];
  for (let at = 8; at < png.length; at += 12 + view.getUint32(at))
    if (String.fromCharCode(...png.subarray(at + 4, at + 8)) === "IDAT")
      data.push(png.subarray(at + 8, at + 8 + view.getUint32(at)));
  return {width: view.getUint32(16), height: view.getUint32(20), different: new Set(inflateSync(Buffer.concat(data))).size};
}

describe("a picture as PNG", () => {
  it("is the same bytes twice, of the size asked for, and not blank", async () => {
    const {svg, width, height} = await drawn(study, "fig7-r2");
    const [first, second] = [await pngOf(svg, 2), await pngOf(svg, 2)];
    expect(Buffer.compare(first, second)).toBe(0);
    expect(Buffer.from(first.subarray(1, 4)).toString()).toBe("PNG");
    const found = inside(first);
    expect([found.width, found.height]).toEqual([2 * width, 2 * height]);
    expect(found.different).toBeGreaterThan(50);
    const {different} = inside(await pngOf(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"/>`, 2));
    expect(different).toBeLessThan(5);
  });

  it("is drawn with the shipped font, in both weights", async () => {
    const text = (family: string, weight: number): string =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text y="15" font-family='${family}' font-weight="${weight}">Fluxes</text></svg>`;
    const of = async (family: string, weight: number): Promise<string> =>
      Buffer.from(await pngOf(text(family, weight), 1)).toString("base64");
    expect(await of('"Source Sans 3"', 400)).not.toBe(await of('"Source Sans 3"', 600));
    // Another font is not looked for on the machine.
    expect(await of("Arial, sans-serif", 400)).toBe(await of('"Source Sans 3"', 400));
  });

  it("is dark on a dark ground", async () => {
    const {svg} = await drawn(study, "fig7-r2", {theme: "dark"});
    expect(svg).toContain('fill="#1f2328"');
    expect(svg).toContain('font-family="&quot;Source Sans 3&quot;,');
  });
});

describe("sizes", () => {
  it("are a page's columns, a slide, millimetres at 300 dpi, or pixels", () => {
    const dpi300 = 3.125;
    expect(sizeOf("column")).toEqual({width: 333, scale: dpi300});
    expect(sizeOf("180mm")).toEqual(sizeOf("full"));
    expect(sizeOf("560")).toEqual({width: 560, scale: 2});
    expect(() => sizeOf("7")).toThrow('from 240 to 4000 pixels, as in 560 or 120mm; got "7"');
    expect(() => sizeOf("wide")).toThrow("a width is column, full, slide");
  });
});

describe("the widths of characters", () => {
  it("are those of the shipped font", () => {
    expect(readFileSync(new URL("../../src/views/font-widths.ts", import.meta.url), "utf8")).toBe(widthsSource());
  });

  it("wrap a text before it grows wider than its place", () => {
    const text = "n = 220 rows. Bars: 3σ/√q of the q trees, a standard error, not an interval for the truth.";
    const lines = wrapped(text, 200, 11);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join(" ")).toBe(text);
    for (const line of lines) expect(textWidth(line, 11)).toBeLessThanOrEqual(200);
  });
});
