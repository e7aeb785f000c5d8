// The figures there are, by name, and for which values each is.
import type {Model, Search} from "../../../nodes/kinds.ts";
import type {Table} from "../../../runtime/table.ts";
import {importancesView, searchView, varied} from "../learning.ts";
import type {Frame} from "../theme.ts";
import type {View} from "../view.ts";
import {borutaHistory, borutaLacks} from "./boruta-history.ts";
import {fig5, fig5Lacks} from "./fig5.ts";
import {fig7, fig7Lacks} from "./fig7.ts";

/** An output of a step. */
export interface Result {
  readonly port: string;
  readonly kind: string;
  readonly value: unknown;
}

export interface Figure {
  readonly name: string;
  readonly doc: string;
  readonly kind: "table" | "model" | "search";
  /** Why a result of its kind cannot be drawn; undefined where it can. */
  readonly lacks: (value: unknown) => string | undefined;
  readonly view: (frame: Frame, value: unknown) => View;
}

/** A figure of tables, models or searches; `kind` has been checked before. */
function figureOf<T>(figure: {
  readonly name: string;
  readonly doc: string;
  readonly kind: Figure["kind"];
  readonly lacks: (value: T) => string | undefined;
  readonly view: (frame: Frame, value: T) => View;
}): Figure {
  return {...figure, lacks: (value) => figure.lacks(value as T), view: (frame, value) => figure.view(frame, value as T)};
}

export const figures: readonly Figure[] = [
  figureOf<Table>({
    name: "fig5",
    doc: "predicted and observed WISE against observed Spitzer flux",
    kind: "table",
    lacks: fig5Lacks,
    view: fig5
  }),
  figureOf<Table>({
    name: "fig7-r2",
    doc: "learning curve, R²",
    kind: "table",
    lacks: (table) => fig7Lacks(table, "r2Score"),
    view: (frame, table) => fig7(frame, table, "r2Score")
  }),
  figureOf<Table>({
    name: "fig7-mape",
    doc: "learning curve, MAPE",
    kind: "table",
    lacks: (table) => fig7Lacks(table, "meanAbsolutePercentageError"),
    view: (frame, table) => fig7(frame, table, "meanAbsolutePercentageError")
  }),
  figureOf<Model>({
    name: "fig9",
    doc: "importances of the features",
    kind: "model",
    lacks: ({importances}) => (importances ? undefined : "the model is no forest, so it weighs no features"),
    view: (frame, {features, importances, pipeline}) =>
      importancesView(frame, {features, importances: importances!.mean, sd: importances!.sd, rows: pipeline.rows})
  }),
  figureOf<Table>({
    name: "boruta",
    doc: "importances round by round against the shadows",
    kind: "table",
    lacks: borutaLacks,
    view: borutaHistory
  }),
  figureOf<Search>({
    name: "tuning",
    doc: "score of every configuration",
    kind: "search",
    lacks: (search) => (varied(search).length > 0 ? undefined : "all its configurations are the same"),
    view: (frame, search) => searchView(frame, search)
  })
];

/** Where a figure can be drawn from, or why it cannot. */
export type Choice = {readonly figure: Figure; readonly result: Result} | {readonly figure: Figure; readonly missing: string};

/** Each figure with the first result that it can be drawn from. */
export function choices(results: readonly Result[]): readonly Choice[] {
  return figures.map((figure) => {
    const alike = results.filter(({kind}) => kind === figure.kind);
    const reasons = alike.map(({value}) => figure.lacks(value));
    const at = reasons.indexOf(undefined);
    if (at >= 0) return {figure, result: alike[at]!};
    return {figure, missing: reasons[0] ?? `it takes a ${figure.kind}, and the step gives none`};
  });
}
