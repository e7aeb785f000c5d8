import {readFileSync} from "node:fs";
import {library} from "../../nodes/index.ts";
import {hints} from "../../runtime/lint.ts";
import {problemText, serializeWorkflow, WorkflowError} from "../../runtime/workflow.ts";
import {type Arguments, type Command, expectWords, type Terminal, UsageError} from "./command.ts";
import {checkTarget, writeTarget} from "./target.ts";
import {counted} from "./text.ts";
import {load, loadEdited, naming} from "./workflow-arguments.ts";

export const check: Command = {
  name: "check",
  usage: "W.json …",
  summary: "Looks a workflow over without running anything and says every problem at once.",
  options: {
    canonical: {doc: "Also complain when the file is not in canonical form."},
    write: {doc: "Write the file back in canonical form, params brought to the present version."}
  },
  examples: [
    ["fluxloom check workflows/*.json", "All workflows of a folder."],
    ["fluxloom check mine.json --write", "Tidy a file written by hand."]
  ],
  async run(args, terminal) {
    const files = expectWords(check, args, 1, Infinity);
    let code = 0;
    for (const file of files) {
      try {
        await (files.length > 1 ? naming(file, async () => checkFile(file, args, terminal)) : checkFile(file, args, terminal));
      } catch (error) {
        // One file that is wrong hides no other.
        if (!(error instanceof UsageError || error instanceof WorkflowError)) throw error;
        terminal.err(`${error.message}\n`);
        code = 2;
      }
    }
    return code;
  }
};

/** Says what is to be said of one file. @throws UsageError, WorkflowError. */
async function checkFile(file: string, {options}: Arguments, terminal: Terminal): Promise<void> {
  if (options.has("write")) {
    if (!/\.json$/i.test(file))
      throw new UsageError(`option "--write" tidies workflow files; ${JSON.stringify(file)} is another kind of file`);
    checkTarget(file);
    writeTarget(file, serializeWorkflow((await load(file)).workflow));
  }
  const {workflow} = await loadEdited(file, {words: [], options: new Map()});
  if (options.has("canonical") && serializeWorkflow(workflow) !== readFileSync(file, "utf8"))
    throw new UsageError(`${file}: is not in canonical form; run fluxloom check ${file} --write`);
  terminal.out(`${file}: ${counted(workflow.steps.size, "step")}, no problem\n`);
  for (const hint of hints(workflow, library)) terminal.out(`  hint: ${problemText(hint)}\n`);
}
