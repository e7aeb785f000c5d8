import type {ReactNode} from "react";
import {unitText} from "../../views/words.ts";
import {type FieldProps, useDraft} from "./field.ts";

const steps = 1000;

const keySteps: Readonly<Record<string, 1 | -1>> = {ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1};

export interface SliderScale {
  readonly steps: number;
  readonly at: (value: number) => number;
  readonly value: (position: number) => number;
  /** The next value a key brings: several positions may stand for one. */
  readonly next: (value: number, by: 1 | -1) => number;
}

/** A number with its unit, and a slider where both bounds are known. */
export function NumberField({param, name, value, id, describedBy, onChange}: FieldProps<number>): ReactNode {
  const [draft, setDraft] = useDraft(String(value));
  const {minimum: min, maximum: max} = param.schema as {readonly minimum?: number; readonly maximum?: number};
  const whole = param.type === "integer";
  const typed = draft.trim() === "" ? NaN : Number(draft);
  const bad = !param.accepts(typed);
  const commit = (): void => {
    if (bad) setDraft(String(value));
    else if (typed !== value) onChange(typed);
  };
  const nudge = (by: number): void => {
    const next = Number((value + by * (whole ? 1 : stepOf(value, min, max))).toPrecision(12));
    if (param.accepts(next)) onChange(next, true);
  };
  const slider = min !== undefined && max !== undefined ? scaleOf(min, max, whole, Number(param.default)) : undefined;
  return (
    <div className={slider ? "field-number with-slider" : "field-number"}>
      {slider && (
        <input
          type="range"
          min={0}
          max={slider.steps}
          step={1}
          value={slider.at(value)}
          aria-label={`${name}, slider`}
          aria-valuetext={`${value}${param.unit ? ` ${param.unit}` : ""}`}
          style={{"--at": `${(100 * slider.at(value)) / slider.steps}%`} as React.CSSProperties}
          onChange={(event) => onChange(slider.value(Number(event.target.value)), true)}
          onKeyDown={(event) => {
            const by = keySteps[event.key];
            if (by === undefined) return;
            event.preventDefault();
            const next = slider.next(value, by);
            if (next !== value) onChange(next, true);
          }}
        />
      )}
      <span className={`input-with-unit${bad ? " bad" : ""}`}>
        <input
          id={id}
          type="text"
          inputMode={whole ? "numeric" : "decimal"}
          value={draft}
          aria-invalid={bad || undefined}
          aria-describedby={describedBy}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === "Enter") commit();
            else if (event.key === "Escape" && draft !== String(value)) setDraft(String(value));
            else if (event.key === "ArrowUp") nudge(event.shiftKey ? 10 : 1);
            else if (event.key === "ArrowDown") nudge(event.shiftKey ? -10 : -1);
            else return;
            event.preventDefault();
          }}
        />
        {param.unit && <span className="unit">{unitText(param.unit)}</span>}
      </span>
      {bad && (
        <p className="field-error" role="alert">
          {`Must be ${param.expected}.`}
        </p>
      )}
    </div>
  );
}

function stepOf(value: number, min: number | undefined, max: number | undefined): number {
  if (min !== undefined && max !== undefined && max / Math.max(min, max / 1000) < 1000) return (max - min) / 100;
  return 10 ** Math.floor(Math.log10(Math.abs(value) || 1) - 1);
}

/**
 * A slider's positions and the values they stand for: logarithmic where the bounds are decades apart, and from 0 to a bound decades
 * above what is usual.
 */
export function scaleOf(min: number, max: number, whole: boolean, usual = 0): SliderScale {
  const least = min === 0 ? leastAbove(max, whole, usual) : undefined;
  const scale =
    min > 0 && max / min >= 100
      ? decades(min, max, whole)
      : least === undefined
        ? equal(min, max, whole)
        : withZero(decades(least, max, whole), least);
  const {steps, at, value} = scale;
  return {
    steps,
    at,
    value,
    next(from, by) {
      const limit = by > 0 ? max : min;
      for (let p = at(from) + by; p >= 0 && p <= steps; p += by) if (by * (value(p) - from) > 0) return value(p);
      return by * (limit - from) > 0 ? limit : from;
    }
  };
}

/** The least value but 0 that a slider shows; undefined where equal steps from 0 serve. */
function leastAbove(max: number, whole: boolean, usual: number): number | undefined {
  if (whole) return max >= 1000 * Math.max(1, usual) ? 1 : undefined;
  return usual > 0 && max >= 1000 * usual ? 10 ** (Math.floor(Math.log10(usual)) - 2) : undefined;
}

function withZero({steps, at, value}: Omit<SliderScale, "next">, least: number): Omit<SliderScale, "next"> {
  return {
    steps,
    at: (x) => (x <= 0 ? 0 : Math.max(1, at(Math.max(least, x)))),
    value: (position) => (position <= 0 ? 0 : value(position))
  };
}

function decades(min: number, max: number, whole: boolean): Omit<SliderScale, "next"> {
  const span = Math.log(max / min);
  return {
    steps,
    at: (value) => Math.round((steps * Math.log(Math.max(min, Math.min(max, value)) / min)) / span),
    value: (position) => {
      if (position <= 0) return min;
      const raw = position >= steps ? max : min * Math.exp((span * position) / steps);
      const round = Number(raw.toPrecision(raw < 100 ? 2 : 3));
      return Math.max(min, Math.min(max, whole ? Math.round(round) : round));
    }
  };
}

function equal(min: number, max: number, whole: boolean): Omit<SliderScale, "next"> {
  const count = whole ? Math.min(steps, max - min) : 200;
  const width = (max - min) / count;
  return {
    steps: count,
    at: (value) => Math.round((Math.max(min, Math.min(max, value)) - min) / width),
    value: (position) => {
      const raw = min + position * width;
      return whole ? Math.round(raw) : Number(raw.toPrecision(6));
    }
  };
}
