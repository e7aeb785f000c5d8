import {type ReactNode, useMemo, useState} from "react";
import {findCoordinate} from "../../../nodes/catalogues/positions.ts";
import {predictionNames} from "../../../nodes/learning/prediction-columns.ts";
import type {ColumnInfo, Target} from "../../../runtime/table.ts";
import {histogram, type NumberColumn, scatter} from "../../views/columns.ts";
import {type Bars, judgedOf, predictionNeeds, predictionsView, residualsView} from "../../views/predictions.ts";
import {spelled} from "../inspector/sql-words.ts";
import type {TableSummary} from "../inspector/knowledge.ts";
import {engine} from "../engine/client.ts";
import type {PortRef} from "../engine/protocol.ts";
import {litAmong, type Origin, useLit} from "./lit.ts";
import {useLoaded} from "./loading.ts";
import {type Box, Picture} from "./picture.tsx";

export interface TablePlotsProps {
  readonly at: PortRef;
  readonly hash: string;
  readonly summary: TableSummary;
  readonly fill?: boolean;
}

/** A table as pictures: predictions against truths where it holds them, any two columns, or one alone. */
export function TablePlots(props: TablePlotsProps): ReactNode {
  const {summary} = props;
  const target = summary.roles?.target;
  const names = new Set(summary.columns.map((c) => c.name));
  const judged = target && names.has(target.column) && names.has(`predicted_${target.column}`);
  const [mode, setMode] = useState<"predictions" | "errors" | "columns">(judged ? "predictions" : "columns");
  const shown = judged ? mode : "columns";
  const modes = judged && (
    <select aria-label="Picture" value={shown} onChange={(event) => setMode(event.target.value as typeof mode)}>
      <option value="predictions">predicted and observed</option>
      <option value="errors">errors</option>
      <option value="columns">columns</option>
    </select>
  );
  return (
    <div className={props.fill ? "plots fill" : "plots"}>
      {shown === "columns" ? <ColumnPlots {...props} modes={modes} /> : <PredictionPlots {...props} mode={shown} modes={modes} />}
    </div>
  );
}

const bars: Readonly<Record<Bars, string>> = {
  standardError: "3σ/√q of the trees",
  treeSpread: "3σ of the trees",
  none: "no bars"
};

interface Modes {
  /** Chooses between the pictures, where there are several. */
  readonly modes: ReactNode;
}

