import {canonical} from "../../runtime/hash.ts";
import type {InputFile} from "../../runtime/node.ts";
import {type Action, objectsOf, type Store} from "../../runtime/store.ts";
import {serializeWorkflow, type Workflow} from "../../runtime/workflow.ts";
import {FORMAT, type Manifest} from "./bundle.ts";
import {writeTar} from "./tar.node.ts";

const encoder = new TextEncoder();

/** A workflow with all its results, and perhaps its data. */
export interface Contents {
  readonly workflow: Workflow;
  /** Step → its result. */
  readonly actions: ReadonlyMap<string, Action>;
  /** "step.param" → the file. */
  readonly files: ReadonlyMap<string, {readonly path: string; readonly file: InputFile}>;
  readonly withData: boolean;
}

/**
 * Writes an archive of manifest.json, workflow.json, actions/‹key›.json, objects/‹hash› and data/‹hash›, in the order of their names;
 * when and how fast results were computed is left out, so that the same results give the same bytes.
 * @throws when a result is no longer in the store.
 */
export async function writeBundle(path: string, store: Store, contents: Contents): Promise<number> {
  return writeTar(path, filesOf(store, contents));
}

async function* filesOf(store: Store, {workflow, actions, files, withData}: Contents) {
  const manifest: Manifest = {
    bundle: FORMAT,
    steps: Object.fromEntries([...actions].map(([step, {key}]) => [step, key])),
    files: Object.fromEntries(
      [...files].map(
        ([
          place,
          {
            path,
            file: {name, sha256: hash, size}
          }
        ]) => [place, {path, name, sha256: hash, size, packed: withData}]
      )
    )
  };
  yield {name: "manifest.json", bytes: encoder.encode(`${canonical(manifest)}\n`)};
  yield {name: "workflow.json", bytes: encoder.encode(serializeWorkflow(workflow))};
  const byKey = new Map([...actions.values()].map((action) => [action.key, action]));
  for (const key of [...byKey.keys()].sort())
    yield {name: `actions/${key}.json`, bytes: encoder.encode(`${JSON.stringify(timeless(byKey.get(key)!))}\n`)};
  if (withData) {
    const byHash = new Map([...files.values()].map(({file}) => [file.sha256, file]));
    for (const hash of [...byHash.keys()].sort()) yield {name: `data/${hash}`, bytes: await byHash.get(hash)!.bytes()};
  }
  for (const hash of [...new Set([...byKey.values()].flatMap(objectsOf))].sort()) {
    const bytes = await store.object(hash);
    if (!bytes) throw new Error(`the result ${hash} is no longer in the store; run the workflow again`);
    yield {name: `objects/${hash}`, bytes};
  }
}

function timeless(action: Action): Action {
  return {...action, at: "1970-01-01T00:00:00.000Z", ms: 0};
}
