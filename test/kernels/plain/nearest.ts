/** Corners of the simplex in use, with their weights; scratch for one dimension, used again for every query. */
export class NearestPoint {
  readonly #d: number;
  readonly #points: Float64Array;
  readonly #n: number;
  readonly #corners: number[] = [];
  #weights: number[] = [];
  readonly #position: Float64Array;
  /** Orthonormal directions of the simplex and the triangular factor of its edges, row-major (d + 1) × d and (d + 1)². */
  readonly #directions: Float64Array;
  readonly #factor: Float64Array;

  /** Row-major n × d points. */
  constructor(points: Float64Array, d: number) {
    this.#points = points;
    this.#d = d;
    this.#n = points.length / d;
    this.#position = new Float64Array(d);
    this.#directions = new Float64Array(d * d);
    this.#factor = new Float64Array(d * d);
  }

  /** From the query to the nearest point of the hull, or to a point that proves the query outside. */
  get gap(): Float64Array {
    return this.#position;
  }

  /**
   * Whether a query lies within `tolerance` of the convex hull of the points: Wolfe's algorithm (1976) for the point of a polytope
   * nearest to the origin, stopped as soon as a plane is found that has the query and all points on different sides.
   */
  contains(query: ArrayLike<number>, tolerance: number): boolean {
    const p = this.#position;
    this.#corners.length = 0;
    this.#corners.push(this.#nearestCorner(query));
    this.#weights = [1];
    this.#move(query);
    // each round either adds a corner that brings the nearest point closer or ends; the bound is far above what is seen
    for (let round = 0; round < 100 * (this.#d + 1) + this.#n; round++) {
      let square = 0;
      for (let j = 0; j < this.#d; j++) square += p[j]! * p[j]!;
      const length = Math.sqrt(square);
      if (length <= tolerance) return true;
      const {corner, along} = this.#support(query);
      // every point lies at least along / length ahead of the query in the direction of p
      if (along > tolerance * length) return false;
      // no plane parts the two as far as numbers of this length can tell
      if (this.#corners.includes(corner)) return true;
      this.#corners.push(corner);
      this.#weights.push(0);
      this.#shrink(query);
      this.#move(query);
    }
    return true;
  }

  #nearestCorner(query: ArrayLike<number>): number {
    let corner = 0;
    let least = Infinity;
    for (let i = 0, o = 0; i < this.#n; i++, o += this.#d) {
      let square = 0;
      for (let j = 0; j < this.#d; j++) {
        const difference = this.#points[o + j]! - query[j]!;
        square += difference * difference;
      }
      if (square < least) {
        least = square;
        corner = i;
      }
    }
    return corner;
  }

  /** The point least far along the current gap, and how far: (point − query) · gap. */
  #support(query: ArrayLike<number>): {corner: number; along: number} {
    const d = this.#d;
    const p = this.#position;
    const points = this.#points;
    let base = 0;
    for (let j = 0; j < d; j++) base += query[j]! * p[j]!;
    let corner = 0;
    let least = Infinity;
    for (let i = 0, o = 0; i < this.#n; i++, o += d) {
      let along = 0;
      for (let j = 0; j < d; j++) along += points[o + j]! * p[j]!;
      if (along < least) {
        least = along;
        corner = i;
      }
    }
    return {corner, along: least - base};
  }

  /** Walks to the point of the simplex's affine span nearest to the query, dropping corners that the way leaves behind. */
  #shrink(query: ArrayLike<number>): void {
    for (;;) {
      const target = this.#affineWeights(query);
      if (target.every((weight) => weight > 1e-14)) {
        this.#weights = target;
        return;
      }
      let step = 1;
      target.forEach((weight, k) => {
        const held = this.#weights[k]!;
        if (weight <= 1e-14 && held - weight > 0) step = Math.min(step, held / (held - weight));
      });
      const weights = target.map((weight, k) => step * weight + (1 - step) * this.#weights[k]!);
      let lightest = 0;
      weights.forEach((weight, k) => {
        if (target[k]! <= 1e-14 && (target[lightest]! > 1e-14 || weight < weights[lightest]!)) lightest = k;
      });
      const keep = weights.map((weight, k) => k !== lightest && weight > 1e-14);
      for (let k = keep.length - 1; k >= 0; k--) if (!keep[k]) this.#corners.splice(k, 1);
      this.#weights = weights.filter((_, k) => keep[k]);
      if (this.#corners.length === 1) {
        this.#weights = [1];
        return;
      }
    }
  }

  /** Barycentric weights of the point of the corners' affine span nearest to the query, by modified Gram–Schmidt. */
  #affineWeights(query: ArrayLike<number>): number[] {
    const d = this.#d;
    const k = this.#corners.length - 1;
    const q = this.#directions;
    const r = this.#factor;
    const base = this.#corners[0]! * d;
    const rest = new Float64Array(d);
    for (let j = 0; j < d; j++) rest[j] = query[j]! - this.#points[base + j]!;
    const along = new Float64Array(k);
    for (let c = 0; c < k; c++) {
      const corner = this.#corners[c + 1]! * d;
      for (let j = 0; j < d; j++) q[c * d + j] = this.#points[corner + j]! - this.#points[base + j]!;
      for (let b = 0; b < c; b++) {
        let dot = 0;
        for (let j = 0; j < d; j++) dot += q[b * d + j]! * q[c * d + j]!;
        r[b * d + c] = dot;
        for (let j = 0; j < d; j++) q[c * d + j]! -= dot * q[b * d + j]!;
      }
      let square = 0;
      for (let j = 0; j < d; j++) square += q[c * d + j]! * q[c * d + j]!;
      const length = Math.sqrt(square);
      r[c * d + c] = length;
      let dot = 0;
      for (let j = 0; j < d; j++) {
        q[c * d + j] = length > 0 ? q[c * d + j]! / length : 0;
        dot += q[c * d + j]! * rest[j]!;
      }
      along[c] = dot;
      for (let j = 0; j < d; j++) rest[j]! -= dot * q[c * d + j]!;
    }
    const weights = Array.from({length: k + 1}, () => 0);
    let sum = 0;
    for (let c = k - 1; c >= 0; c--) {
      let value = along[c]!;
      for (let b = c + 1; b < k; b++) value -= r[c * d + b]! * weights[b + 1]!;
      weights[c + 1] = r[c * d + c]! > 0 ? value / r[c * d + c]! : 0;
      sum += weights[c + 1]!;
    }
    weights[0] = 1 - sum;
    return weights;
  }

  #move(query: ArrayLike<number>): void {
    const p = this.#position;
    for (let j = 0; j < this.#d; j++) p[j] = 0;
    this.#corners.forEach((corner, k) => {
      for (let j = 0; j < this.#d; j++) p[j]! += this.#weights[k]! * (this.#points[corner * this.#d + j]! - query[j]!);
    });
  }
}
