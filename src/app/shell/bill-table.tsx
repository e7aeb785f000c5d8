import type {ReactNode} from "react";
import type {Workflow} from "../../../runtime/workflow.ts";
import {titleOf} from "../canvas/words.ts";
import type {PlanView} from "../engine/protocol.ts";
import {counted, duration} from "../format.ts";

const shownSteps = 6;

/** About how long it all takes, in milliseconds. */
export function dearSum(plan: PlanView): number {
  return runsOf(plan).reduce((sum, {id}) => sum + (plan.estimates[id] ?? 0), 0);
}

function runsOf({steps}: PlanView): PlanView["steps"] {
  return steps.filter(({status}) => status === "run" || status === "unknown");
}

/** The steps that would run, the dearest first, and about how long each takes. */
export function BillTable({workflow, plan}: {readonly workflow: Workflow; readonly plan: PlanView}): ReactNode {
  const runs = runsOf(plan);
  const shown = runs.toSorted((a, b) => (plan.estimates[b.id] ?? 0) - (plan.estimates[a.id] ?? 0)).slice(0, shownSteps);
  const cached = plan.steps.filter(({status}) => status === "cached").length;
  return (
    <table className="bill">
      <tbody>
        {shown.map(({id, expectedMs}) => (
          <tr key={id}>
            <th scope="row">{titleOf(workflow, id)}</th>
            <td>{(plan.estimates[id] ?? 0) > 50 ? duration(plan.estimates[id]!) : "under 1 s"}</td>
            <td className="mute">{expectedMs === undefined ? "never ran here" : "as last time"}</td>
          </tr>
        ))}
        {runs.length > shown.length && (
          <tr>
            <th scope="row">{counted(runs.length - shown.length, "other step")}</th>
            <td />
            <td className="mute">follow</td>
          </tr>
        )}
        {cached > 0 && (
          <tr>
            <th scope="row">{counted(cached, "step")}</th>
            <td>0 s</td>
            <td className="mute">from cache</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
