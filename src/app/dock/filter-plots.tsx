import {type ReactNode, useState} from "react";
import type {Filter} from "../../../nodes/kinds.ts";
import type {Workflow} from "../../../runtime/workflow.ts";
import {filterView} from "../../views/filters.ts";
import {definitionOf} from "../commands.ts";
import {useDocument} from "../document.ts";
import {engine, type States, useStates} from "../engine/client.ts";
import type {PortRef} from "../engine/protocol.ts";
import {sourcesOf, tableSummary} from "../inspector/knowledge.ts";
import type {Origin} from "./lit.ts";
import {useLoaded} from "./loading.ts";
import {Picture} from "./picture.tsx";
import {columnSql, worthSeeing} from "./table-plots.tsx";

/** What a filter removes from the table it is applied to, or would be. */
export function FilterPlots({
  at,
  hash,
  fill = false
}: {
  readonly at: PortRef;
  readonly hash: string;
  readonly fill?: boolean;
}): ReactNode {
  const workflow = useDocument((d) => d.workflow);
  const states = useStates();
  const {value, error} = useLoaded(hash, async () => (await engine.value(at)) as Filter);
  if (error !== undefined) return <p className="field-error">{error}</p>;
  if (!value) return <p className="mute loading">Reading the filter …</p>;
  if (value.columns) return <ColumnChoices keep={value.columns.keep} among={value.columns.among} />;
  const subject = subjectOf(workflow, states, at);
  if (!subject) return <p className="mute">{value.label}. Connect it to a filter hub to see what it removes.</p>;
  return <RowPlots at={at} filter={value} filterHash={hash} subject={subject} fill={fill} />;
}

function ColumnChoices({keep, among}: {readonly keep: readonly string[]; readonly among: readonly string[]}): ReactNode {
  const kept = new Set(keep);
  return (
    <div className="choices">
      <p>{`Keeps ${keep.length} of ${among.length} columns.`}</p>
      <ul className="chips">
        {among.map((name) => (
          <li key={name} className={kept.has(name) ? "chip kept" : "chip dropped"}>
            <span className="mono">{name}</span>
            <span className="unseen">{kept.has(name) ? "kept" : "dropped"}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The table of the first hub that applies the filter; else the one it was made from. */
function subjectOf(workflow: Workflow, states: States, {step, port}: PortRef): PortRef | undefined {
  const source = `${step}.${port}`;
  for (const [id, {inputs}] of workflow.steps) {
    const reads = Object.entries(inputs).some(([, sources]) => sources.includes(source));
    const table = reads ? firstTable(workflow, states, id) : undefined;
    if (table) return table;
  }
  return firstTable(workflow, states, step);
}

function firstTable(workflow: Workflow, states: States, id: string): PortRef | undefined {
  const ports = Object.keys((definitionOf(workflow, id)?.inputs as object | undefined) ?? {});
  return ports.flatMap((port) => sourcesOf(workflow, id, port)).find((at) => tableSummary(states[at.step]?.outputs?.[at.port]));
}

interface RowPlotsProps {
  readonly at: PortRef;
  readonly filter: Filter;
  readonly filterHash: string;
  readonly subject: PortRef;
  readonly fill: boolean;
}

function RowPlots({at, filter, filterHash, subject, fill}: RowPlotsProps): ReactNode {
  const states = useStates();
  const output = states[subject.step]?.outputs?.[subject.port];
  const {columns} = tableSummary(output)!;
  const numeric = columns.filter((c) => c.type !== "text" && c.type !== "int64").map((c) => c.name);
  const own = filter.region?.columns ?? mentioned(filter.rows?.sql ?? "", numeric);
  const [chosen, setChosen] = useState<{readonly x?: string; readonly y?: string}>({});
  const fitting = (name: string | undefined): name is string => name !== undefined && numeric.includes(name);
  const x = fitting(chosen.x) ? chosen.x : (own.find(fitting) ?? numeric[0]!);
  const y = fitting(chosen.y)
    ? chosen.y
    : (own.filter(fitting).findLast((n) => n !== x) ??
      worthSeeing(columns.filter((c) => numeric.includes(c.name))).find((n) => n !== x) ??
      x);
  const {value, error} = useLoaded(`${output?.hash} ${filterHash} ${x} ${y}`, async () => {
    const [read, kept] = await Promise.all([engine.columnsOf(subject, [...new Set([x, y])]), engine.kept(subject, at)]);
    const take = (name: string): Float64Array => read.columns[name] as Float64Array;
    const origin: Origin = {at: subject, root: read.root, identity: read.identity};
    return {names: [x, y] as const, x: take(x), y: take(y), kept, origin};
  });
  const named = (name: string, values: Float64Array) => ({...columns.find((c) => c.name === name)!, values});
  const options = numeric.map((name) => <option key={name}>{name}</option>);
  const controls = (
    <div className="plot-controls">
      <label>
        y
        <select className="mono" value={y} onChange={(event) => setChosen({x, y: event.target.value})}>
          {options}
        </select>
      </label>
      <label>
        x
        <select className="mono" value={x} onChange={(event) => setChosen({x: event.target.value, y})}>
          {options}
        </select>
      </label>
      <span className="mute">{`over ${subject.step}.${subject.port}`}</span>
    </div>
  );
  if (error !== undefined) return <p className="field-error">{error}</p>;
  if (!value) return <p className="mute loading">Reading the rows …</p>;
  return (
    <div className={fill ? "plots fill" : "plots"}>
      <Picture
        of={[value]}
        fill={fill}
        controls={controls}
        make={(frame) =>
          filterView(
            frame,
            {label: filter.label, across: named(value.names[0], value.x), up: named(value.names[1], value.y), kept: value.kept},
            filter.region
          )
        }
        origin={value.origin}
        sqlOf={(box) => columnSql(...value.names, box)}
      />
    </div>
  );
}

function mentioned(sql: string, columns: readonly string[]): readonly string[] {
  const words = new Set(sql.toLowerCase().match(/[\p{L}_][\p{L}\p{N}_]*/gu));
  return columns.filter((name) => words.has(name.toLowerCase()));
}
