// The figures there are, where in a study each can be drawn, and the pictures of them.
import {suggestion} from "../../../runtime/words.ts";
import {borutaFigure} from "./boruta-history.ts";
import {fig2} from "./fig2.ts";
import {fig5} from "./fig5.ts";
import {fig6} from "./fig6.ts";
import {fig7Figures} from "./fig7.ts";
import {fig8} from "./fig8.ts";
import {fig9, tuning} from "./learned.ts";
import {figA1} from "./figA1.ts";
import {hull} from "./hull.ts";
import {coverage} from "./coverage.ts";
import {residuals} from "./residuals.ts";
import {separation} from "./separation.ts";
import type {Figure, Place} from "./figure.ts";
import {type Missing, type Picture, type PictureOptions, pictureOf} from "./picture.ts";
import type {Study} from "./study.ts";

export type {Figure, FigureOptions, Place} from "./figure.ts";
export {type Missing, type Picture, type PictureOptions, pictureOf} from "./picture.ts";
export {isSimulated, type PortRef, type StepResult, type Study} from "./study.ts";

/** In the order of the paper, then what the paper lacks. */
export const figures: readonly Figure[] = [
  fig2,
  fig5,
  fig6,
  ...fig7Figures,
  fig8,
  fig9,
  figA1,
  separation,
  hull,
  borutaFigure,
  tuning,
  coverage,
  residuals
];

/** A figure with where it can be drawn, the best place first, or why it cannot. */
export type Choice =
  | {readonly figure: Figure; readonly places: readonly [Place, ...Place[]]}
  | {readonly figure: Figure; readonly missing: string};

/** All figures, each with its places in a study, or in one step of it. */
export function choices(study: Study, step?: string): readonly Choice[] {
  return figures.map((figure) => {
    const all = figure.places(study);
    const [first, ...rest] = all.filter((place) => step === undefined || place.step === undefined || place.step === step);
    if (first) return {figure, places: [first, ...rest]};
    const elsewhere = all.flatMap((place) => place.step ?? []);
    if (elsewhere.length > 0) return {figure, missing: `it is drawn of ${elsewhere.join(", ")}`};
    return {figure, missing: unfinished(study, figure, step) ?? figure.takes};
  });
}

/** What became of a step that would have given the figure. */
function unfinished({workflow, states}: Study, {types = []}: Figure, step: string | undefined): string | undefined {
  for (const [id, {type}] of workflow.steps) {
    const state = states.get(id);
    if (!types.includes(type) || (step !== undefined && step !== id) || !state) continue;
    if (state.status === "failed") {
      const said = typeof state.error === "string" ? state.error : (state.error?.message ?? "");
      return `step "${id}" failed: ${said.startsWith(`${id}: `) ? said.slice(id.length + 2) : said}`;
    }
    if (["blocked", "invalid", "stopped"].includes(state.status)) return `step "${id}" is ${state.status}`;
  }
  return undefined;
}

/**
 * A figure of a study, as a picture with its caption and data, or why there is none. The same study gives the same picture.
 * @throws when there is no figure of this name.
 */
export async function figureOf(study: Study, name: string, options: PictureOptions): Promise<Picture | Missing> {
  const choice = choices(study, options.step).find(({figure}) => figure.name === name);
  if (!choice)
    throw new Error(
      `there is no figure ${JSON.stringify(name)}; ${suggestion(
        name,
        figures.map((figure) => figure.name)
      )}`
    );
  return "missing" in choice ? {name, missing: choice.missing} : pictureOf(study, choice.figure, choice.places[0], options);
}
