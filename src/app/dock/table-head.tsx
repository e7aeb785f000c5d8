import type {ReactNode} from "react";
import type {ColumnInfo} from "../../../runtime/table.ts";
import {number, power, unitText} from "../../views/words.ts";
import type {ColumnStats} from "../engine/protocol.ts";
import {grouped} from "../format.ts";

export interface ColumnHeadProps {
  readonly column: ColumnInfo & {readonly nullCount: number};
  /** From 1. */
  readonly index: number;
  readonly stats: ColumnStats | undefined;
  readonly target: boolean;
  readonly sort: "ascending" | "descending" | undefined;
  readonly onSort: () => void;
}

/** The head of a column: its name, unit and UCD, how its values are spread, how many are missing, from where to where they reach. */
export function ColumnHead({column, index, stats, target, sort, onSort}: ColumnHeadProps): ReactNode {
  const {name, unit, ucd = "", description, nullCount, type} = column;
  return (
    <div
      role="columnheader"
      aria-sort={sort ?? "none"}
      aria-colindex={index}
      className={target ? "column-head target" : "column-head"}
    >
      <button type="button" title={[description ?? name, ucd].filter(Boolean).join("; ")} onClick={onSort}>
        <span className="column-name">{name}</span>
        <span className="sort-mark" aria-hidden="true">
          {sort === "ascending" ? "↑" : sort === "descending" ? "↓" : ""}
        </span>
      </button>
      <span className="column-meta">
        <span>{unit ? unitText(unit) : type}</span>
        <span title={ucd}>{target ? "target" : ucd}</span>
      </span>
      <Bars counts={stats?.histogram ?? []} />
      <span className="column-meta">
        <span className={nullCount > 0 ? "nulls" : ""}>{nullCount > 0 ? `${grouped(nullCount)} null` : "no nulls"}</span>
        <span>{stats ? rangeText(stats) : ""}</span>
      </span>
    </div>
  );
}

function Bars({counts}: {readonly counts: readonly number[]}): ReactNode {
  const most = Math.max(...counts, 1);
  return (
    <svg className="column-bars" viewBox={`0 0 ${Math.max(1, counts.length)} 18`} preserveAspectRatio="none" aria-hidden="true">
      {counts.map((count, i) => {
        const height = count === 0 ? 0 : Math.max(1, (18 * count) / most);
        return <rect key={i} x={i + 0.06} y={18 - height} width={0.88} height={height} />;
      })}
    </svg>
  );
}

function rangeText({min, max, log}: ColumnStats): string {
  if (min === null || max === null) return "no values";
  if (typeof min === "string" || typeof max === "string") return "";
  if (log && min > 0) return `${power(Math.floor(Math.log10(min)))}–${power(Math.ceil(Math.log10(max)))}`;
  const shown = (x: number): string => number(x, Number.isInteger(x) ? 3 : 2);
  return `${shown(min)}–${shown(max)}`;
}
