import type {ReactNode} from "react";
import type {Comparison} from "../../compare/compare.ts";
import type {Changes} from "../../compare/changed.ts";
import {count, number, percent, rows} from "../../views/words.ts";
import type {SideNames} from "./words.ts";

/** The rows whose prediction differs most between the two. */
export function ChangedRows({
  comparison: {predictions},
  names
}: {
  readonly comparison: Comparison;
  readonly names: SideNames;
}): ReactNode {
  if (!predictions) return <p className="mute">No step predicts on both sides.</p>;
  if (predictions.why !== undefined) return <p className="mute">{`Not compared: ${predictions.why}.`}</p>;
  return predictions.changes.map((changes) => <Changed key={changes.column} changes={changes} names={names} />);
}

function Changed({changes, names: [a, b]}: {readonly changes: Changes; readonly names: SideNames}): ReactNode {
  const {column, relative, both, onlyA, onlyB} = changes;
  const ids = Object.keys(changes.rows[0]?.id ?? {});
  return (
    <>
      <p className="mute">
        <span className="mono">{column}</span>
        {`: ${rows(both)} predicted by both, ${count(onlyA)} only by ${a}, ${count(onlyB)} only by ${b}.`}
      </p>
      {changes.rows.length === 0 ? (
        <p>{both === 0 ? "Nothing to compare." : "No prediction changed."}</p>
      ) : (
        <div className="compare-table" tabIndex={0} role="region" aria-label={`Rows whose ${column} changed most`}>
          <table className="view-table">
            <thead>
              <tr>
                {ids.length === 0 && <th scope="col">row</th>}
                {ids.map((id) => (
                  <th key={id} scope="col">
                    {id}
                  </th>
                ))}
                <th scope="col" className="number">
                  {a}
                </th>
                <th scope="col" className="number">
                  {b}
                </th>
                <th scope="col" className="number">
                  changed by
                </th>
              </tr>
            </thead>
            <tbody>
              {changes.rows.map(({row, id, a, b, change}) => (
                <tr key={row}>
                  {ids.length === 0 && <td>{count(row + 1)}</td>}
                  {ids.map((name) => (
                    <td key={name} className="mono">
                      {id[name] ?? "null"}
                    </td>
                  ))}
                  <td className="number">{number(a, 5)}</td>
                  <td className="number">{number(b, 5)}</td>
                  <td className="number">{relative ? percent(change) : number(change)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
