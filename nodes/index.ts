import {append} from "./append.ts";
import {boruta} from "./boruta.ts";
import {calibrate} from "./calibrate.ts";
import {catalog} from "./catalog.ts";
import {condition} from "./condition.ts";
import {crossMatch} from "./cross-match.ts";
import {derive} from "./derive.ts";
import {evaluate} from "./evaluate.ts";
import {exportTable} from "./export.ts";
import {filterHub} from "./filter-hub.ts";
import {hull} from "./hull.ts";
import {importance} from "./importance.ts";
import {inverseLog} from "./inverse-log.ts";
import {label} from "./label.ts";
import {learningCurve} from "./learning-curve.ts";
import {predict} from "./predict.ts";
import {prescreen} from "./prescreen.ts";
import {retrain} from "./retrain.ts";
import {simulate} from "./simulate.ts";
import {split} from "./split.ts";
import {target} from "./target.ts";
import {transform} from "./transform.ts";
import {tune} from "./tune.ts";
import type {AnyNode, Library} from "../runtime/node.ts";

/** Every node, in the order of the palette. To add one: write its file, then list it here. */
export const nodes: readonly AnyNode[] = [
  simulate,
  catalog,
  derive,
  crossMatch,
  condition,
  filterHub,
  target,
  label,
  hull,
  transform,
  boruta,
  split,
  prescreen,
  tune,
  learningCurve,
  evaluate,
  importance,
  retrain,
  calibrate,
  predict,
  inverseLog,
  append,
  exportTable
];

export const library: Library = new Map(nodes.map((node) => [node.type, node]));
