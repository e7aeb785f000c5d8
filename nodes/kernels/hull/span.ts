/** A height over the span of the other points, in extents of the columns, that counts as none: well above rounding (1e-15). */
const FLAT = 1e-12;

/** A simplex with corners among the points, and what dimensions they span. */
export interface Span {
  /** rank + 1 points in general position. */
  readonly corners: readonly number[];
  readonly rank: number;
  /** Columns that follow linearly from those before them. */
  readonly dependent: readonly number[];
}

/**
 * Grows a simplex from the lowest point in the first coordinate, each time to the point farthest from the affine span of the
 * corners so far (Gram–Schmidt on the remainders). Row-major n × d unit coordinates.
 */
export function spanOf(coordinates: Float64Array, n: number, d: number): Span {
  let lowest = 0;
  for (let i = 1; i < n; i++) if (coordinates[i * d]! < coordinates[lowest * d]!) lowest = i;
  const rest = new Float64Array(n * d);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < d; j++) rest[i * d + j] = coordinates[i * d + j]! - coordinates[lowest * d + j]!;
  const corners = [lowest];
  const directions: Float64Array[] = [];
  while (directions.length < d) {
    const {point, length} = longest(rest, n, d);
    if (length < FLAT) break;
    const direction = rest.slice(point * d, point * d + d).map((value) => value / length);
    removeDirection(rest, n, d, direction);
    corners.push(point);
    directions.push(direction);
  }
  return {corners, rank: directions.length, dependent: directions.length < d ? dependentColumns(directions, d) : []};
}

function longest(rest: Float64Array, n: number, d: number): {point: number; length: number} {
  let point = 0;
  let most = -1;
  for (let i = 0; i < n; i++) {
    let square = 0;
    for (let j = 0; j < d; j++) square += rest[i * d + j]! * rest[i * d + j]!;
    if (square > most) {
      most = square;
      point = i;
    }
  }
  return {point, length: Math.sqrt(most)};
}

function removeDirection(rest: Float64Array, n: number, d: number, direction: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let along = 0;
    for (let j = 0; j < d; j++) along += rest[i * d + j]! * direction[j]!;
    for (let j = 0; j < d; j++) rest[i * d + j]! -= along * direction[j]!;
  }
}

/** Columns of the k × d matrix of directions that lie in the span of the columns before them. */
function dependentColumns(directions: readonly Float64Array[], d: number): number[] {
  const basis: number[][] = [];
  const dependent: number[] = [];
  for (let j = 0; j < d; j++) {
    const column = directions.map((direction) => direction[j]!);
    for (const unit of basis) {
      const along = unit.reduce((sum, value, k) => sum + value * column[k]!, 0);
      unit.forEach((value, k) => (column[k]! -= along * value));
    }
    const length = Math.sqrt(column.reduce((sum, value) => sum + value * value, 0));
    if (length < 1e-9) dependent.push(j);
    else basis.push(column.map((value) => value / length));
  }
  return dependent;
}
