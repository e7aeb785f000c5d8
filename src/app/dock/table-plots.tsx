import {type ReactNode, useMemo, useState} from "react";
import type {ColumnInfo} from "../../../runtime/table.ts";
import {histogram, type NumberColumn, scatter} from "../../views/columns.ts";
import {type Bars, judgedOf, predictionNeeds, predictionsView, residualsView} from "../../views/predictions.ts";
import {spelled} from "../inspector/sql-words.ts";
import type {TableSummary} from "../inspector/knowledge.ts";
import {dispatch, useDocument} from "../document.ts";
import {engine} from "../engine/client.ts";
import type {Columns, PortRef} from "../engine/protocol.ts";
import {grouped} from "../format.ts";
import {light, type Lit, useLit} from "./lit.ts";
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
    />
  );
}

function ColumnPlots({at, hash, summary, fill = false, modes}: TablePlotsProps & Modes): ReactNode {
  const numeric = summary.columns.filter((c) => c.type !== "text" && c.type !== "int64");
  const [features = [], target] = [summary.roles?.features, summary.roles?.target?.column];
  const has = (name: string | undefined): name is string => numeric.some((c) => c.name === name);
  const [chosen, setChosen] = useState<{readonly x?: string; readonly y?: string}>({});
  const first = features.find(has) ?? numeric[0]?.name;
  const x = has(chosen.x) ? chosen.x : (features.filter(has).at(3) ?? first);
  const y =
    chosen.y === "" ? "" : has(chosen.y) ? chosen.y : has(target) ? target : (numeric.find((c) => c.name !== x)?.name ?? "");
  const names = [x, y].filter((name) => name !== undefined && name !== "") as string[];
  const {value, error} = useLoaded(x === undefined ? undefined : `${hash} ${names.join()}`, async () =>
    engine.columnsOf(at, names)
  );
  const [box, setBox] = useState<{readonly of: string; readonly box: Box}>();
  const lit = useLit();
  const of = `${hash} ${names.join()}`;
  const column = (name: string): NumberColumn => ({
    name,
    unit: numeric.find((c) => c.name === name)?.unit,
    values: value!.columns[name] as Float64Array
  });
  const ready = value !== undefined && names.every((name) => value.columns[name] !== undefined);
  const points = useMemo(() => (ready && y !== "" ? litPoints(value, x!, y, lit) : []), [value, x, y, lit, ready]);
  if (x === undefined) return <p className="mute">It has no columns of numbers.</p>;
  if (error !== undefined) return <p className="field-error">{error}</p>;
  const brush = (next: Box | undefined): void => {
    setBox(next && {of, box: next});
    light(next && ready && y !== "" ? litBy(value, at, x, y, next) : undefined);
  };
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
      {lit?.because && lit.because.at.step === at.step && lit.because.at.port === at.port && (
        <BrushActions lit={lit} onClear={() => brush(undefined)} />
      )}
    </div>
  );
  if (!ready) return <p className="mute loading">Reading the rows …</p>;
  return (
    <Picture
      of={[value, x, y]}
      fill={fill}
      controls={controls}
      make={(frame) => (y === "" ? histogram(frame, column(x)) : scatter(frame, column(x), column(y)))}
      onBrush={y === "" ? undefined : brush}
      brushed={box?.of === of && lit ? box.box : undefined}
      lit={points}
    />
  );
}

/** Measured quantities first, then whatever there is. */
export function worthSeeing(columns: readonly ColumnInfo[]): readonly string[] {
  const measured = columns.filter(({type, ucd = ""}) => type.startsWith("float") && /^phot/.test(ucd));
  return [...new Set([...measured, ...columns])].map((c) => c.name);
}

function litPoints(
  {columns, root, identity}: Columns,
  x: string,
  y: string,
  lit: Lit | undefined
): readonly (readonly [number, number])[] {
  if (!lit || lit.root !== root) return [];
  const [xs, ys] = [columns[x] as Float64Array, columns[y] as Float64Array];
  const points: (readonly [number, number])[] = [];
  for (let i = 0; i < xs.length && points.length < 2000; ++i) if (lit.rows.has(identity[i]!)) points.push([xs[i]!, ys[i]!]);
  return points;
}

/** The rows in a box, and the condition that says so. */
function litBy({columns, root, identity}: Columns, at: PortRef, x: string, y: string, {x: across, y: up}: Box): Lit {
  const [xs, ys] = [columns[x] as Float64Array, columns[y] as Float64Array];
  const [x1, x2, y1, y2] = [...across, ...up].map((v) => Number(v.toPrecision(6))) as [number, number, number, number];
  const rows = new Set<number>();
  for (let i = 0; i < xs.length; ++i) if (xs[i]! >= x1 && xs[i]! <= x2 && ys[i]! >= y1 && ys[i]! <= y2) rows.add(identity[i]!);
  const sql = `${spelled(x)} BETWEEN ${x1} AND ${x2} AND ${spelled(y)} BETWEEN ${y1} AND ${y2}`;
  return {root, rows, because: {at, sql}};
}

function BrushActions({lit, onClear}: {readonly lit: Lit; readonly onClear: () => void}): ReactNode {
  const layout = useDocument((d) => d.workflow.view.layout);
  const {at, sql} = lit.because!;
  const place = layout[at.step];
  const makeStep = (): void =>
    void dispatch({
      do: "addStep",
      type: "condition",
      params: {sql},
      wires: [{to: "", port: "table", source: `${at.step}.${at.port}`}],
      ...(place && {at: [place[0] + 40, place[1] + 110]})
    });
  return (
    <span className="brush-actions" aria-live="polite">
      <b>{grouped(lit.rows.size)}</b> lit
      <button type="button" className="outline" onClick={makeStep}>
        Make a condition
      </button>
      <button type="button" onClick={onClear}>
        Clear
      </button>
    </span>
  );
}
