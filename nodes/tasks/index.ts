import {scoreFeatures, weighFeatures} from "./boruta.ts";
import {matchLists} from "./cross-match.ts";
import {writeFile} from "./export.ts";
import {drawHull, testRows} from "./hull.ts";
import {shuffleFeature} from "./importance.ts";
import {scoreOneSample} from "./learning-curve.ts";
import {learningTasks} from "./learning.ts";
import {scoreOneCandidate} from "./prescreen.ts";
import {readFile} from "./read-table.ts";
import {rescale} from "./scales.ts";
import {drawCatalogues} from "./simulate.ts";
import type {Task} from "../../runtime/node.ts";

// oxlint-disable-next-line typescript/no-explicit-any
type AnyTask = Task<any, any, any>;

/** Every task a worker can run, by name. */
export const tasks: ReadonlyMap<string, AnyTask> = new Map(
  (
    [
      drawCatalogues,
      readFile,
      matchLists,
      drawHull,
      testRows,
      ...learningTasks,
      shuffleFeature,
      scoreOneSample,
      scoreOneCandidate,
      rescale,
      writeFile,
      scoreFeatures,
      weighFeatures
    ] as readonly AnyTask[]
  ).map((task) => [task.name, task])
);
