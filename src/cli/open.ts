import {join} from "node:path";
import {withBundle} from "../bundle/environment.ts";
import {type Environment, openEnvironment} from "../node/environment.ts";
import type {Arguments} from "./command.ts";
import {dataFiles, environmentOptions, type Loaded} from "./workflow-arguments.ts";

/**
 * The environment a workflow runs in as the arguments say; one from a bundle finds its results there, unless all is to be computed anew.
 * What a stranger's bundle says was computed stays apart from one's own results, unless --store names them.
 */
export async function openFor(args: Arguments, loaded: Loaded, {anew = false} = {}): Promise<Environment> {
  const {bundle, folder, name, workflow} = loaded;
  const environment = await openEnvironment({
    ...(bundle && {store: join(folder, `.${name}.fluxloom`)}),
    ...environmentOptions(args, loaded, [workflow]),
    ...(anew && {store: "memory"})
  });
  try {
    return await withBundle(environment, bundle, name, {results: !anew, passed: dataFiles(args, [workflow])});
  } catch (error) {
    await environment.close();
    throw error;
  }
}
