// The nearest training rows, as the rest of the project calls it.
import {allocate, mark, reset} from "./memory";
import {allocateAxes, allocateSearch, placeRows, searchRows} from "./bucket-search";
import {allocateBuckets, beginPlaces, fillBuckets, rows} from "./buckets";

export {originAt, weightsAt} from "./bucket-search";

/** Behind the training rows, where each search has its room. */
let searches: usize = 0;
let queries: usize = 0;
let distances: usize = 0;
let numbers: usize = 0;

/** Forgets what was there and takes room for n rows of d predictors, m axes of them, and the metric of this power. Returns where the caller writes the rows. */
export function prepareTraining(n: i32, d: i32, m: i32, power: i32): usize {
  reset();
  allocateBuckets(n, d, m);
  allocateAxes(power);
  searches = mark();
  return rows;
}

/** Once rows, origin and weights are written; places may be longer than what they stand for by the factor given. */
export function indexTraining(stretch: f64): void {
  beginPlaces();
  placeRows(stretch);
  fillBuckets();
  reset(searches);
}

/** Takes room for the k nearest rows of so many queries; returns where the caller writes the queries, row after row. */
export function prepareSearch(count: i32, d: i32, k: i32): usize {
  reset(searches);
  allocateSearch(k);
  queries = allocate(<usize>count * (<usize>d << 3));
  distances = allocate(<usize>count * (<usize>k << 3));
  numbers = allocate(<usize>count * (<usize>k << 2));
  return queries;
}

export function search(count: i32, k: i32): void {
  searchRows(queries, count, k, distances, numbers);
}

export function distancesAt(): usize {
  return distances;
}

export function numbersAt(): usize {
  return numbers;
}
