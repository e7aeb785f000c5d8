const afterMs = 1500;

/** Keeps the editor in the browser for the next time, network or not; once the page has come and has nothing more urgent to do. */
export function keepAtHand(): void {
  if (!("serviceWorker" in navigator) || !isSecureContext) return;
  const register = async (): Promise<unknown> =>
    navigator.serviceWorker
      .register(new URL("sw.js", document.baseURI), {updateViaCache: "none"})
      // Without it all works but for the lack of a network.
      .catch(() => undefined);
  setTimeout(() => void register(), afterMs);
}
