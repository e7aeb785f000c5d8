import {type ColumnKernel, mapRows} from "./columns.ts";
import {LN10} from "./math.ts";

type Change = (kernel: ColumnKernel, at: number, rows: number) => void;

/** A scale on which a target is learned. */
export interface Scale {
  /** What takes a column onto the scale, and back; nothing where it is the same. */
  readonly forward?: Change;
  readonly inverse?: Change;
  /** dt/dx, by which errors are propagated to first order. */
  readonly slope: (x: number) => number;
  /** Whether zero and negative x have no value. */
  readonly positive: boolean;
}

export const scales = {
  none: {slope: () => 1, positive: false},
  log10: {
    forward: (kernel, at, rows) => kernel.log10Rows(at, rows),
    inverse: (kernel, at, rows) => kernel.exp10Rows(at, rows),
    slope: (x) => 1 / (x * LN10),
    positive: true
  },
  ln: {
    forward: (kernel, at, rows) => kernel.logRows(at, rows),
    inverse: (kernel, at, rows) => kernel.expRows(at, rows),
    slope: (x) => 1 / x,
    positive: true
  },
  asinh: {
    forward: (kernel, at, rows) => kernel.asinhRows(at, rows),
    inverse: (kernel, at, rows) => kernel.sinhRows(at, rows),
    slope: (x) => 1 / Math.sqrt(1 + x * x),
    positive: false
  }
} as const satisfies Readonly<Record<string, Scale>>;

export type ScaleName = keyof typeof scales;

/** Takes a column onto a scale or back; always a new one. */
export function rescaleColumn(values: ArrayLike<number>, name: ScaleName, way: "forward" | "inverse"): Float64Array {
  const scale: Scale = scales[name];
  const change = scale[way];
  return change ? mapRows(values, change) : Float64Array.from(values);
}
