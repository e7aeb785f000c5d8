// Boruta, round by round: importances against the best shadow.
import * as Plot from "@observablehq/plot";
import type {Table} from "../../../runtime/table.ts";
import {axisOf} from "../axis.ts";
import type {Frame} from "../theme.ts";
import {draw, paletteOf} from "../view.ts";
import {counted} from "../words.ts";
import {figureOfValues, type FigureView, tablesWhere} from "./figure.ts";
import {has} from "./study.ts";

const columns = ["round", "feature", "importance", "shadow", "decision"] as const;

export const borutaFigure = figureOfValues<{readonly table: Table}>({
  name: "boruta",
  doc: "Boruta, round by round: importances against the shadows",
  takes: "it takes the history of a boruta step",
  types: ["boruta"],
  places: (study) => tablesWhere(study, (facts) => (columns.every((name) => has(facts, name)) ? 0 : undefined)),
  draw: (frame, {table}) => borutaHistory(frame, table)
});

/** A line for each feature, filled where it is kept in the end, and what it had to exceed. */
function borutaHistory(frame: Frame, table: Table): FigureView {
  const colors = paletteOf(frame);
  const [round, importance, shadow] = [table.numbers("round"), table.numbers("importance"), table.numbers("shadow")];
  const text = (name: string): readonly (string | null)[] => table.strings(name);
  const [feature, decision] = [text("feature"), text("decision")];
  const final = new Map(feature.map((name, i) => [name, decision[i]]));
  const all = Array.from(round.keys()).filter((i) => Number.isFinite(importance[i]));
  const kept = all.filter((i) => final.get(feature[i] ?? null) === "confirmed");
  const rest = all.filter((i) => final.get(feature[i] ?? null) !== "confirmed");
  const seen = new Set<number>();
  const rounds = Array.from(round.keys()).filter((i) => !seen.has(round[i]!) && seen.add(round[i]!));
  const axes = {
    x: axisOf([round], {label: "round", log: false}),
    y: axisOf([importance, shadow], {label: "importance", log: false, include: [0]})
  };
  const place = {x: (i: number) => round[i]!, y: (i: number) => importance[i]!, z: (i: number) => feature[i] ?? ""};
  const marks = [
    Plot.line(rest, {...place, stroke: colors.ink3, strokeOpacity: 0.6, className: "others"}),
    Plot.line(kept, {...place, stroke: colors.filter, strokeOpacity: 0.85, className: "kept"}),
    Plot.line(rounds, {
      x: (i: number) => round[i]!,
      y: (i: number) => shadow[i]!,
      stroke: colors.ink,
      strokeDasharray: "4 3",
      strokeWidth: 1.5,
      className: "shadow"
    })
  ];
  const ends = new Map(kept.map((i) => [feature[i] ?? "", importance[i]!]));
  const names = apart(
    [...ends].map(([text, at]) => ({at, text})),
    axes.y.domain,
    Math.round(frame.width * 0.62) - 64
  );
  const confirmed = [...final].filter(([, d]) => d === "confirmed").map(([name]) => name);
  const caption = `n = ${counted(rounds.length, "round")}, ${counted(final.size, "feature")}; kept: ${confirmed.join(", ") || "none"}. A line ends where its feature is rejected.`;
  return {
    title: "Boruta, round by round",
    legend: [
      {shape: "line", color: colors.filter, label: "confirmed"},
      {shape: "line", color: colors.ink3, label: "the others, grey"},
      {shape: "dashes", color: colors.ink, label: "to exceed: the shadows"}
    ],
    ...draw(frame, {
      ...axes,
      marks,
      label: caption,
      ...(names.length > 0 && {right: {label: "", color: colors.filter, ticks: names}})
    }),
    caption,
    data: () => table
  };
}

const leastApart = 12;

interface Name {
  readonly at: number;
  readonly text: string;
}

/** Names moved apart, so that none covers another. */
function apart(names: readonly Name[], [low, high]: readonly [number, number], pixels: number): readonly Name[] {
  const step = ((high - low) * leastApart) / pixels;
  const sorted = [...names].sort((a, b) => a.at - b.at);
  const up: Name[] = [];
  for (const name of sorted) up.push({...name, at: Math.max(name.at, (up.at(-1)?.at ?? -Infinity) + step)});
  // Back down, where they were pushed beyond the picture.
  let most = high;
  return up.toReversed().map((name) => {
    const at = Math.min(name.at, most);
    most = at - step;
    return {...name, at};
  });
}
