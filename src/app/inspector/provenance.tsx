import {type ReactNode} from "react";
import {changeText, type Material} from "../../../runtime/key.ts";
import type {Action} from "../../../runtime/store.ts";
import {ancestry, type Workflow} from "../../../runtime/workflow.ts";
import {documentStore} from "../document.ts";
import {useLoaded} from "../dock/loading.ts";
import {engine, type States} from "../engine/client.ts";
import type {StepView} from "../engine/protocol.ts";
import {byteCount, dateText, duration, grouped} from "../format.ts";
import {graphOf} from "./knowledge.ts";

export interface ProvenanceProps {
  readonly workflow: Workflow;
  readonly states: States;
  readonly step: string;
  readonly state: StepView;
}

/** Where a result comes from: when it was made and how long that took, what its key is made of, in words, and what would change it. */
export function Provenance({workflow, states, step, state}: ProvenanceProps): ReactNode {
  const made = Object.values(state.outputs ?? {})
    .map(({hash}) => hash)
    .join();
  const {value: action} = useLoaded(`${step} ${state.key} ${made}`, async () => engine.action(step));
  const why = state.why ?? [];
  const above = ancestry(workflow, [step]).steps.size - 1;
  return (
    <div className="provenance">
      {action && (
        <p>
          Made <time dateTime={action.at}>{dateText(action.at)}</time>, in {duration(action.ms)}
          {state.cached ? "; taken from the cache since." : "."}
        </p>
      )}
      {why.length > 0 && <p>{`Ran because ${why.map(changeText).join("; ")}.`}</p>}
      {state.ms !== undefined && why.length === 0 && !state.cached && <p>Ran because it never had in this workflow.</p>}
      <p>
        {`It would run again if one of its parameters${above > 0 ? `, the result of one of the ${grouped(above)} steps above it` : ""}, a file it reads or its code changed. Its name, place and notes, and the number of threads, change nothing.`}
      </p>
      {action && <Key action={action} workflow={workflow} states={states} step={step} />}
      {action && (
        <div className="provenance-actions">
          <button type="button" className="outline" onClick={() => void copyRecord(action)}>
            Copy as JSON
          </button>
        </div>
      )}
    </div>
  );
}

async function copyRecord(action: Action): Promise<void> {
  await navigator.clipboard.writeText(`${JSON.stringify(action, null, 2)}\n`);
  documentStore.tell("Copied the record of this result.");
}

interface KeyProps {
  readonly action: Action;
  readonly workflow: Workflow;
  readonly states: States;
  readonly step: string;
}

/** What the key is made of. All that is named here, and nothing else, decides the result. */
function Key({action, workflow, states, step}: KeyProps): ReactNode {
  const {type, version, fingerprint, params, inputs} = action.material as unknown as Material;
  const resolved = graphOf(workflow).steps.get(step);
  const given = workflow.steps.get(step)?.params ?? {};
  const sources = (port: string): readonly string[] => resolved?.inputs[port]?.map((s) => `${s.step}.${s.port}`) ?? [];
  const entries = Object.entries(params);
  const seeds = entries.filter(([name]) => isSeed(name));
  const files = entries.filter(([, value]) => isFile(value));
  const others = entries.filter(([name, value]) => !isSeed(name) && !isFile(value));
  return (
    <dl className="facts key-material">
      <Line name="key">
        <Hash hash={action.key} />
      </Line>
      <Line name="node">
        {type}, version {version}, code <Hash hash={fingerprint} />
      </Line>
      {Object.entries(inputs).map(([port, hashes]) => (
        <Line key={port} name={port}>
          {hashes.length === 0 && <span className="mute">not connected</span>}
          {hashes.map((hash, i) => {
            const source = sources(port)[i];
            const now = source && states[source.split(".")[0]!]?.outputs?.[source.split(".")[1]!]?.hash;
            return (
              <span key={`${hash} ${i}`} className="key-input">
                {source} <Hash hash={hash} />
                {now !== undefined && now !== hash && <span className="mute"> an earlier one</span>}
              </span>
            );
          })}
        </Line>
      ))}
      {files.map(([name, value]) => (
        <Line key={name} name={`file ${name}`}>
          {typeof given[name] === "string" ? given[name] : ""} <Hash hash={(value as {sha256: string}).sha256} />
        </Line>
      ))}
      {seeds.map(([name, value]) => (
        <Line key={name} name={`seed ${name}`}>
          {JSON.stringify(value)}
        </Line>
      ))}
      {others.map(([name, value]) => (
        <Line key={name} name={name}>
          <span className={given[name] === undefined ? "" : "given"}>{valueText(value)}</span>
          {given[name] === undefined && <span className="mute"> default</span>}
        </Line>
      ))}
      {Object.entries(action.outputs).map(([port, {hash, bytes}]) => (
        <Line key={port} name={`gave ${port}`}>
          <Hash hash={hash} /> <span className="mute">{byteCount(bytes)}</span>
        </Line>
      ))}
      {Object.entries(action.versions).map(([name, value]) => (
        <Line key={name} name={name}>
          <span className="mute">{value}, not part of the key</span>
        </Line>
      ))}
    </dl>
  );
}

function isSeed(name: string): boolean {
  return /^(randomState|seed)$/i.test(name);
}

function isFile(value: unknown): boolean {
  return typeof value === "object" && value !== null && "sha256" in value;
}

function valueText(value: unknown): string {
  if (value === "") return "empty";
  if (typeof value === "boolean") return value ? "on" : "off";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}

function Line({name, children}: {readonly name: string; readonly children: ReactNode}): ReactNode {
  return (
    <div>
      <dt title={name}>{name}</dt>
      <dd>{children}</dd>
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
