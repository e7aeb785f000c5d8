import type {Forest} from "./forest.ts";
import type {Tree} from "./tree.ts";

/** Room by which the nodes of so many trees like the first may exceed it, rather than be copied once more. */
const MARGIN = 1.03;

/** Where a forest is put together, tree after tree: its arrays are taken whole, for to make and copy many small ones costs more than a tenth of a fit. */
export class ForestRoom {
  readonly #p: number;
  readonly #offsets: Int32Array;
  readonly #importances: Float64Array;
  #feature: Int16Array;
  #threshold: Float32Array;
  #right: Int32Array;
  #value: Float64Array;
  #count: Int32Array;
  #trees = 0;

  /** Room for so many trees, of so many nodes together where that is known. */
  constructor(p: number, trees: number, nodes = 0) {
    this.#p = p;
    this.#offsets = new Int32Array(trees + 1);
    this.#importances = new Float64Array(trees * p);
    this.#feature = new Int16Array(nodes);
    this.#threshold = new Float32Array(nodes);
    this.#right = new Int32Array(nodes);
    this.#value = new Float64Array(nodes);
    this.#count = new Int32Array(nodes);
  }

  /** Copies a tree to its place behind the others. */
  add({feature, threshold, right, value, count, importances}: Tree): void {
    const t = this.#trees++;
    const at = this.#offsets[t]!;
    const end = at + feature.length;
    if (end > this.#feature.length) this.#extend(end);
    this.#feature.set(feature, at);
    this.#threshold.set(threshold, at);
    this.#right.set(right, at);
    this.#value.set(value, at);
    this.#count.set(count, at);
    this.#importances.set(importances, t * this.#p);
    this.#offsets[t + 1] = end;
  }

  /** Makes room for the trees to come too, as many nodes each as those so far have on average. */
  #extend(nodes: number): void {
    const left = this.#offsets.length - 1 - this.#trees;
    const room = left === 0 ? nodes : Math.ceil((nodes + (nodes / this.#trees) * left) * MARGIN);
    this.#feature = extended(this.#feature, new Int16Array(room));
    this.#threshold = extended(this.#threshold, new Float32Array(room));
    this.#right = extended(this.#right, new Int32Array(room));
    this.#value = extended(this.#value, new Float64Array(room));
    this.#count = extended(this.#count, new Int32Array(room));
  }

  forest(): Forest {
    const nodes = this.#offsets[this.#trees]!;
    return {
      p: this.#p,
      nTrees: this.#trees,
      offsets: this.#offsets,
      feature: this.#feature.subarray(0, nodes),
      threshold: this.#threshold.subarray(0, nodes),
      right: this.#right.subarray(0, nodes),
      value: this.#value.subarray(0, nodes),
      count: this.#count.subarray(0, nodes),
      importances: this.#importances
    };
  }
}

function extended<T extends Int16Array | Int32Array | Float32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
