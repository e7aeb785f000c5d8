/**
 * Which hypotheses are rejected when the false discovery rate is held at alpha (Benjamini & Hochberg 1995, JRSS B 57, 289):
 * those with a p-value up to the largest that lies below its rank's share of alpha.
 */
export function benjaminiHochberg(pValues: ArrayLike<number>, alpha: number): boolean[] {
  const p = Array.from(pValues);
  const sorted = Float64Array.from(p).sort();
  let limit = -1;
  sorted.forEach((value, rank) => {
    if (value <= ((rank + 1) / sorted.length) * alpha) limit = value;
  });
  return p.map((value) => value <= limit);
}
