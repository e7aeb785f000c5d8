import {resolve} from "../../runtime/graph.ts";
import type {OpenFile} from "../../runtime/key.ts";
import type {Library} from "../../runtime/node.ts";
import type {Params} from "../../runtime/params.ts";
import type {Settled} from "../../runtime/state.ts";
import {serializeWorkflow, type Workflow} from "../../runtime/workflow.ts";
import type {Origin} from "./origin.ts";

/** What ran, and with what. */
export interface Ran {
  readonly workflow: Workflow;
  readonly library: Library;
  readonly states: ReadonlyMap<string, Settled>;
  readonly versions?: Readonly<Record<string, string>>;
  readonly openFile?: OpenFile | undefined;
}

/** The origin of what a run gave. */
export async function originOfRun(ran: Ran, of: string): Promise<Origin> {
  const {workflow, library, states, versions = {}} = ran;
  const outputs = [...states].flatMap(([id, state]) =>
    state.status === "done" ? Object.entries(state.outputs).map(([port, {hash}]) => [`${id}.${port}`, hash] as const) : []
  );
  return {
    workflow: serializeWorkflow(workflow),
    of,
    outputs: Object.fromEntries(outputs),
    seeds: seedsOf(workflow, library),
    files: await filesOf(ran),
    versions
  };
}

/** "step.param" → the seed of each step that draws anything. */
export function seedsOf(workflow: Workflow, library: Library): Readonly<Record<string, number>> {
  const steps = [...resolve(workflow, library).steps.values()];
  const seeds = steps.flatMap(({id, params}) =>
    typeof params["randomState"] === "number" ? [[`${id}.randomState`, params["randomState"]] as const] : []
  );
  return Object.fromEntries(seeds);
}

/** "step.param" → name and hash of each file the steps that are done have read. */
export async function filesOf({workflow, library, states, openFile}: Ran): Promise<Origin["files"]> {
  const files: Record<string, {name: string; sha256: string}> = {};
  for (const [id, {type, params}] of workflow.steps)
    for (const [name, param] of Object.entries((library.get(type)?.params ?? {}) as Params)) {
      if (param.type !== "file" || states.get(id)?.status !== "done") continue;
      const file = await openFile?.(id, name, (params[name] ?? "") as string);
      if (file) files[`${id}.${name}`] = {name: file.name, sha256: file.sha256};
    }
  return files;
}
