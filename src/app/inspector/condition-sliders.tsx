import {type ReactNode, useMemo} from "react";
import type {ColumnInfo} from "../../../runtime/table.ts";
import {unitText} from "../../views/words.ts";
import {useLoaded} from "../dock/loading.ts";
import {engine} from "../engine/client.ts";
import type {ColumnStats} from "../engine/protocol.ts";
import type {Arriving} from "./knowledge.ts";
import {scaleOf} from "./number-field.tsx";
import {RangeSlider} from "./range-slider.tsx";

/** A comparison of a column with numbers, and where those stand in the text. */
export interface Bound {
  readonly column: string;
  readonly values: readonly [number] | readonly [number, number];
  readonly places: readonly (readonly [from: number, to: number])[];
  readonly side: "below" | "above";
}

const numeral = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?`;
const name = String.raw`(?<column>"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_]*)`;
const pattern = new RegExp(
  String.raw`${name}\s*(?:between\s+(?<low>${numeral})\s+and\s+(?<high>${numeral})|(?<sign><=?|>=?)\s*(?<only>${numeral}))(?![\p{L}\p{N}_.(]|\s*[-+*/%])`,
  "dgiu"
);

/** The comparisons of columns with numbers in a condition: \`w4 > 5\`, \`w4 BETWEEN 2 AND 9\`. Text in quotes is none. */
function boundsOf(sql: string): readonly Bound[] {
  const strings = [...sql.matchAll(/'(?:[^']|'')*'/g)].map((m) => [m.index, m.index + m[0].length] as const);
  return [...sql.matchAll(pattern)].flatMap((match): readonly Bound[] => {
    if (strings.some(([from, to]) => match.index >= from && match.index < to)) return [];
    if (/[-+*/%.]\s*$/.test(sql.slice(0, match.index))) return [];
    const {column = "", low, high, sign = "", only} = match.groups ?? {};
    const places = match.indices!.groups!;
    const plain = column.startsWith('"') ? column.slice(1, -1).replaceAll('""', '"') : column;
    if (low !== undefined && high !== undefined)
      return [{column: plain, values: [Number(low), Number(high)], places: [places["low"]!, places["high"]!], side: "below"}];
    return [{column: plain, values: [Number(only)], places: [places["only"]!], side: sign.startsWith("<") ? "below" : "above"}];
  });
}

/** The condition with other numbers in a comparison. */
function withBounds(sql: string, {places}: Bound, values: readonly number[]): string {
  return places.reduceRight((text, [from, to], i) => text.slice(0, from) + String(values[i]) + text.slice(to), sql);
}

const mostSliders = 6;

export interface ConditionSlidersProps {
  readonly sql: string;
  readonly arriving: Arriving;
  readonly aliases: Readonly<Record<string, string>>;
  readonly onChange: (sql: string) => void;
}

/** A slider for each comparison of a condition, between the least and the greatest value of its column. */
export function ConditionSliders({sql, arriving, aliases, onChange}: ConditionSlidersProps): ReactNode {
  const {at, columns, rows} = arriving;
  const found = useMemo(
    () =>
      boundsOf(sql).flatMap((bound) => {
        const column = columnOf(bound.column, columns, aliases);
        return column && column.type !== "text" && column.type !== "int64" && column.type !== "boolean" ? [{bound, column}] : [];
      }),
    [sql, columns]
  );
  const names = [...new Set(found.map(({column}) => column.name))];
  const {value: stats} = useLoaded(
    rows === undefined || names.length === 0 ? undefined : `${at.step}.${at.port} ${rows} ${names.join()}`,
    async () => engine.columnStats(at, names)
  );
  if (!stats || found.length > mostSliders) return null;
  return found.map(({bound, column}, i) => {
    const of = stats.find((s) => s.name === column.name);
    const [min, max] = of ? reachOf(of) : [];
    if (min === undefined || max === undefined) return null;
    const unit = column.unit && unitText(column.unit);
    return (
      <div className="condition-slider" key={`${column.name} ${i}`}>
        <span className="mono">{column.name}</span>
        <RangeSlider
          label={column.name}
          unit={unit}
          scale={scaleOf(min, max, column.type.includes("int"))}
          values={bound.values}
          side={bound.side}
          onChange={(next) => onChange(withBounds(sql, bound, next))}
        />
        <span className="mute">{unit}</span>
      </div>
    );
  });
}

// Where nearly all values crowd at the lower end, a logarithm tells them apart; zero then lies below the slider.
function reachOf({min, max, histogram}: ColumnStats): readonly [number, number] | readonly [] {
  if (typeof min !== "number" || typeof max !== "number" || min >= max) return [];
  const crowded = min >= 0 && histogram[0]! > 0.8 * histogram.reduce((a, b) => a + b, 0);
  return [crowded ? Math.max(min, max / 1e6) : min, max];
}

function columnOf(
  name: string,
  columns: readonly ColumnInfo[],
  aliases: Readonly<Record<string, string>>
): ColumnInfo | undefined {
  const lower = name.toLowerCase();
  const alias = aliases[lower];
  return columns.find((c) => c.name.toLowerCase() === lower) ?? columns.find((c) => c.name.toLowerCase() === alias);
}
