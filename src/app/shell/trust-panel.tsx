import {type ReactNode, useEffect, useState} from "react";
import {documentStore, useDocument} from "../document.ts";
import {engine, useStates} from "../engine/client.ts";
import type {PlanView} from "../engine/protocol.ts";
import {estimated} from "../format.ts";
import {run} from "../runs.ts";
import {BillTable, dearSum} from "./bill-table.tsx";
import {Answers, Dialog} from "./dialog.tsx";
import {WantedFiles} from "./wanted-files.tsx";

/** What somebody else's workflow would do, before it does it. */
export function TrustPanel(): ReactNode {
  const {workflow, id, name, bundle} = documentStore.current;
  const trusted = useDocument((d) => d.trusted);
  const [plan, setPlan] = useState<PlanView>();
  const [given, setGiven] = useState<readonly string[]>([]);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    engine.plan(workflow).then(setPlan, (error: unknown) => setProblem((error as Error).message));
  }, [workflow]);
  // A file that is dropped makes steps look again.
  const states = useStates();
  useEffect(() => void engine.fileNames(id).then(setGiven), [states, id]);
  const runs = plan?.steps.filter(({status}) => status === "run" || status === "unknown").length ?? 0;
  const cached = plan?.steps.filter(({status}) => status === "cached").length ?? 0;
  return (
    <Dialog title={`From somebody else: ${workflow.title || name}`}>
      <p>
        {workflow.steps.size} steps. Nothing of it has run. It can read the files you give it and nothing else, and what it makes
        stays in this browser.
      </p>
      <WantedFiles
        steps={workflow.steps}
        given={given}
        otherwise={bundle === undefined ? "not here; drop it on the page" : "as the bundle has it"}
      />
      <section>
        <h3>What it would compute</h3>
        {problem !== undefined && <p className="field-error">{problem}</p>}
        {!plan && problem === undefined && <p className="mute">Looking …</p>}
        {plan && runs === 0 && (
          <p className="mute">{cached === 0 ? "Nothing." : `Nothing: all ${cached} results are at hand from before.`}</p>
        )}
        {plan && runs > 0 && <BillTable workflow={workflow} plan={plan} />}
        {bundle !== undefined && cached > 0 && (
          <p>
            {`The ${cached} results from cache came with the bundle: somebody else computed them. They are shown as they came, and kept apart from yours.`}
          </p>
        )}
      </section>
      <Answers
        beside={plan && runs > 0 && <span className="mute">{`${estimated(dearSum(plan))} in all`}</span>}
        no="Only look"
        yes="Run it"
        moot={trusted || runs === 0}
        first={plan && runs === 0 ? "no" : undefined}
        onYes={run}
      />
    </Dialog>
  );
}
