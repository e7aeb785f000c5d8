export {axisOf, spansDecades} from "./axis.ts";
export {histogram, leftOut, type NumberColumn, scatter} from "./columns.ts";
export {convexHull, filterView, projection} from "./filters.ts";
export {importancesView, leaderboardView, scoreText, scoreTitles, searchView, varied} from "./learning.ts";
export {metricsView} from "./metrics.ts";
export {type Bars, judgedOf, predictionNeeds, predictionsView, residualsView} from "./predictions.ts";
export {darkPalette, type Frame, lightPalette, type Palette, pagePalette} from "./theme.ts";
export {figure, type View} from "./view.ts";
