import {type ReactNode, useEffect, useState} from "react";
import {serializeWorkflow} from "../../../runtime/workflow.ts";
import {dispatch, useDocument} from "../document.ts";
import {ago} from "../format.ts";
import {differenceCount, type EarlierState} from "../history.ts";
import {keep} from "../persistence.ts";
import {shelf} from "../shelf.ts";
import {CloseFoot, closeDialog, Dialog} from "./dialog.tsx";
import {keptWorkflow} from "../reading.ts";

/** The states a workflow was in, to go back to one; that is an edit, which undo takes back. */
export function EarlierStates(): ReactNode {
  const id = useDocument((d) => d.id);
  const workflow = useDocument((d) => d.workflow);
  const [states, setStates] = useState<readonly EarlierState[]>();
  useEffect(() => {
    keep();
    void shelf.states(id).then(setStates);
  }, [id]);
  const now = serializeWorkflow(workflow);
  const shown = states?.filter(({text}, i) => text !== states[i - 1]?.text);
  const current = shown?.findIndex(({text}) => text === now);
  return (
    <Dialog title="Earlier states" wide>
      <p>
        Every edit is kept as you make it, in this browser only. Going back is an edit like any other: undo takes you forward
        again.
      </p>
      <ol className="shelf">
        {shown?.map(({at, text, what}, i) => (
          <li key={at} aria-current={i === current || undefined}>
            <time dateTime={new Date(at).toISOString()} title={new Date(at).toLocaleString()}>
              {ago(at)}
            </time>
            <span className="shelf-what" title={what}>
              {what}
            </span>
            {text === now ? (
              <span className="mute">{i === current ? "as it is now" : "the same as now"}</span>
            ) : (
              <>
                <span className="mute">{differenceCount(keptWorkflow(text), workflow)}</span>
                <button
                  className="outline"
                  data-first={i <= 1 || undefined}
                  aria-label={`Go back to ${ago(at)}: ${what}`}
                  onClick={() => {
                    closeDialog();
                    dispatch({do: "open", workflow: keptWorkflow(text)});
                  }}
                >
                  Go back
                </button>
              </>
            )}
          </li>
        ))}
      </ol>
      {states?.length === 0 && <p className="mute">This browser keeps none.</p>}
      <CloseFoot />
    </Dialog>
  );
}
