// One document in several tabs: what is edited in one is shown in all, so that nobody goes on from a state that is no longer the last.
import type {KeptDocument} from "./shelf.ts";

let opened: BroadcastChannel | undefined;

function channel(): BroadcastChannel | undefined {
  return (opened ??= "BroadcastChannel" in globalThis ? new BroadcastChannel("fluxloom") : undefined);
}

/** Tells the other tabs how a document is now. */
export function tellTabs(document: KeptDocument): void {
  channel()?.postMessage(document);
}

/** Hears of documents as other tabs have them. */
export function hearTabs(heard: (document: KeptDocument) => void): void {
  channel()?.addEventListener("message", ({data}: MessageEvent<KeptDocument>) => heard(data));
}

let leave: (() => void) | undefined;

/** Takes a document for this tab. @returns whether another tab has it open, too. */
export async function occupy(id: string): Promise<boolean> {
  leave?.();
  leave = undefined;
  if (!("locks" in navigator)) return false;
  return new Promise<boolean>((decided) => {
    navigator.locks
      .request(`fluxloom document ${id}`, {mode: "exclusive", ifAvailable: true}, async (lock) => {
        decided(lock === null);
        if (lock) await new Promise<void>((resolve) => (leave = resolve));
      })
      .catch(() => decided(false));
  });
}
