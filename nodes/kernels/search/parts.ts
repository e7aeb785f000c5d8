/** Items of the same name together, in the order of the first of each. */
export function partsBy<T>(items: readonly T[], name: (item: T) => string | number): T[][] {
  const parts = new Map<string | number, T[]>();
  for (const item of items) {
    const part = parts.get(name(item));
    if (part) part.push(item);
    else parts.set(name(item), [item]);
  }
  return [...parts.values()];
}
