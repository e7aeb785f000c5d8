import {minus, number, power} from "./words.ts";

/** What a plot needs to know of one of its directions. */
export interface Axis {
  readonly label: string;
  readonly type: "linear" | "log";
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly format: (x: number) => string;
}

export interface AxisOptions {
  readonly label: string;
  /** Default: where nearly all values are positive and they span more than two decades. */
  readonly log?: boolean;
  /** Values the axis must reach. */
  readonly include?: readonly number[];
  readonly format?: (x: number) => string;
  readonly ticks?: number;
}

/** An axis that holds the finite values of some columns. */
export function axisOf(values: readonly ArrayLike<number>[], {label, log, include = [], format, ticks = 5}: AxisOptions): Axis {
  const isLog = log ?? values.some(spansDecades);
  const [low, high] = range([...values, include], isLog);
  return isLog ? logAxis(label, low, high, format, ticks) : linearAxis(label, low, high, format, ticks);
}

/**
 * Whether values are places on a scale rather than amounts: positions on the sky, angles and times are read on a linear axis however far
 * apart they lie. Told by the UCD (IVOA UCD1+) or the unit.
 */
export function areCoordinates({
  unit,
  ucd = ""
}: {
  readonly unit?: string | undefined;
  readonly ucd?: string | undefined;
}): boolean {
  return /^(pos|time)\b/.test(ucd) || unit === "deg";
}

/** Whether a value has a place on the axis. */
export function fits({type}: Pick<Axis, "type">, x: number): boolean {
  return Number.isFinite(x) && (type === "linear" || x > 0);
}

/** Whether a logarithm shows the values better: nearly all positive, and wide. */
export function spansDecades(values: ArrayLike<number>): boolean {
  const finite: number[] = [];
  const stride = Math.max(1, Math.floor(values.length / 4000));
  for (let i = 0; i < values.length; i += stride) if (Number.isFinite(values[i])) finite.push(values[i]!);
  const positive = finite.filter((x) => x > 0).sort((a, b) => a - b);
  if (positive.length < 5 || positive.length < 0.9 * finite.length) return false;
  const last = positive.length - 1;
  return positive[Math.ceil(0.995 * last)]! / positive[Math.floor(0.005 * last)]! > 100;
}

function range(values: readonly ArrayLike<number>[], log: boolean): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const column of values) {
    for (let i = 0; i < column.length; ++i) {
      const x = column[i]!;
      if (!Number.isFinite(x) || (log && x <= 0)) continue;
      if (x < low) low = x;
      if (x > high) high = x;
    }
  }
  if (low > high) return log ? [1, 10] : [0, 1];
  if (low < high) return [low, high];
  return log ? [low / 2, low * 2] : [low - (Math.abs(low) / 10 || 0.5), low + (Math.abs(low) / 10 || 0.5)];
}

function linearAxis(label: string, low: number, high: number, format: Axis["format"] | undefined, most: number): Axis {
  const step = niceStep((high - low) / most);
  const pad = (high - low) * 0.03;
  // A bound near a round number goes there.
  const snap = (x: number, to: number): number => (Math.abs(x - to) <= step * 0.35 ? to : x);
  const domain = [
    snap(low, Math.floor(low / step + 1e-9) * step) - pad,
    snap(high, Math.ceil(high / step - 1e-9) * step) + pad
  ] as const;
  const ticks: number[] = [];
  for (let k = Math.ceil(domain[0] / step - 1e-9); k * step <= domain[1] + step * 1e-9; ++k)
    ticks.push(Number((k * step).toPrecision(12)));
  return {label, type: "linear", domain, ticks, format: format ?? linearFormat(step)};
}

function linearFormat(step: number): (x: number) => string {
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return (x) => {
    if (x !== 0 && (Math.abs(x) >= 1e7 || decimals > 5)) return number(x, 2);
    return minus(
      x.toLocaleString("en-US", {minimumFractionDigits: decimals, maximumFractionDigits: decimals, useGrouping: true})
    );
  };
}

function niceStep(raw: number): number {
  const scale = 10 ** Math.floor(Math.log10(raw));
  const lead = raw / scale;
  return scale * (lead > 5 ? 10 : lead > 2 ? 5 : lead > 1 ? 2 : 1);
}

function logAxis(label: string, low: number, high: number, format: Axis["format"] | undefined, most: number): Axis {
  const [a, b] = [Math.log10(low), Math.log10(high)];
  const pad = Math.max(0.03, (b - a) * 0.03);
  const domain = [10 ** (a - pad), 10 ** (b + pad)] as const;
  const [first, last] = [Math.ceil(a - pad), Math.floor(b + pad)];
  const stride = Math.max(1, Math.ceil((last - first + 1) / (most + 1)));
  const decades: number[] = [];
  for (let k = first; k <= last; k += stride) decades.push(k);
  if (decades.length >= 2) {
    const ticks = decades.map((k) => Number(`1e${k}`));
    return {label, type: "log", domain, ticks, format: format ?? ((x) => power(Math.round(Math.log10(x))))};
  }
  const ticks: number[] = [];
  for (let k = Math.floor(a - pad); k <= Math.ceil(b + pad); ++k)
    for (const lead of [1, 2, 5]) ticks.push(Number(`${lead}e${k}`));
  return {label, type: "log", domain, ticks: ticks.filter((x) => x >= domain[0] && x <= domain[1]), format: format ?? number};
}
