import type {Workflow} from "../../runtime/workflow.ts";
import {loadLayout, missingPlaces} from "../app/canvas/layout.ts";

type Place = readonly [x: number, y: number];

/** About the width of a card, and the gap between two bands. */
const card = 140;
const gap = 110;

/** The widest drawing whose words are legible on a page. */
const widest = 1150;

/** The workflow with its layout cut into bands, one below the other, where it is too wide for a page. */
export async function folded(workflow: Workflow): Promise<Workflow> {
  await loadLayout();
  const layout: Readonly<Record<string, Place>> = {...workflow.view.layout, ...missingPlaces(workflow)};
  const places = [...workflow.steps.keys()].map((id) => [id, layout[id]!] as const);
  const xs = places.map(([, [x]]) => x);
  const left = Math.min(...xs);
  const width = Math.max(...xs) + card - left;
  const bands = Math.ceil(width / widest);
  const bandOf = (x: number): number => Math.floor(((x - left) * bands) / width);
  let top = 0;
  const moved: (readonly [string, Place])[] = [];
  for (let band = 0; band < bands; ++band) {
    const own = places.filter(([, [x]]) => bandOf(x) === band);
    if (own.length === 0) continue;
    const first = Math.min(...own.map(([, [x]]) => x));
    const above = Math.min(...own.map(([, [, y]]) => y));
    for (const [id, [x, y]] of own) moved.push([id, bands === 1 ? [x, y] : [x - first, y - above + top]]);
    top += Math.max(...own.map(([, [, y]]) => y)) - above + gap;
  }
  return {...workflow, view: {...workflow.view, layout: Object.fromEntries(moved)}};
}
