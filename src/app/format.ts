// Numbers as people read them.

/** "1,096". */
export function grouped(n: number): string {
  return n.toLocaleString("en-US").replace("-", "−");
}

/** Five digits exact, then "444 k". */
export function rowCount(n: number): string {
  if (n < 100_000) return grouped(n);
  return n < 1e6 ? `${Math.round(n / 1e3)} k` : `${(n / 1e6).toPrecision(3)} M`;
}

/** "12 ms", "0.3 s", "48 s", "1 min 38 s". */
export function duration(ms: number): string {
  if (ms < 99.5) return `${Math.max(1, Math.round(ms))} ms`;
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return seconds % 60 === 0 || minutes >= 10 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
}
