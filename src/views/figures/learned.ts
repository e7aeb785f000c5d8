// Fig. 9, importances, and the score of every configuration.
import {counted} from "../words.ts";
import type {Model, Search} from "../../../nodes/kinds.ts";
import {summarizeScores} from "../../../nodes/learning/search.ts";
import {type Column, realColumn, Table, textColumn} from "../../../runtime/table.ts";
import {importancesView, scoreNames, searchView, varied} from "../learning.ts";
import {figureOfValues, NotDrawn, type Place, ranked} from "./figure.ts";
import {outputsOf, type Study} from "./study.ts";

export const fig9 = figureOfValues<{readonly model: Model}>({
  name: "fig9",
  doc: "importances of the features to trees",
  takes: "it takes trees; no model of the study has trees that weigh features",
  places: (study) => modelPlaces(study),
  draw: (frame, {model}) => {
    const {features, importances, pipeline, target} = model;
    if (!importances) throw new NotDrawn("the model has no trees, so it weighs no features");
    const {mean, sd} = importances;
    return {
      ...importancesView(frame, {features, importances: mean, sd, rows: pipeline.rows}),
      title: `${target.label}: importance of the features`,
      data: () =>
        new Table({
          columns: [
            textColumn({name: "feature"}, features),
            realColumn({name: "importance", description: "impurity importance; all add up to 1"}, Float64Array.from(mean)),
            ...(sd ? [realColumn({name: "sd", description: "standard deviation over the trees"}, Float64Array.from(sd))] : [])
          ]
        })
    };
  }
});

// The model that goes on to predict before the one that was only judged.
function modelPlaces(study: Study): readonly Place<"model">[] {
  const forests = outputsOf(study, "model").filter(({summary}) => "importances" in (summary as object));
  return ranked(forests.map((output) => ({...output, rank: output.type === "retrain" ? 1 : 0}))).map(({step, port}) => ({
    step,
    from: {model: {step, port}}
  }));
}

export const tuning = figureOfValues<{readonly search: Search}>({
  name: "tuning",
  doc: "score of every configuration of a search",
  takes: "it takes a search of more than one configuration",
  types: ["tune"],
  places: (study) =>
    outputsOf(study, "search")
      .filter(({summary}) => (summary as {readonly configurations: number}).configurations > 1)
      .map(({step, port}) => ({step, from: {search: {step, port}}})),
  draw: (frame, {search}) => {
    if (varied(search).length === 0) throw new NotDrawn("all its configurations are the same");
    return {
      ...searchView(frame, search),
      title: `${search.target.label}: configurations of the search`,
      data: () => searchTable(search)
    };
  }
});

function searchTable(search: Search): Table {
  const settings = search.configurations as unknown as readonly Readonly<Record<string, unknown>>[];
  const of = (name: string): Column => {
    const values = settings.map((c) => c[name]);
    return values.every((value) => typeof value === "number")
      ? realColumn({name}, Float64Array.from(values))
      : textColumn(
          {name},
          values.map((value) => (value === null ? "none" : typeof value === "string" ? value : JSON.stringify(value)))
        );
  };
  const scores = scoreNames.flatMap((score) => {
    const {mean, sd} = summarizeScores(search.scores, search.nSplits, score);
    return [
      realColumn({name: score, description: `mean over ${counted(search.nSplits, "fold")}`}, mean),
      realColumn({name: `${score}_sd`, description: "standard deviation over the folds"}, sd)
    ];
  });
  return new Table({columns: [...varied(search).map(of), ...scores]});
}
