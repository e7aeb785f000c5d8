import {score} from "./criterion.ts";
import type {NodeRows, Sample, Split, SplitRules} from "./splitter.ts";
import {candidates, Draws} from "./splitter.ts";

/**
 * The splitter of random forests (Breiman 2001, Mach. Learn. 45, 5): the best of all cuts halfway between neighbouring values of
 * maxFeatures features. Of equal cuts of one feature the lowest is taken, of equal features any, uniformly.
 */
export function bestSplit(sample: Sample, node: NodeRows, {minSamplesLeaf, maxFeatures}: SplitRules): Split | undefined {
  const {data} = sample;
  const sorted = new Map<number, Float64Array>();
  const order = (j: number): Float64Array => {
    const known = sorted.get(j) ?? sortRows(sample, node, j);
    sorted.set(j, known);
    return known;
  };
  const m = node.end - node.start;
  const value = (j: number, k: number): number => data.X[j * data.n + rowOf(order(j)[k]!)]!;
  const draws = new Draws(node.key, data.p);
  let best: Split | undefined;
  let ties = 1;
  for (const feature of candidates(data.p, maxFeatures, (j) => value(j, 0) === value(j, m - 1), draws)) {
    const cut = bestCut(sample, node, feature, order(feature), minSamplesLeaf);
    if (!cut || (best && cut.score < best.score)) continue;
    if (!best || cut.score > best.score) {
      best = cut;
      ties = 1;
    } else if (draws.below(++ties) === 0) best = cut;
  }
  return best;
}

const ROWS = 2097152;
const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** The node's rows by ascending value, packed as value × 2^21 + row into doubles, which sort fast. */
function sortRows({data, rows}: Sample, {start, end}: NodeRows, j: number): Float64Array {
  const packed = new Float64Array(end - start);
  for (let k = start; k < end; ++k) {
    const i = rows[k]!;
    float[0] = data.X[j * data.n + i]!;
    const b = bits[0]!;
    // The bit patterns of float32 order as the numbers do once those of the negative ones are turned round.
    packed[k - start] = (b < 0 ? 2147483647 - (b & 0x7fffffff) : 2147483648 + b) * ROWS + i;
  }
  return packed.sort();
}

function rowOf(packed: number): number {
  return packed % ROWS;
}

function bestCut(
  sample: Sample,
  node: NodeRows,
  feature: number,
  order: Float64Array,
  minSamplesLeaf: number
): Split | undefined {
  const {data, weights} = sample;
  const {X, y} = data;
  const at = feature * data.n;
  const m = order.length;
  let best = -1;
  let threshold = NaN;
  let s = 0;
  let w = 0;
  let i = rowOf(order[0]!);
  for (let k = 1; k < m; ++k) {
    const weight = weights ? weights[i]! : 1;
    w += weight;
    s += weight * y[i]!;
    const x = X[at + i]!;
    i = rowOf(order[k]!);
    const next = X[at + i]!;
    if (x === next || k < minSamplesLeaf || m - k < minSamplesLeaf) continue;
    const value = score(s, w, node.sum, node.weight);
    if (value <= best) continue;
    best = value;
    threshold = halfway(x, next);
  }
  return best < 0 ? undefined : {feature, threshold, score: best};
}

/** A float32 in [a, b), as near the middle as there is, for a < b. */
function halfway(a: number, b: number): number {
  const t = Math.fround(Math.fround(a / 2) + Math.fround(b / 2));
  return t >= a && t < b ? t : a;
}
