import type {ReactNode} from "react";
import {library} from "../../../nodes/index.ts";
import {canConnect} from "../../../runtime/graph.ts";
import type {Port} from "../../../runtime/node.ts";
import type {Workflow} from "../../../runtime/workflow.ts";
import {definitionOf} from "../commands.ts";
import {dispatch} from "../document.ts";
import {Icon} from "../icons.tsx";
import {portsOf, problemsOf} from "./knowledge.ts";

/** What a step reads, as selects: the wires without a canvas. */
export function Wires({workflow, step}: {readonly workflow: Workflow; readonly step: string}): ReactNode {
  const definition = definitionOf(workflow, step);
  if (!definition) return null;
  const ports = portsOf(definition.inputs);
  if (ports.length === 0) return null;
  return (
    <div className="wire-form">
      {ports.map(([name, port]) => (
        <Wire key={name} workflow={workflow} step={step} name={name} port={port} />
      ))}
    </div>
  );
}

interface WireProps {
  readonly workflow: Workflow;
  readonly step: string;
  readonly name: string;
  readonly port: Port<unknown>;
}

function Wire({workflow, step, name, port}: WireProps): ReactNode {
  const sources = workflow.steps.get(step)?.inputs[name] ?? [];
  const offered = offers(workflow, step, name);
  const set = (next: readonly string[]): void => void dispatch({do: "setWires", to: step, port: name, sources: next});
  const problems = problemsOf(workflow, step).filter((p) => p.port === name);
  const more = offered.filter((source) => !sources.includes(source));
  return (
    <div className="wire">
      <span className="param-name" title={port.doc}>
        <span className={`kind kind-${port.kind.name}`} aria-hidden="true" />
        {name}
      </span>
      <div className="wire-sources">
        {port.many ? (
          <>
            {sources.map((source) => (
              <span key={source} className="chip">
                {source}
                <button
                  type="button"
                  aria-label={`Disconnect ${source} from ${name}`}
                  onClick={() => set(sources.filter((s) => s !== source))}
                >
                  <Icon name="close" />
                </button>
              </span>
            ))}
            {(more.length > 0 || sources.length === 0) && (
              <select
                aria-label={`Connect another ${port.kind.name} to ${name}`}
                value=""
                onChange={(event) => set([...sources, event.target.value])}
              >
                <option value="">
                  {more.length > 0 ? `connect a ${port.kind.name}` : `nothing here gives a ${port.kind.name}`}
                </option>
                {more.map((source) => (
                  <option key={source}>{source}</option>
                ))}
              </select>
            )}
          </>
        ) : (
          <select
            aria-label={`${name} reads`}
            value={sources[0] ?? ""}
            onChange={(event) => set(event.target.value === "" ? [] : [event.target.value])}
          >
            <option value="">not connected</option>
            {sources[0] !== undefined && !offered.includes(sources[0]) && <option>{sources[0]}</option>}
            {offered.map((source) => (
              <option key={source}>{source}</option>
            ))}
          </select>
        )}
        {problems.map(({message, fix}) => (
          <p key={message} className="field-error" role="alert">
            {message}
            {fix ? `; ${fix}` : ""}
          </p>
        ))}
      </div>
    </div>
  );
}

function offers(workflow: Workflow, step: string, port: string): readonly string[] {
  return [...workflow.steps].flatMap(([id, {type}]) =>
    Object.keys(library.get(type)?.outputs ?? {})
      .map((output) => `${id}.${output}`)
      .filter((source) => canConnect(workflow, library, source, step, port).ok)
  );
}
