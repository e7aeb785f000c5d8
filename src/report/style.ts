import {darkPalette, lightPalette, mono, type Palette, sans} from "../views/theme.ts";

const kinds = ["table", "filter", "target", "search", "model", "metrics"] as const;

/** The colours of pictures as the names they are drawn with in pages. */
function colours(): string {
  const pair = (name: keyof Palette): string => `light-dark(${lightPalette[name]}, ${darkPalette[name]})`;
  const plain = (["ink", "ink2", "ink3", "grid", "axis", "accent", "fail", "a", "b"] as const).map(
    (name) => `--${name}: ${pair(name)};`
  );
  return [...plain, `--card: ${pair("ground")};`, ...kinds.map((kind) => `--k-${kind}: ${pair(kind)};`)].join("\n  ");
}

/** Reads on screens from 320 pixels and on paper, A4 and Letter. */
export const style = `
:root {
  color-scheme: light dark;
  ${colours()}
  --page: light-dark(#f4f5f7, #121417);
  --line: light-dark(#e2e5ea, #2c3138);
  --sunken: light-dark(#f0f1f4, #14171a);
}
:root[data-theme="light"] { color-scheme: light; }
:root[data-theme="dark"] { color-scheme: dark; }
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 16px; }
body { counter-reset: table; margin: 0; background: var(--page); color: var(--ink); font: 15px/1.55 ${sans}; -webkit-text-size-adjust: 100%; }
header, main, footer { max-width: 860px; margin: 0 auto; padding: 0 36px; background: var(--card); }
header { padding-top: 44px; padding-bottom: 8px; position: relative; }
main { padding-bottom: 24px; display: flow-root; }
section:first-child h2 { margin-top: 24px; }
footer { padding-top: 16px; padding-bottom: 40px; color: var(--ink3); font-size: 13px; border-top: 1px solid var(--line); }
h1 { font-size: 27px; line-height: 1.2; letter-spacing: -0.01em; margin: 0 96px 8px 0; text-wrap: balance; }
h2 { font-size: 19px; margin: 40px 0 12px; padding-top: 14px; border-top: 1px solid var(--line); }
h3 { font-size: 14px; margin: 20px 0 2px; }
h3 code { font-weight: 400; color: var(--ink3); margin-left: 4px; }
h4 { font-size: 14px; margin: 14px 0 2px; }
p { margin: 0 0 10px; max-width: 74ch; }
p, li, dd, h1, figcaption { overflow-wrap: break-word; }
a { color: var(--accent); }
a code { color: inherit; }
code, .hash { font-family: ${mono}; font-size: 0.87em; overflow-wrap: anywhere; }
pre { overflow-x: auto; background: var(--sunken); padding: 10px 12px; border-radius: 6px; }
.lead { color: var(--ink2); margin: 0 0 14px; }
.simulated { display: inline-block; border: 1px solid var(--k-target); color: var(--k-target); border-radius: 4px; padding: 0 6px; font-size: 13px; margin-right: 8px; }
nav ol { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 14px; }
.theme { position: absolute; top: 44px; right: 36px; font: inherit; font-size: 13px; color: var(--ink2); background: none; border: 1px solid var(--axis); border-radius: 6px; padding: 3px 10px; cursor: pointer; }
.theme:hover { color: var(--ink); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.step { margin-bottom: 12px; }
.step p { margin-bottom: 4px; }
.cited { color: var(--ink3); }
.note { border-left: 2px solid var(--line); padding-left: 12px; color: var(--ink2); font-size: 14px; }
figure { margin: 22px 0 0; }
figure.view { text-align: left; }
figure.view > svg.plot, figure.view > svg { display: block; max-width: 100%; height: auto; }
figure.view svg { overflow: visible; }
.picture { display: block; max-width: 100%; height: auto; background: #ffffff; border-radius: 4px; }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr)); column-gap: 28px; }
.pictures > * { min-width: 0; break-inside: avoid; }
.pictures + p { margin-top: 12px; }
.pictures > .wide { grid-column: 1 / -1; }
.pictures .view-title { flex-basis: 100%; }
.view-heading { display: flex; flex-wrap: wrap; gap: 2px 14px; align-items: baseline; font-size: 13px; margin-bottom: 6px; color: var(--ink3); }
.view-title { font-weight: 600; color: var(--ink); margin-right: 4px; }
.view-key { display: inline-flex; align-items: center; gap: 5px; }
figcaption, caption { color: var(--ink2); font-size: 13.5px; line-height: 1.5; text-align: left; max-width: 78ch; }
figcaption { margin-top: 8px; }
caption { padding: 0 0 8px; counter-increment: table; }
caption::before { content: "Table " counter(table) ". "; font-weight: 600; }
.drawing { background: #f4f5f7; border-radius: 8px; overflow: hidden; }
.drawing svg { display: block; width: 100%; height: auto; }
.scroll { overflow-x: auto; }
.scroll caption { position: static; }
table { border-collapse: collapse; font-size: 13.5px; line-height: 1.4; min-width: 60%; }
th { text-align: left; font-weight: 600; color: var(--ink2); vertical-align: bottom; padding: 4px 12px 4px 0; border-bottom: 1px solid var(--axis); white-space: nowrap; }
td code, td .hash { white-space: nowrap; overflow-wrap: break-word; }
td { padding: 3px 12px 3px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
th:has(button) { position: relative; }
th button { position: absolute; inset: 0; background: none; border: 0; padding: 0; cursor: pointer; }
th:has(button:hover) { color: var(--ink); text-decoration: underline; }
th[aria-sort="ascending"]::after { content: " ↑" / ""; }
th[aria-sort="descending"]::after { content: " ↓" / ""; }
.files { margin: 6px 0 14px; font-size: 12px; }
.file { display: inline-block; border: 1px solid var(--line); border-radius: 4px; padding: 0 6px; margin-right: 4px; text-decoration: none; }
.file:hover { border-color: var(--accent); }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 6px 18px; margin: 0; }
.facts dt { font-weight: 600; color: var(--ink2); }
.facts dd { margin: 0; min-width: 0; }
.facts ul { margin: 0; padding-left: 18px; }
.missing dt { font-weight: 600; }
.missing dd { margin: 0 0 8px; color: var(--ink2); }
.references { padding-left: 28px; }
.references li { margin-bottom: 3px; }
@media (max-width: 640px) {
  header, main, footer { padding-left: 18px; padding-right: 18px; }
  .theme { right: 18px; }
  .facts { grid-template-columns: 1fr; gap: 2px; }
  .facts dd { margin-bottom: 8px; }
}
@media print {
  :root, :root[data-theme] { color-scheme: light; --page: #ffffff; }
  @page { margin: 18mm 16mm; }
  body { font-size: 10pt; line-height: 1.45; background: none; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  header, main, footer { max-width: none; padding-left: 0; padding-right: 0; }
  header { padding-top: 0; }
  h1 { font-size: 18pt; margin-right: 0; }
  h2 { font-size: 13pt; break-after: avoid; margin-top: 22pt; }
  h3, h4 { font-size: 10pt; break-after: avoid; }
  nav, .theme, .files, th button { display: none; }
  th:has(button) { position: static; }
  a { color: inherit; text-decoration: none; }
  p, li, dd { orphans: 3; widows: 3; }
  .step { break-inside: avoid; }
  figure, .view, .drawing { break-inside: avoid; }
  figure.table { break-inside: auto; }
  figure.short { break-inside: avoid; }
  caption { break-after: avoid; }
  tr { break-inside: avoid; }
  thead { display: table-header-group; break-inside: avoid; }
  p, figcaption, caption { max-width: none; }
  .missing dt { break-after: avoid; }
  .missing dd { break-before: avoid; break-inside: avoid; }
  .scroll { overflow: visible; }
  table, figcaption, caption { font-size: 8.5pt; }
  td { overflow-wrap: break-word; }
  figure { margin-top: 16px; }
  .view-heading { font-size: 9pt; margin-bottom: 4px; }
  figcaption { margin-top: 4px; }
  figure.view > :is(svg, img) { zoom: 0.86; }
  .pictures { grid-template-columns: repeat(2, minmax(0, 1fr)); column-gap: 16px; }
  .references { font-size: 9pt; }
}
`;
