import {type ReactNode, useEffect, useMemo, useState} from "react";
import {focusNew} from "../canvas/view.ts";
import {type Place, perform} from "../commands.ts";
import {dispatch, documentStore} from "../document.ts";
import {engine} from "../engine/client.ts";
import type {PlanView} from "../engine/protocol.ts";
import type {Fragment} from "../fragment.ts";
import {BillTable} from "./bill-table.tsx";
import {Answers, Dialog} from "./dialog.tsx";
import {WantedFiles} from "./wanted-files.tsx";

/** What steps from elsewhere would do, before they are put in. */
export function PastePanel({fragment, at}: {readonly fragment: Fragment; readonly at: Place | undefined}): ReactNode {
  const {workflow, id} = documentStore.current;
  const paste = useMemo(() => ({do: "paste", fragment, ...(at && {at})}) as const, [fragment, at]);
  const edited = useMemo(() => perform(workflow, paste), [workflow, paste]);
  const own = useMemo(() => new Set(edited.select), [edited]);
  const [plan, setPlan] = useState<PlanView>();
  const [given, setGiven] = useState<readonly string[]>([]);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    const only = (found: PlanView): void => setPlan({...found, steps: found.steps.filter((step) => own.has(step.id))});
    engine.plan(edited.workflow).then(only, (error: unknown) => setProblem((error as Error).message));
    void engine.fileNames(id).then(setGiven);
  }, [edited, own, id]);
  const computes = plan?.steps.filter(({status}) => status !== "blocked").length;
  const count = own.size === 1 ? "1 step" : `${own.size} steps`;
  return (
    <Dialog title={`From elsewhere: ${count}`}>
      <p>
        {own.size === 1 ? "It was" : "They were"} not copied in this editor. Once here, what is quick runs at once and what is
        dear asks first. {own.size === 1 ? "It" : "They"} can read the files you give and nothing else.
      </p>
      {edited.notice !== undefined && <p>{edited.notice}</p>}
      <WantedFiles
        steps={new Map([...edited.workflow.steps].filter(([name]) => own.has(name)))}
        given={given}
        otherwise="not here; drop it on the page"
      />
      <section>
        <h3>What it would compute</h3>
        {problem !== undefined && <p className="field-error">{problem}</p>}
        {!plan && problem === undefined && <p className="mute">Looking …</p>}
        {plan && computes === 0 && <p className="mute">Nothing yet: it waits for wires.</p>}
        {plan && <BillTable workflow={edited.workflow} plan={plan} />}
      </section>
      <Answers
        no="Leave out"
        yes="Put in"
        first="yes"
        onYes={() => {
          if (dispatch(paste)) focusNew();
        }}
      />
    </Dialog>
  );
}
