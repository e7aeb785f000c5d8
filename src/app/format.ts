// Numbers and names as people read them.
import {counted as withNoun} from "../../nodes/kernels/words.ts";

const plain = new Intl.NumberFormat("en-US");

/** "1,096". */
export function grouped(n: number): string {
  // A canvas asks for hundreds of them while it opens; to write a whole number takes no more than this.
  const text = Number.isInteger(n) && Math.abs(n) < 1e15 ? String(n).replaceAll(/\B(?=(\d{3})+$)/g, ",") : plain.format(n);
  return text.replace("-", "−");
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

/** "about 48 s"; for what is done in a moment, "under 1 s". */
export function estimated(ms: number): string {
  return ms < 950 ? "under 1 s" : `about ${duration(ms)}`;
}

/** "just now", "5 min ago", "yesterday 14:02", "3 Nov 2026". */
export function ago(at: number, now = Date.now()): string {
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  const then = new Date(at);
  const time = then.toLocaleTimeString("en-GB", {hour: "2-digit", minute: "2-digit"});
  const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000);
  if (days === 0) return `today ${time}`;
  if (days === 1) return `yesterday ${time}`;
  return then.toLocaleDateString("en-GB", {day: "numeric", month: "short", year: "numeric"});
}

/** "12 kB", "3.4 MB". */
export function byteCount(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const [unit, size] = (
    [
      ["GB", 1e9],
      ["MB", 1e6],
      ["kB", 1e3]
    ] as const
  ).find(([, size]) => bytes >= 0.9995 * size)!;
  const value = bytes / size;
  return `${value < 99.5 ? value.toPrecision(2) : Math.round(value)} ${unit}`;
}

/** "21 Nov 2026, 11:45". */
export function dateText(iso: string): string {
  return new Date(iso).toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit"
  });
}

/** "1 step", "1,234 steps". */
export function counted(n: number, one: string, many?: string): string {
  return withNoun(n, one, many, grouped);
}

/** "meanAbsoluteError" reads as "mean absolute error". */
export function spaced(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
}
