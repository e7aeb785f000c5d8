import {type ColumnKernel, columnKernel, doublesAt} from "../columns.ts";

/** Tells how near queries are to the convex hull of some points, by Wolfe's algorithm (1976, Math. Program. 11, 128). */
export class NearestPoint {
  readonly #points: Float64Array;
  readonly #d: number;
  /** Where they are loaded, unless that has been forgotten since. */
  #kernel: ColumnKernel | undefined;
  #generation = 0;

  /** Row-major n × d points. */
  constructor(points: Float64Array, d: number) {
    this.#points = points;
    this.#d = d;
  }

  /** Whether a query lies within `tolerance` of the hull. */
  contains(query: ArrayLike<number>, tolerance: number): boolean {
    const kernel = columnKernel();
    if (kernel !== this.#kernel || kernel.generation.value !== this.#generation) {
      loadVertices(kernel, this.#points, this.#d, false);
      this.#kernel = kernel;
      this.#generation = kernel.generation.value;
    }
    doublesAt(kernel, kernel.queryPoint(), this.#d).set(query);
    return kernel.isNear(tolerance) !== 0;
  }

  /** From the last query to the nearest point of the hull, or to a point that proves the query outside. */
  get gap(): Float64Array {
    const kernel = columnKernel();
    return doublesAt(kernel, kernel.gapOf(), this.#d).slice();
  }
}

/** Writes row-major n × d points into memory, in place of what is there or beside it. */
export function loadVertices(kernel: ColumnKernel, points: Float64Array, d: number, beside: boolean): void {
  const n = points.length / d;
  const at = kernel.prepareNearest(d, n, beside ? 1 : 0);
  for (let j = 0; j < d; ++j) {
    const line = doublesAt(kernel, at + j * kernel.vertexStride(), n);
    for (let i = 0; i < n; ++i) line[i] = points[i * d + j]!;
  }
}
