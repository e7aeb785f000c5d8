import type {InputFile} from "../../runtime/node.ts";
import {plan} from "../../runtime/plan.ts";
import type {Params} from "../../runtime/params.ts";
import {library} from "../../nodes/index.ts";
import type {Action} from "../../runtime/store.ts";
import type {Workflow} from "../../runtime/workflow.ts";
import {type Contents, writeBundle} from "../bundle/write.node.ts";
import type {Environment} from "../node/environment.ts";
import {type Command, expectWords, one, UsageError} from "./command.ts";
import {execute} from "./execute.ts";
import {checkTarget, fillTarget} from "./target.ts";
import {bytes, counted} from "./text.ts";
import {openFor} from "./open.ts";
import {editOptions, loadEdited, placeOptions} from "./workflow-arguments.ts";

export const bundle: Command = {
  name: "bundle",
  usage: "W.json --out study.fluxloom",
  summary: "Packs a workflow with all its results into one file, which every command opens.",
  doc: "Every step must be done. The same results give the same bytes: no dates and no times are written.",
  options: {
    ...editOptions,
    ...placeOptions,
    out: {value: "FILE", short: "o", doc: "The bundle; its name ends in .fluxloom."},
    "with-data": {doc: "Pack the files that its steps read, too: to compute it anew elsewhere, or with other parameters."}
  },
  examples: [
    ["fluxloom bundle workflows/mips1-clean.json --out study.fluxloom", "The study with its results, to send to a colleague."]
  ],
  async run(args, terminal) {
    const [file] = expectWords(bundle, args, 1, 1);
    const out = one(args, "out");
    if (out === undefined || !/.\.fluxloom$/.test(out))
      throw new UsageError(`option "--out" must name a file that ends in .fluxloom; got ${JSON.stringify(out ?? "nothing")}`);
    checkTarget(out);
    const loaded = await loadEdited(file!, args);
    const environment = await openFor(args, loaded);
    try {
      const {steps} = await plan(loaded.workflow, {...environment, name: loaded.name});
      const missing = steps.filter(({status}) => status !== "cached").map(({id}) => id);
      if (missing.length > 0)
        throw new Error(
          `${missing.length} of ${counted(steps.length, "step")} not done (${missing.join(", ")}); run it first, with the same options`
        );
      const {session, states} = await execute(loaded, environment, {...terminal, err: () => {}, live: false});
      const actions = new Map<string, Action>();
      for (const [id, state] of states) {
        const action = state.status === "done" ? await environment.store.action(state.key) : undefined;
        if (!action) throw new Error(`${id}: its result is no longer in the store; run the workflow again`);
        actions.set(id, action);
      }
      session.dispose();
      const files = await filesRead(loaded.workflow, environment);
      const contents = {workflow: loaded.workflow, actions, files, withData: args.options.has("with-data")};
      const size = await fillTarget(out, async (partial) => writeBundle(partial, environment.store, contents));
      terminal.err(`wrote ${out}, ${bytes(size)}\n`);
      return 0;
    } finally {
      await environment.close();
    }
  }
};

/** "step.param" → the file it names. */
async function filesRead({steps}: Workflow, {openFile}: Environment): Promise<Contents["files"]> {
  const files = new Map<string, {path: string; file: InputFile}>();
  for (const [id, {type, params}] of steps)
    for (const [name, param] of Object.entries((library.get(type)?.params ?? {}) as Params)) {
      if (param.type !== "file") continue;
      const path = (params[name] ?? "") as string;
      const file = await openFile?.(id, name, path);
      if (file) files.set(`${id}.${name}`, {path, file});
    }
  return files;
}
