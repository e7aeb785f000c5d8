/** Every row measured, predictor after predictor, and all sorted: nothing to go wrong. Squared distances where p is 2. */
export function everyNeighbor(
  columns: readonly ArrayLike<number>[],
  queries: readonly ArrayLike<number>[],
  k: number,
  p: 1 | 2
): {readonly distances: Float64Array; readonly rows: Int32Array} {
  const [n, asked] = [columns[0]!.length, queries[0]!.length];
  const nearest = {distances: new Float64Array(asked * k), rows: new Int32Array(asked * k)};
  for (let i = 0; i < asked; ++i) {
    const distances = Float64Array.from({length: n}, (_, row) => {
      let sum = 0;
      for (const [j, column] of columns.entries()) {
        const difference = column[row]! - queries[j]![i]!;
        sum += p === 1 ? Math.abs(difference) : difference * difference;
      }
      return sum;
    });
    const order = Int32Array.from({length: n}, (_, row) => row).sort((a, b) => {
      const [x, y] = [distances[a]!, distances[b]!];
      return x < y ? -1 : x > y ? 1 : a - b;
    });
    nearest.rows.set(order.subarray(0, k), i * k);
    nearest.distances.set(
      Float64Array.from(order.subarray(0, k), (row) => distances[row]!),
      i * k
    );
  }
  return nearest;
}
