// What is done to columns, as the rest of the project calls it.
import {exp, log, log10} from "../math/exp-log";
import {asinh, sinh} from "../math/hyperbolic";
import {pow} from "../math/pow";
import {allocate, reset} from "./memory";
import {allocateColumn} from "./yeo-johnson";
import {allocateNearest} from "./nearest";
import {allocateRegion} from "./region";

export {absolute, addScores, beginScores, relative, squared, total} from "./scores";
export {gapOf, isNear, queryPoint, vertexStride} from "./nearest";
export {coordinateRows, dropFar, dropOutside, dropUnplaced, insideRows, REGION_ROWS, scaleRows} from "./region";
export {likeliestLambda, mean, scale, standardize, transformRows} from "./yeo-johnson";

/** How often what was there has been forgotten: who finds another number than before has to write anew. */
export let generation: i32 = 0;

function forget(): void {
  reset();
  ++generation;
}

/** Forgets what was there and takes room for so many numbers; returns where the caller writes them. */
export function prepareValues(count: i32): usize {
  forget();
  return allocate((<usize>count + 1) << 3);
}

/** The same for a column to fit a transformation to. */
export function prepareColumn(rows: i32): usize {
  forget();
  return allocateColumn(rows);
}

/** The same for the facets of a region. */
export function prepareRegion(dimensions: i32, facets: i32, tolerance: f64): usize {
  forget();
  return allocateRegion(dimensions, facets, tolerance);
}

/** The same for the vertices of a hull; a region that is there stays. */
export function prepareNearest(dimensions: i32, vertices: i32, beside: bool): usize {
  if (!beside) forget();
  return allocateNearest(dimensions, vertices);
}

// Each replaces numbers by what the function makes of them.

export function log10Rows(at: usize, rows: i32): void {
  for (const end = at + (<usize>rows << 3); at < end; at += 8) store<f64>(at, log10(load<f64>(at)));
}

export function logRows(at: usize, rows: i32): void {
  for (const end = at + (<usize>rows << 3); at < end; at += 8) store<f64>(at, log(load<f64>(at)));
}

export function expRows(at: usize, rows: i32): void {
  for (const end = at + (<usize>rows << 3); at < end; at += 8) store<f64>(at, exp(load<f64>(at)));
}

/** 10^t. */
export function exp10Rows(at: usize, rows: i32): void {
  for (const end = at + (<usize>rows << 3); at < end; at += 8) store<f64>(at, pow(10, load<f64>(at)));
}

export function asinhRows(at: usize, rows: i32): void {
  for (const end = at + (<usize>rows << 3); at < end; at += 8) store<f64>(at, asinh(load<f64>(at)));
}

export function sinhRows(at: usize, rows: i32): void {
  for (const end = at + (<usize>rows << 3); at < end; at += 8) store<f64>(at, sinh(load<f64>(at)));
}
