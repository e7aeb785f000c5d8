// What the forest of each looks at, side by side.
import {counted} from "../words.ts";
import * as Plot from "@observablehq/plot";
import {axisOf} from "../axis.ts";
import type {FigureView} from "../figures/figure.ts";
import type {Weighed} from "../learning.ts";
import type {Frame} from "../theme.ts";
import {paletteOf} from "../view.ts";
import {drawDotRows} from "./dot-rows.ts";
import {bothAsTable, keysOf, lettersOf, type Names, type Pair} from "./names.ts";

interface Weight {
  readonly feature: string;
  readonly mean: number;
  readonly sd: number;
}

/** Importances of the features to each, joined where both have the feature, the greatest first. */
export function comparedImportances(frame: Frame, weighed: Pair<Weighed>, names: Names): FigureView {
  const colors = paletteOf(frame);
  const [a, b] = weighed.map(({features, importances, sd}) =>
    features.map((feature, j): Weight => ({feature, mean: importances[j]!, sd: sd?.[j] ?? NaN}))
  ) as [Weight[], Weight[]];
  const [ofA, ofB] = [a, b].map((weights) => new Map(weights.map(({feature, mean}) => [feature, mean])));
  const greatest = (feature: string): number => Math.max(ofA!.get(feature) ?? 0, ofB!.get(feature) ?? 0);
  const features = [...new Set([...ofA!.keys(), ...ofB!.keys()])].toSorted((x, y) => greatest(y) - greatest(x));
  const only = (mine: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>, letter: string): string => {
    const own = features.filter((name) => mine.has(name) && !other.has(name));
    return own.length > 0 ? `; only ${letter} has ${own.join(", ")}` : "";
  };
  const [letterA, letterB] = lettersOf(names);
  const caption = `n = ${counted(features.length, "feature")}${only(ofA!, ofB!, letterA)}${only(ofB!, ofA!, letterB)}. The shares of each add up to 1.`;
  return {
    title: "Importance of the features",
    legend: keysOf(names, frame, colors, ["dot", "triangle"]),
    content: drawDotRows(frame, {
      rows: features,
      x: axisOf([[...a, ...b].map(({mean}) => mean)], {label: "impurity importance", log: false, include: [0]}),
      label: `Importances to both, the greatest ${features[0] ?? "none"}. ${caption}`,
      code: true,
      marks: [
        Plot.link(
          features.filter((name) => ofA!.has(name) && ofB!.has(name)),
          {
            x1: (name: string) => ofA!.get(name)!,
            x2: (name: string) => ofB!.get(name)!,
            y: (name: string) => name,
            stroke: colors.ink3,
            className: "changes"
          }
        ),
        Plot.dot(b, {x: "mean", y: "feature", r: 4, symbol: "triangle", stroke: colors.b, strokeWidth: 1.5, className: "dots b"}),
        Plot.dot(a, {x: "mean", y: "feature", r: 3.4, fill: colors.a, className: "dots a"})
      ]
    }),
    caption,
    data: () =>
      bothAsTable(names, [
        {name: "feature", values: [a.map(({feature}) => feature), b.map(({feature}) => feature)]},
        {name: "importance", values: [a.map(({mean}) => mean), b.map(({mean}) => mean)]},
        {name: "sd", description: "standard deviation over the trees", values: [a.map(({sd}) => sd), b.map(({sd}) => sd)]}
      ])
  };
}
