// Two results in one picture each: for the editor, the command line and its pages alike. A is filled, B hollow, each in its colour.
import type {ComparedStep, Comparison} from "../../compare/compare.ts";
import type {FigureView} from "../figures/figure.ts";
import {type Picture, picture, type PictureOptions} from "../figures/picture.ts";
import type {Frame} from "../theme.ts";
import {comparedErrors, comparedPredictions, comparedSpread} from "./errors.ts";
import {comparedFolds} from "./folds.ts";
import {comparedImportances} from "./importances.ts";
import {comparedMoves} from "./moved.ts";
import {type Names, stepTitleOf} from "./names.ts";
import {comparedScores} from "./scores.ts";
import type {ComparedValues} from "./values.ts";

export type {Called, Names, Pair} from "./names.ts";
export {comparedScoresTable, verdictText} from "./scores.ts";
export {type ComparedValues, comparedValues} from "./values.ts";

/** Every kind of figure of two results. */
const comparedKinds = ["scores", "folds", "predictions", "errors", "spread", "importances", "moves"] as const;
export type ComparedKind = (typeof comparedKinds)[number];

/** A figure of two results, at any size. */
export interface ComparedFigure {
  readonly kind: ComparedKind;
  /** Tells it from all others of the same two. */
  readonly name: string;
  /** The step of both it tells about, where it is one. */
  readonly step?: string;
  /** In pixels, where nothing else is asked for. */
  readonly width: number;
  readonly draw: (frame: Frame) => FigureView;
}

const widest = 680;
const usual = 400;

export interface ComparedFigures {
  readonly drawn: readonly ComparedFigure[];
  /** Those that cannot be drawn, and why. */
  readonly missing: readonly {readonly name: string; readonly why: string}[];
}

/** Every figure that lays two results over each other; none of a step whose scores are the same in both. */
export function comparedFigures({scores}: Comparison, values: ComparedValues, names: Names): ComparedFigures {
  const {heldOut, folds, forests, moved, published, missing} = values;
  const still = moved !== undefined && moved.most.length === 0;
  const judged = (by: ComparedStep["by"], step: string): ComparedStep | undefined =>
    scores.find((one) => one.step === step && one.by === by);
  const same = scores.filter(isSame);
  const differ = (by: ComparedStep["by"], step: string): boolean => !same.some((one) => one.step === step && one.by === by);
  return {
    drawn: [
      ...scores
        .filter((compared) => !same.includes(compared))
        .map((compared) =>
          of("scores", compared.step, (frame) =>
            comparedScores(frame, compared, names, [published[0][compared.step], published[1][compared.step]])
          )
        ),
      ...folds
        .filter(({step}) => differ("cross-validation", step))
        .map(({step, sides}) => {
          const compared = judged("cross-validation", step)!;
          return of("folds", step, (frame) => comparedFolds(frame, compared, sides, names));
        }),
      ...heldOut
        .filter(({step}) => differ("held-out rows", step))
        .flatMap(({step, sides}) => {
          const both = {title: stepTitleOf(names, step), sides};
          return [
            of("predictions", step, (frame) => comparedPredictions(frame, both, names)),
            of("errors", step, (frame) => comparedErrors(frame, both, names)),
            of("spread", step, (frame) => comparedSpread(frame, both, names))
          ];
        }),
      ...(forests ? [of("importances", undefined, (frame) => comparedImportances(frame, forests, names))] : []),
      ...(moved && !still ? [of("moves", undefined, (frame) => comparedMoves(frame, moved, names))] : [])
    ],
    missing: [
      ...missing,
      ...(still ? [{name: "changes of predictions", why: "no prediction changed"}] : []),
      ...same.map(({step}) => ({name: stepTitleOf(names, step), why: "its scores are the same in both"}))
    ]
  };
}

function of(kind: ComparedKind, step: string | undefined, draw: ComparedFigure["draw"]): ComparedFigure {
  return {
    kind,
    name: step === undefined ? kind : `${kind}-${step}`,
    ...(step !== undefined && {step}),
    width: kind === "scores" ? widest : usual,
    draw
  };
}

function isSame({scores}: ComparedStep): boolean {
  return scores.every(({verdict}) => verdict === "the same");
}

/** A figure of two results as it leaves Fluxloom. */
export function comparedPicture(
  {name, step, draw, width: own}: ComparedFigure,
  {document, width = own, theme = "light", simulated}: PictureOptions & {readonly simulated: boolean}
): Picture {
  return picture(draw, {document, name, step, width, theme, simulated});
}
