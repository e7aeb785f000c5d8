import {join} from "node:path";
import {withBundle} from "../bundle/environment.ts";
import type {Workflow} from "../../runtime/workflow.ts";
import {type Environment, openEnvironment} from "../node/environment.ts";
import type {Arguments} from "./command.ts";
import {dataFiles, environmentOptions, type Loaded} from "./workflow-arguments.ts";

/**
 * The environment a workflow runs in as the arguments say; one from a bundle finds its results there, unless all is to be computed anew.
 * What a stranger's bundle says was computed stays apart from one's own results, unless --store names them.
 */
export async function openFor(
  args: Arguments,
  loaded: Loaded,
  {anew = false, workflows = [loaded.workflow]}: {readonly anew?: boolean; readonly workflows?: readonly Workflow[]} = {}
): Promise<Environment> {
  const {bundle, folder, name} = loaded;
  const environment = await openEnvironment({
    ...(bundle && {store: join(folder, `.${name}.fluxloom`)}),
    ...environmentOptions(args, loaded, workflows),
    ...(anew && {store: "memory"})
  });
  try {
    return await withBundle(environment, bundle, name, {results: !anew, passed: dataFiles(args, workflows)});
  } catch (error) {
    await environment.close();
    throw error;
  }
}

/** The environments of several workflows: one for all plain files, which remember together, and one for each bundle. */
export class Environments {
  readonly #args: Arguments;
  readonly #workflows: readonly Workflow[];
  readonly #open = new Map<string, Environment>();

  constructor(args: Arguments, all: readonly Loaded[]) {
    this.#args = args;
    this.#workflows = all.map(({workflow}) => workflow);
  }

  /** The environment this workflow runs in, opened when it is first asked for. */
  async of(loaded: Loaded): Promise<Environment> {
    const place = loaded.bundle?.path ?? "";
    const open = this.#open.get(place) ?? (await openFor(this.#args, loaded, {workflows: this.#workflows}));
    this.#open.set(place, open);
    return open;
  }

  async close(): Promise<void> {
    for (const environment of this.#open.values()) await environment.close();
  }
}
