/**
 * The finite values that stand at some ranks (0 the least, 1 the greatest, nearest rank between) in order; none where no value is finite.
 * By Hoare's quickselect (1961), since to sort a million values holds up the page.
 */
export function ranked(values: ArrayLike<number>, ranks: readonly number[]): readonly number[] {
  const finite = new Float64Array(values.length);
  let n = 0;
  for (let i = 0; i < values.length; ++i) if (Number.isFinite(values[i])) finite[n++] = values[i]!;
  return n === 0 ? [] : ranks.map((rank) => select(finite, n, Math.round(rank * (n - 1))));
}

// Leaves everything up to the k-th no greater, and everything after it no less.
function select(values: Float64Array, n: number, k: number): number {
  let low = 0;
  let high = n - 1;
  while (low < high) {
    const pivot = middleOf(values[low]!, values[(low + high) >> 1]!, values[high]!);
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) ++i;
      while (values[j]! > pivot) --j;
      if (i > j) break;
      const value = values[i]!;
      values[i++] = values[j]!;
      values[j--] = value;
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else break;
  }
  return values[k]!;
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
