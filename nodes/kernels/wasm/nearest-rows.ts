// The k nearest rows so far, as a heap with the farthest on top. Of rows equally far the one with the larger number is the farther.
import {allocate} from "./memory";

let distances: usize = 0;
let numbers: usize = 0;
let k: i32 = 0;
let count: i32 = 0;

/** The distance beyond which no row is among the k nearest; infinite until there are k. */
export let limit: f64 = Infinity;

/** Takes room for k rows. */
export function allocateNearestRows(rows: i32): void {
  k = rows;
  distances = allocate(<usize>k << 3);
  numbers = allocate(<usize>k << 2);
}

export function forgetRows(): void {
  count = 0;
  limit = Infinity;
}

@inline
function distanceOf(i: i32): f64 {
  return load<f64>(distances + (<usize>i << 3));
}

@inline
function numberOf(i: i32): i32 {
  return load<i32>(numbers + (<usize>i << 2));
}

@inline
function put(i: i32, distance: f64, row: i32): void {
  store<f64>(distances + (<usize>i << 3), distance);
  store<i32>(numbers + (<usize>i << 2), row);
}

@inline
function isFarther(distance: f64, row: i32, otherDistance: f64, otherRow: i32): bool {
  return distance > otherDistance || (distance == otherDistance && row > otherRow);
}

/** Takes a row in if it is nearer than the farthest of k; whether it did. */
export function offerRow(distance: f64, row: i32): bool {
  if (count < k) {
    rise(count++, distance, row);
    if (count == k) limit = distanceOf(0);
    return true;
  }
  if (!isFarther(limit, numberOf(0), distance, row)) return false;
  sink(0, k, distance, row);
  limit = distanceOf(0);
  return true;
}

function rise(i: i32, distance: f64, row: i32): void {
  while (i > 0) {
    const parent = (i - 1) >> 1;
    if (!isFarther(distance, row, distanceOf(parent), numberOf(parent))) break;
    put(i, distanceOf(parent), numberOf(parent));
    i = parent;
  }
  put(i, distance, row);
}

function sink(i: i32, size: i32, distance: f64, row: i32): void {
  for (;;) {
    let child = 2 * i + 1;
    if (child >= size) break;
    if (child + 1 < size && isFarther(distanceOf(child + 1), numberOf(child + 1), distanceOf(child), numberOf(child))) ++child;
    if (!isFarther(distanceOf(child), numberOf(child), distance, row)) break;
    put(i, distanceOf(child), numberOf(child));
    i = child;
  }
  put(i, distance, row);
}

/** Writes distances and numbers, nearest first; the heap is empty after it. */
export function takeRows(distancesTo: usize, numbersTo: usize): void {
  for (let last = count - 1; last >= 0; --last) {
    store<f64>(distancesTo + (<usize>last << 3), distanceOf(0));
    store<i32>(numbersTo + (<usize>last << 2), numberOf(0));
    sink(0, last, distanceOf(last), numberOf(last));
  }
  count = 0;
}
