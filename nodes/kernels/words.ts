/** A count with what is counted: "1 row", "12 rows"; `many` where it is no plain plural, `spelled` for how the number is written. */
export function counted<N extends number | bigint>(
  n: N,
  one: string,
  many = `${one}s`,
  spelled: (n: N) => string = String
): string {
  return `${spelled(n)} ${Number(n) === 1 ? one : many}`;
}
