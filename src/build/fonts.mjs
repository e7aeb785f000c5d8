// The font of pictures: its files for dist/, and how wide its characters are, for layouts that need no page.
// `node src/build/fonts.mjs` writes src/views/font-widths.ts anew.
import {copyFileSync, mkdirSync, readFileSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";
import {dirname, join} from "node:path";

const require = createRequire(import.meta.url);
const home = dirname(require.resolve("@expo-google-fonts/source-sans-3/package.json"));

/** Name in dist/ → file. The licence travels with the font. */
export const fontFiles = {
  "SourceSans3-Regular.ttf": join(home, "400Regular/SourceSans3_400Regular.ttf"),
  "SourceSans3-SemiBold.ttf": join(home, "600SemiBold/SourceSans3_600SemiBold.ttf"),
  "SourceSans3-LICENSE.txt": join(home, "LICENSE_FONT")
};

export function copyFonts(outdir) {
  mkdirSync(outdir, {recursive: true});
  for (const [name, from] of Object.entries(fontFiles)) copyFileSync(from, join(outdir, name));
}

// Latin, Greek, general punctuation, super- and subscripts, arrows, mathematical operators, geometric shapes.
const blocks = [
  [0x20, 0x7e],
  [0xa0, 0x17f],
  [0x391, 0x3c9],
  [0x1e80, 0x1ef9],
  [0x2000, 0x203a],
  [0x2070, 0x209c],
  [0x2190, 0x2193],
  [0x2202, 0x2265],
  [0x25a0, 0x25cf]
];

/** The widths of the characters of a TrueType font, in thousandths of its size: block by block, −1 where there is none. */
export function widthsOf(file) {
  const bytes = readFileSync(file);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const tables = new Map();
  for (let i = 0; i < view.getUint16(4); ++i) {
    const record = 12 + 16 * i;
    tables.set(bytes.toString("latin1", record, record + 4), view.getUint32(record + 8));
  }
  const unitsPerEm = view.getUint16(tables.get("head") + 18);
  const longMetrics = view.getUint16(tables.get("hhea") + 34);
  const glyphOf = characterMap(view, tables.get("cmap"));
  const advance = (glyph) => view.getUint16(tables.get("hmtx") + 4 * Math.min(glyph, longMetrics - 1));
  return blocks.map(([first, last]) =>
    Array.from({length: last - first + 1}, (_, i) => {
      const glyph = glyphOf(first + i);
      return glyph === 0 ? -1 : Math.round((1000 * advance(glyph)) / unitsPerEm);
    })
  );
}

// Segmented coverage, format 12 of the table "cmap".
function characterMap(view, cmap) {
  for (let i = 0; i < view.getUint16(cmap + 2); ++i) {
    const at = cmap + view.getUint32(cmap + 8 + 8 * i);
    if (view.getUint16(at) !== 12) continue;
    const groups = Array.from({length: view.getUint32(at + 12)}, (_, g) =>
      [16, 20, 24].map((field) => view.getUint32(at + 12 * g + field))
    );
    return (code) => {
      const group = groups.find(([first, last]) => first <= code && code <= last);
      return group ? group[2] + code - group[0] : 0;
    };
  }
  throw new Error("the font has no character map of format 12");
}

/** The source of src/views/font-widths.ts. */
export function widthsSource() {
  const list = (name) =>
    `[\n${widthsOf(fontFiles[name])
      .map((row) => `    ${JSON.stringify(row).replaceAll(",", ", ")}`)
      .join(",\n")}\n  ]`;
  return [
    "// Made by `node src/build/fonts.mjs` from Source Sans 3: how wide characters are, in thousandths of the font's size, by block.",
    "// biome-ignore-all format: numbers",
    "",
    "/** First code point of each block. */",
    `export const blockStarts = [${blocks.map(([first]) => `0x${first.toString(16)}`).join(", ")}] as const;`,
    "",
    "export const widths: {readonly regular: readonly (readonly number[])[]; readonly semiBold: readonly (readonly number[])[]} = {",
    `  regular: ${list("SourceSans3-Regular.ttf")},`,
    `  semiBold: ${list("SourceSans3-SemiBold.ttf")}`,
    "};",
    ""
  ].join("\n");
}

if (process.argv[1]?.endsWith("fonts.mjs")) writeFileSync(new URL("../views/font-widths.ts", import.meta.url), widthsSource());
