import {asinh, exp, LN10, log, log10, pow, sinh} from "./math.ts";

/** A scale on which a target is learned. */
export interface Scale {
  readonly forward: (x: number) => number;
  readonly inverse: (t: number) => number;
  /** dt/dx, by which errors are propagated to first order. */
  readonly slope: (x: number) => number;
  /** Whether zero and negative x have no value. */
  readonly positive: boolean;
}

export const scales = {
  none: {forward: (x) => x, inverse: (t) => t, slope: () => 1, positive: false},
  log10: {forward: log10, inverse: (t) => pow(10, t), slope: (x) => 1 / (x * LN10), positive: true},
  ln: {forward: log, inverse: exp, slope: (x) => 1 / x, positive: true},
  asinh: {forward: asinh, inverse: sinh, slope: (x) => 1 / Math.sqrt(1 + x * x), positive: false}
} as const satisfies Readonly<Record<string, Scale>>;

export type ScaleName = keyof typeof scales;
