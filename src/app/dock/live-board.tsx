import type {ReactNode} from "react";
import type {ScoreName} from "../../../nodes/kernels/cross-validation.ts";
import {number} from "../../views/words.ts";
import {hyperparameterTitles} from "../../views/words.ts";
import type {StepView} from "../engine/protocol.ts";
import {grouped} from "../format.ts";

/** What a search shows while it runs: nodes/learning/search.ts. */
interface Standing {
  readonly scoring: ScoreName;
  readonly scored: number;
  readonly leaders: readonly {readonly configuration: Readonly<Record<string, unknown>>; readonly mean: number}[];
}

/** The leaderboard of a search that is still running, as far as it is filled. */
export function LiveBoard({state}: {readonly state: StepView}): ReactNode {
  if (!isStanding(state.preview)) return null;
  const {scoring, scored, leaders} = state.preview;
  const [first] = leaders;
  const names = Object.keys(first?.configuration ?? {}).filter(
    (name) => name === "estimator" || leaders.some((l) => l.configuration[name] !== first!.configuration[name])
  );
  if (!first) return null;
  const things =
    first.configuration["estimator"] !== undefined && Object.keys(first.configuration).length === 1
      ? "regression"
      : "configuration";
  const shown = names.filter((name) => name !== "estimator" || names.length === 1);
  return (
    <div className="live-board" role="region" aria-label="Leaderboard so far" tabIndex={0}>
      <p>
        <b>Leaderboard so far</b>{" "}
        <span className="mute">
          {`${grouped(scored)} ${things}${scored === 1 ? "" : "s"} scored on all folds`}
          {state.fraction !== undefined && `, ${Math.round(100 * state.fraction)} % done`}
        </span>
      </p>
      <table className="view-table">
        <thead>
          <tr>
            <th scope="col" className="number">
              rank
            </th>
            {shown.map((name) => (
              <th key={name} scope="col" className="number" title={name}>
                {hyperparameterTitles[name] ?? name}
              </th>
            ))}
            <th scope="col" className="number">
              {scoring}
            </th>
          </tr>
        </thead>
        <tbody>
          {leaders.map(({configuration, mean}, i) => (
            <tr key={JSON.stringify(configuration)} className={i === 0 ? "best" : ""}>
              <td className="number">{i + 1}</td>
              {shown.map((name) => (
                <td key={name} className="number">
                  {settingText(configuration[name])}
                </td>
              ))}
              <td className="number">{number(mean, 4)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function settingText(value: unknown): string {
  if (value === null || value === undefined) return "none";
  if (typeof value === "string") return value;
  return typeof value === "number" ? number(value) : typeof value === "boolean" ? (value ? "yes" : "no") : JSON.stringify(value);
}

function isStanding(preview: unknown): preview is Standing {
  return typeof preview === "object" && preview !== null && "leaders" in preview && Array.isArray(preview.leaders);
}
