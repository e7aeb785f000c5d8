import type {ReactNode} from "react";
import {fingerprints} from "../../../nodes/fingerprints.generated.ts";
import {changeText} from "../../../runtime/key.ts";
import type {Workflow} from "../../../runtime/workflow.ts";
import type {States} from "../engine/client.ts";
import type {StepView} from "../engine/protocol.ts";
import {duration} from "../format.ts";
import {graphOf} from "./knowledge.ts";

export interface ProvenanceProps {
  readonly workflow: Workflow;
  readonly states: States;
  readonly step: string;
  readonly state: StepView;
}

/** Where a result comes from: how long it took, why it ran, what its key is made of, and what would change it. */
export function Provenance({workflow, states, step, state}: ProvenanceProps): ReactNode {
  const resolved = graphOf(workflow).steps.get(step);
  const reads = Object.entries(resolved?.inputs ?? {}).flatMap(([port, sources]) =>
    sources.map((source) => ({
      port,
      from: `${source.step}.${source.port}`,
      hash: states[source.step]?.outputs?.[source.port]?.hash
    }))
  );
  const why = state.why ?? [];
  return (
    <div className="provenance">
      {state.ms !== undefined && (
        <p>
          {state.cached ? "From cache; computing it took " : "Just computed, in "}
          {duration(state.ms)}.
        </p>
      )}
      {why.length > 0 && <p>{`Ran because ${why.map(changeText).join("; ")}.`}</p>}
      {state.ms !== undefined && why.length === 0 && !state.cached && <p>Ran because it never had in this workflow.</p>}
      <p>
        It would run again if one of its parameters, what it reads, or its code changed. Its name, place and notes, and the number
        of threads, change nothing.
      </p>
      <dl className="facts">
        {state.key !== undefined && <Line name="key" value={<Hash hash={state.key} />} />}
        {resolved && (
          <>
            <Line
              name="code"
              value={
                <>
                  {resolved.definition.type} {resolved.definition.version}{" "}
                  <Hash hash={fingerprints[resolved.definition.type] ?? ""} />
                </>
              }
            />
            {reads.map(({port, from, hash}) => (
              <Line
                key={`${port} ${from}`}
                name={port}
                value={
                  <>
                    {from} {hash ? <Hash hash={hash} /> : <span className="mute">not made yet</span>}
                  </>
                }
              />
            ))}
          </>
        )}
        {Object.entries(state.outputs ?? {}).map(([port, {hash}]) => (
          <Line key={port} name={`gave ${port}`} value={<Hash hash={hash} />} />
        ))}
      </dl>
    </div>
  );
}

function Line({name, value}: {readonly name: string; readonly value: ReactNode}): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Hash({hash}: {readonly hash: string}): ReactNode {
  return (
    <code className="hash" title={hash}>
      {hash.slice(0, 12)}
    </code>
  );
}