function PredictionPlots({
  at,
  hash,
  summary,
  fill = false,
  mode,
  modes
}: TablePlotsProps & Modes & {readonly mode: "predictions" | "errors"}): ReactNode {
  const target = summary.roles!.target!;
  const [bar, setBar] = useState<Bars>("standardError");
  const needs = predictionNeeds(target, (name) => summary.columns.some((c) => c.name === name));
  const {value, error} = useLoaded(`${hash} ${needs.join()}`, async () => engine.columnsOf(at, needs));
  const judged = useMemo(() => value && judgedOf(target, value.columns as Record<string, Float64Array>, bar), [value, bar]);
  const origin = useMemo((): Origin | undefined => value && {at, root: value.root, identity: value.identity}, [value]);
  if (error !== undefined) return <p className="field-error">{error}</p>;
  if (!judged) return <p className="mute loading">Reading the rows …</p>;
  const controls = (
    <div className="plot-controls">
      {modes}
      {mode === "predictions" && needs.length > 2 && (
        <label>
          bars
          <select value={bar} onChange={(event) => setBar(event.target.value as Bars)}>
            {Object.entries(bars).map(([name, title]) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
  return (
    <Picture
      of={[judged, mode]}
      fill={fill}
      controls={controls}
      make={(frame) => (mode === "errors" ? residualsView(frame, judged) : predictionsView(frame, judged, bar))}
      origin={origin}
      sqlOf={(box) => predictionSql(target, mode, box)}
    />
  );
}

/** A brush over predictions, on the columns as they were learned; undefined where SQL cannot say it. */
function predictionSql(target: Target, mode: "predictions" | "errors", {x, y}: Box): string | undefined {
  const {transform, column} = target;
  const learned: Readonly<Record<Target["transform"], (value: number) => number>> = {
    none: (v) => v,
    log10: Math.log10,
    ln: Math.log,
    asinh: Math.asinh
  };
  const [observed, predicted] = [column, predictionNames(column).mean].map(spelled) as [string, string];
  const within = ([a, b]: readonly [number, number]): string => {
    const [low, high] = [a, b].map((v) => (transform === "none" ? v : Number(learned[transform](v).toPrecision(9))));
    return Number.isFinite(low) ? `BETWEEN ${low} AND ${high}` : `<= ${high}`;
  };
  const across = `${observed} ${within(x)}`;
  if (!y) return across;
  if (mode === "predictions") return `${across} AND ${predicted} ${within(y)}`;
  const errors: Readonly<Record<Target["transform"], string | undefined>> = {
    none: `${predicted} - ${observed}`,
    log10: `100 * (pow(10, ${predicted} - ${observed}) - 1)`,
    ln: `100 * (exp(${predicted} - ${observed}) - 1)`,
    asinh: undefined
  };
  return errors[transform] && `${across} AND ${errors[transform]} BETWEEN ${y[0]} AND ${y[1]}`;
}

function ColumnPlots({at, hash, summary, fill = false, modes}: TablePlotsProps & Modes): ReactNode {
  const numeric = summary.columns.filter((c) => c.type !== "text" && c.type !== "int64");
  const [features = [], target] = [summary.roles?.features, summary.roles?.target?.column];
  const has = (name: string | undefined): name is string => numeric.some((c) => c.name === name);
  const [chosen, setChosen] = useState<{readonly x?: string; readonly y?: string}>({});
  const [ra, dec] = (["ra", "dec"] as const).map((coordinate) => findCoordinate({columns: numeric}, coordinate, "")?.name);
  // What is learned over what it is learned from; a table of no features as it lies on the sky.
  const first = features.find(has) ?? ra ?? numeric[0]?.name;
  const x = has(chosen.x) ? chosen.x : (features.filter(has).at(3) ?? first);
  const second = [target, x === ra ? dec : undefined, ...numeric.map((c) => c.name)];
  const y = chosen.y === "" || has(chosen.y) ? chosen.y : (second.find((name) => has(name) && name !== x) ?? "");
  const names = [x, y].filter((name) => name !== undefined && name !== "") as string[];
  const {value, error} = useLoaded(x === undefined ? undefined : `${hash} ${names.join()}`, async () =>
    engine.columnsOf(at, names)
  );
  const origin = useMemo((): Origin | undefined => value && {at, root: value.root, identity: value.identity}, [value]);
  const marked = litAmong(useLit(), origin);
  const column = (name: string): NumberColumn => ({
    ...numeric.find((c) => c.name === name)!,
    ...((name === ra || name === dec) && {ucd: "pos.eq"}),
    values: value!.columns[name] as Float64Array
  });
  if (x === undefined) return <p className="mute">It has no columns of numbers.</p>;
  if (error !== undefined) return <p className="field-error">{error}</p>;
  const options = numeric.map((c) => <option key={c.name}>{c.name}</option>);
  const controls = (
    <div className="plot-controls">
      {modes}
      <label>
        y
        <select className="mono" value={y} onChange={(event) => setChosen({x, y: event.target.value})}>
          <option value="">rows</option>
          {options}
        </select>
      </label>
      <label>
        x
        <select className="mono" value={x} onChange={(event) => setChosen({x: event.target.value, y})}>
          {options}
        </select>
      </label>
    </div>
  );
  if (value === undefined || names.some((name) => value.columns[name] === undefined))
    return <p className="mute loading">Reading the rows …</p>;
  return (
    <Picture
      of={[value, x, y, y === "" ? marked : undefined]}
      fill={fill}
      controls={controls}
      make={(frame) => (y === "" ? histogram(frame, column(x), {marked: marked?.mask}) : scatter(frame, column(x), column(y)))}
      origin={origin}
      sqlOf={(box) => columnSql(x, y, box)}
    />
  );
}

/** A brush over two columns, or over one. */
export function columnSql(x: string, y: string, box: Box): string {
  const within = (name: string, [low, high]: readonly [number, number]): string => `${spelled(name)} BETWEEN ${low} AND ${high}`;
  return box.y && y !== "" ? `${within(x, box.x)} AND ${within(y, box.y)}` : within(x, box.x);
}

/** Measured quantities first, then whatever there is. */
export function worthSeeing(columns: readonly ColumnInfo[]): readonly string[] {
  const measured = columns.filter(({type, ucd = ""}) => type.startsWith("float") && /^phot/.test(ucd));
  return [...new Set([...measured, ...columns])].map((c) => c.name);
}
