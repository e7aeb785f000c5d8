// Drawing no more than is needed: what looks the same stays the same object, and what is much comes over several frames.
import {startTransition, useEffect, useRef, useState} from "react";

/** Gives, for new objects by id, those given before where they are alike. */
export function useKept<T extends {readonly id: string}>(): (items: readonly T[]) => readonly T[] {
  const last = useRef(new Map<string, T>());
  return useRef((items: readonly T[]): readonly T[] => {
    const kept = items.map((item) => {
      const before = last.current.get(item.id);
      return before !== undefined && alike(before, item) ? before : item;
    });
    last.current = new Map(kept.map((item) => [item.id, item]));
    return kept;
  }).current;
}

/** Whether two values say the same. */
export function alike(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const [names, others] = [Object.keys(a), Object.keys(b)];
  if (names.length !== others.length) return false;
  return names.every((name) => alike((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]));
}

const perFrame = 48;

/** The items, the first ones at once and some more in each frame where many are new. */
export function useGradually<T>(items: T[]): T[] {
  const [drawn, setDrawn] = useState(0);
  const now = Math.min(items.length, drawn + perFrame);
  useEffect(() => {
    if (now === drawn) return;
    const frame = requestAnimationFrame(() => startTransition(() => setDrawn(now)));
    return () => cancelAnimationFrame(frame);
  }, [now, drawn]);
  return now === items.length ? items : items.slice(0, now);
}
