import type {Region} from "../../nodes/kinds.ts";

/** For each row, 1 where it lies in the region; undefined where the region is kept without facets. Only for drawing. */
export function insideRegion(region: Region, columns: readonly ArrayLike<number>[]): Uint8Array | undefined {
  const d = region.columns.length;
  const facets = region.facets.length / (d + 1);
  if (facets === 0) return undefined;
  const n = columns[0]?.length ?? 0;
  const inside = new Uint8Array(n);
  const point = new Float64Array(d);
  for (let i = 0; i < n; ++i) {
    for (let j = 0; j < d; ++j) point[j] = scaled(region, j, columns[j]![i]!);
    inside[i] = point.every(Number.isFinite) && satisfies(region, point, facets) ? 1 : 0;
  }
  return inside;
}

function satisfies({facets, tolerance}: Region, point: Float64Array, count: number): boolean {
  const d = point.length;
  for (let f = 0; f < count; ++f) {
    const at = f * (d + 1);
    let sum = facets[at + d]!;
    for (let j = 0; j < d; ++j) sum += facets[at + j]! * point[j]!;
    if (sum > tolerance) return false;
  }
  return true;
}

function scaled({space, center, scale, lambdas}: Region, j: number, x: number): number {
  const value = space === "log10" ? (x > 0 ? Math.log10(x) : NaN) : space === "yeoJohnson" ? yeoJohnson(x, lambdas![j]!) : x;
  return (value - center[j]!) * scale[j]!;
}

function yeoJohnson(x: number, lambda: number): number {
  if (x >= 0) return lambda === 0 ? Math.log1p(x) : ((x + 1) ** lambda - 1) / lambda;
  return lambda === 2 ? -Math.log1p(-x) : -((1 - x) ** (2 - lambda) - 1) / (2 - lambda);
}
