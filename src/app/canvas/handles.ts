// Where the ports of cards are, for React Flow, which measures them.
import {useUpdateNodeInternals} from "@xyflow/react";
import {useEffect, useRef} from "react";
import type {PlacedCard} from "./geometry.ts";

const settleMs = 150;

/** Tells React Flow where the ports are: at once where there are others, and when they came to rest where they only moved. */
export function useHandles(id: string, {ports}: PlacedCard): void {
  const refresh = useUpdateNodeInternals();
  const names = ports.map((p) => p.handle).join();
  const places = ports.map((p) => `${p.side}${p.x},${p.y},${p.ends.join()}`).join();
  // A card that is new is measured anyway.
  const known = useRef({names, places});
  useEffect(() => {
    if (known.current.names !== names) measureSoon(id, refresh);
    known.current = {...known.current, names};
  }, [id, refresh, names]);
  useEffect(() => {
    if (known.current.places === places) return;
    const timer = setTimeout(() => {
      known.current = {...known.current, places};
      measureSoon(id, refresh);
    }, settleMs);
    return () => clearTimeout(timer);
  }, [id, refresh, places]);
}

const waiting = new Set<string>();

// All cards at once: to measure one lays out the page and tells everybody.
function measureSoon(id: string, refresh: (ids: string[]) => void): void {
  if (waiting.size === 0)
    queueMicrotask(() => {
      const ids = [...waiting];
      waiting.clear();
      refresh(ids);
    });
  waiting.add(id);
}
