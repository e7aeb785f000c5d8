import type {CSSProperties, ReactNode} from "react";
import type {SliderScale} from "./number-field.tsx";

export interface RangeSliderProps {
  readonly label: string;
  readonly unit?: string | undefined;
  readonly scale: SliderScale;
  /** One value, or two that keep their order. */
  readonly values: readonly [number] | readonly [low: number, high: number];
  /** Which side of a single value is meant: coloured. */
  readonly side?: "below" | "above";
  readonly onChange: (values: readonly number[]) => void;
}

const keySteps: Readonly<Record<string, 1 | -1>> = {ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1};

/** A slider with a thumb a bound. Each thumb is a slider of its own for the keyboard and for readers. */
export function RangeSlider({label, unit = "", scale, values, side = "below", onChange}: RangeSliderProps): ReactNode {
  const at = values.map((v) => scale.at(v));
  const share = (position: number): string => `${(100 * position) / scale.steps}%`;
  const [from, to] = values.length === 2 ? [at[0]!, at[1]!] : side === "below" ? [0, at[0]!] : [at[0]!, scale.steps];
  const set = (i: number, value: number): void => {
    const next = [...values];
    const [low, high] = [i === 1 ? values[0] : -Infinity, i === 0 && values.length === 2 ? values[1]! : Infinity];
    next[i] = Math.max(low, Math.min(high, value));
    if (next[i] !== values[i]) onChange(next);
  };
  return (
    <div
      className="range-slider"
      role="group"
      aria-label={label}
      style={{"--from": share(from), "--to": share(to)} as CSSProperties}
    >
      {values.map((value, i) => (
        <input
          key={i}
          type="range"
          min={0}
          max={scale.steps}
          step={1}
          value={at[i]!}
          aria-label={values.length === 1 ? label : `${i === 0 ? "least" : "greatest"} ${label}`}
          aria-valuetext={`${value}${unit ? ` ${unit}` : ""}`}
          onChange={(event) => set(i, scale.value(Number(event.target.value)))}
          onKeyDown={(event) => {
            const by = keySteps[event.key];
            if (by === undefined) return;
            event.preventDefault();
            set(i, scale.next(value, by));
          }}
        />
      ))}
    </div>
  );
}
