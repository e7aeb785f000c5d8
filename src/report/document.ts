// What every page has around its content: no network, no fonts, complete without its script.
import {html, type Part, raw} from "./markup.ts";
import {script} from "./script.ts";
import {style} from "./style.ts";

export interface PageContent {
  readonly title: string;
  /** Of Fluxloom. */
  readonly version: string;
  /** Whether anything on it rests on simulated data. */
  readonly simulated: boolean;
  /** Stands under the title. */
  readonly lead: Part;
  /** Between the lead and the first section. */
  readonly opening?: Part;
  readonly main: Part;
  /** What can be done with the page, in the words of its foot. */
  readonly carries: Part;
  /** The origins it carries, as words. */
  readonly origin: string;
}

/** A page as one HTML file that needs nothing else. */
export function pageText({title, version, simulated, lead, opening, main, carries, origin}: PageContent): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="fluxloom ${version}">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${raw(style)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="lead">${simulated && html`<span class="simulated">simulated data</span>`}${lead}</p>
${opening}</header>
<main>
${main}</main>
<footer><p>Written by Fluxloom ${version}. ${carries}</p></footer>
<script type="text/plain" id="fluxloom-origin">${raw(origin)}</script>
<script>${raw(script)}</script>
</body>
</html>
`.text;
}
