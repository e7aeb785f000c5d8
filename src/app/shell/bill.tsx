import {type ReactNode, useEffect, useState} from "react";
import {ancestry} from "../../../runtime/workflow.ts";
import {titleOf} from "../canvas/words.ts";
import {documentStore} from "../document.ts";
import {engine} from "../engine/client.ts";
import type {PlanView} from "../engine/protocol.ts";
import {duration} from "../format.ts";
import {run} from "../runs.ts";
import {BillTable, dearSum} from "./bill-table.tsx";
import {Answers, Dialog} from "./dialog.tsx";

/** The bill before the click: what a run computes, and about how long it takes. */
export function Bill({ids}: {readonly ids: readonly string[] | undefined}): ReactNode {
  const [plan, setPlan] = useState<PlanView>();
  const {workflow} = documentStore.current;
  useEffect(() => {
    const wanted = documentStore.current.workflow;
    void engine.plan(ids ? ancestry(wanted, ids) : wanted).then(setPlan);
  }, [ids]);
  if (!plan) return <Dialog title="Run?">Looking at what would run …</Dialog>;
  const what = ids?.length === 1 ? titleOf(workflow, ids[0]!) : "what waits";
  return (
    <Dialog title={`Run ${what}? About ${duration(dearSum(plan))}`}>
      <BillTable workflow={workflow} plan={plan} />
      <Answers no="Not now" yes="Run" first="yes" onYes={() => run(ids)} />
    </Dialog>
  );
}
