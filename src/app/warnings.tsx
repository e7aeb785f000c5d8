// What a step wants looked at though it is done: what its reader found wrong in a file, what a format cannot hold.
import {type ReactNode, useId} from "react";
import type {Json} from "../../runtime/node.ts";
import type {StepView} from "./engine/protocol.ts";
import {counted} from "./format.ts";
import {Icon} from "./icons.tsx";

/** The notes whose sentences are warnings. */
const warning = ["warnings", "losses"];
const shown = 6;

export function warningsOf(state: StepView | undefined): readonly string[] {
  const sentences = (notes: Json | undefined): readonly Json[] => (Array.isArray(notes) ? notes : []);
  return warning.flatMap((name) => sentences(state?.notes?.[name])).filter((sentence) => typeof sentence === "string");
}

interface WarningMarkProps {
  readonly warnings: readonly string[];
  /** Whose they are, for those who hear the page. */
  readonly of: string;
  readonly reachable?: boolean;
}

/** A quiet mark with their number; they are read while one points at it, or when it has the focus. */
export function WarningMark({warnings, of, reachable = true}: WarningMarkProps): ReactNode {
  const id = useId();
  if (warnings.length === 0) return null;
  const more = warnings.length - shown;
  return (
    <span className="warnings nodrag">
      <button
        type="button"
        aria-label={`${counted(warnings.length, "warning")} of ${of}`}
        aria-describedby={id}
        tabIndex={reachable ? 0 : -1}
      >
        <Icon name="warning" />
        {warnings.length}
      </button>
      <span className="tip" role="tooltip" id={id}>
        {warnings.slice(0, shown).map((sentence) => (
          <span key={sentence}>{sentence}</span>
        ))}
        {more > 0 && <span>{`and ${more} more, under Counts`}</span>}
      </span>
    </span>
  );
}
