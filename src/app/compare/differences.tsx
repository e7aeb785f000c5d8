import type {ReactNode} from "react";
import type {Workflow} from "../../../runtime/workflow.ts";
import {PortGlyph} from "../canvas/glyphs.tsx";
import type {ComparedView} from "../engine/protocol.ts";
import {type Consequence, consequences, type DifferenceLine, differenceLines, type Part, type SideNames} from "./words.ts";

export interface DifferencesProps {
  readonly view: ComparedView;
  readonly a: Workflow;
  readonly b: Workflow;
  readonly names: SideNames;
}

const mostConsequences = 16;

/** What was edited, and what followed from it. */
export function Differences({view: {comparison, states}, a, b, names}: DifferencesProps): ReactNode {
  const lines = differenceLines(comparison, a, b);
  const differing = new Set(comparison.edits.map(({step}) => step));
  const same = [...a.steps.keys()].filter((id) => b.steps.has(id) && !differing.has(id)).length;
  const followed = consequences(states, a, b);
  return (
    <>
      <h2>
        What differs <span className="mute">{countText(lines)}</span>
      </h2>
      {lines.length > 0 && (
        <Lines head="Where" names={names}>
          {lines.map(({id, where, kind, a, b}) => (
            <tr key={id}>
              <th scope="row">
                {kind !== undefined && <PortGlyph kind={kind} />}
                {where}
              </th>
              <td>
                <Parts parts={a} />
              </td>
              <td>
                <Parts parts={b} />
              </td>
            </tr>
          ))}
        </Lines>
      )}
      <p className="mute">{`${same} ${same === 1 ? "step is" : "steps are"} the same.`}</p>
      {followed.length > 0 && <Followed lines={followed} names={names} />}
    </>
  );
}

function Followed({lines, names}: {readonly lines: readonly Consequence[]; readonly names: SideNames}): ReactNode {
  return (
    <>
      <Lines head="Follows from it" names={names} number>
        {lines.slice(0, mostConsequences).map(({id, what, a, b}) => (
          <tr key={id}>
            <th scope="row">{what}</th>
            <td className="number">{a}</td>
            <td className="number">{b}</td>
          </tr>
        ))}
      </Lines>
      {lines.length > mostConsequences && <p className="mute">{`And ${lines.length - mostConsequences} more.`}</p>}
    </>
  );
}

function Lines({
  head,
  names: [a, b],
  number = false,
  children
}: {
  readonly head: string;
  readonly names: SideNames;
  readonly number?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  const className = number ? "number" : "";
  return (
    <table className="view-table compare-lines">
      <thead>
        <tr>
          <th scope="col">{head}</th>
          <th scope="col" className={className}>
            {a}
          </th>
          <th scope="col" className={className}>
            {b}
          </th>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

function Parts({parts}: {readonly parts: readonly Part[]}): ReactNode {
  return parts.map(({text, strong}, i) => (
    <span key={text}>
      {i > 0 && ", "}
      {strong ? <b>{text}</b> : text}
    </span>
  ));
}

function countText(lines: readonly DifferenceLine[]): string {
  const wires = lines.filter(({kind}) => kind !== undefined).length;
  const params = lines.filter(({where}) => where.includes(": ")).length;
  const steps = lines.length - wires - params;
  const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;
  return [counted(wires, "wire"), counted(params, "parameter"), ...(steps > 0 ? [counted(steps, "step")] : [])].join(", ");
}
