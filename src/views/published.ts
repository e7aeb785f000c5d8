// What a paper printed for the study of a workflow's file: `view.published`, which no hash reads.
import type {Scores} from "../../nodes/kinds.ts";
import type {Workflow} from "../../runtime/workflow.ts";

/** Step → score → what was printed. */
export function publishedScores({view}: Workflow): Readonly<Record<string, Partial<Scores>>> {
  return recordOf(view.extra["published"]) as Readonly<Record<string, Partial<Scores>>>;
}

/** Step → output → how many rows were printed: `view.published.‹step›.rows`. */
export function publishedRows({view}: Workflow): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const steps = Object.entries(recordOf(view.extra["published"]));
  return Object.fromEntries(
    steps.map(([step, said]) => [
      step,
      Object.fromEntries(Object.entries(recordOf(recordOf(said)["rows"])).filter(([, n]) => typeof n === "number")) as Record<
        string,
        number
      >
    ])
  );
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};
}
