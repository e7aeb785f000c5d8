// Numbers and units as people read them.
import {estimators} from "../../nodes/kernels/estimators/estimators.ts";
import {counted as withNoun} from "../../nodes/kernels/words.ts";

const thin = "\u202f";

/** 26,068; −3. */
export function count(n: number): string {
  return minus(Math.round(n).toLocaleString("en-US"));
}

/** A number in a few digits: 0.107, 1,234, 2.4 × 10⁷. */
export function number(x: number, digits = 3): string {
  if (x === 0) return "0";
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "NaN" : x > 0 ? "∞" : "−∞";
  const size = Math.abs(x);
  if (size >= 1e7 || size < 1e-4) {
    const [mantissa, exponent] = x.toExponential(digits - 1).split("e") as [string, string];
    return minus(`${mantissa.replace(/\.?0+$/, "")}${thin}×${thin}10${superscript(Number(exponent))}`);
  }
  if (size >= 1000) return count(x);
  return minus(String(Number(x.toPrecision(digits))));
}

/** 10³, 10⁻². */
export function power(exponent: number): string {
  return `10${superscript(exponent)}`;
}

function superscript(n: number): string {
  return [...String(n)].map((c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)]!)).join("");
}

/** With a real minus. */
export function minus(text: string): string {
  return text.replaceAll("-", "−");
}

/** A share of 1 as a percentage: 3.1 %. */
export function percent(share: number): string {
  const value = share * 100;
  // Nearly all is not all.
  const rough = Math.abs(value) >= 10 && !(value > 99 && value < 100);
  return minus(`${rough ? value.toFixed(0) : value.toFixed(1)} %`);
}

/** A VOUnit as it is printed: µJy, ″, mas yr⁻¹. */
export function unitText(unit: string): string {
  return unit
    .replace(/\buJy\b/g, "µJy")
    .replace(/\bum\b/g, "µm")
    .replace(/\barcsec\b/g, "″")
    .replace(/\barcmin\b/g, "′")
    .replace(/\bdeg\b/g, "°")
    .replace(/\*\*\(?(-?\d+)\)?/g, (_, n: string) => superscript(Number(n)))
    .replaceAll(".", " ")
    .replace(/^log\((.*)\)$/, "log $1");
}

/** A name with its unit, as an axis says it. */
export function titled(name: string, unit: string | undefined): string {
  return unit ? `${name} (${unitText(unit)})` : name;
}

/** "1 fold", "1,234 folds". */
export function counted(n: number, one: string, many?: string): string {
  return withNoun(n, one, many, count);
}

/** "1 row", "2 rows". */
export function rows(n: number): string {
  return counted(n, "row");
}

/** How people call a hyperparameter. */
export const hyperparameterTitles: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values(estimators).flatMap(({hyperparameters}) =>
    Object.entries(hyperparameters).map(([name, {title}]) => [name, title])
  )
);
