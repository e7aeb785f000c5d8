import {library} from "../../nodes/index.ts";
import {resolve} from "../../runtime/graph.ts";
import {hints} from "../../runtime/lint.ts";
import {problemText, serializeWorkflow} from "../../runtime/workflow.ts";
import {type Command, expectWords, UsageError} from "./command.ts";
import {readFileSync, writeFileSync} from "node:fs";
import {load, loadEdited} from "./workflow-arguments.ts";

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
    let wrong = 0;
    for (const file of expectWords(check, args, 1, Infinity)) {
      if (args.options.has("write")) {
        if (!/\.json$/i.test(file))
          throw new UsageError(`option "--write" tidies workflow files; ${JSON.stringify(file)} is another kind of file`);
        const {workflow} = await load(file);
        writeFileSync(file, serializeWorkflow(workflow));
      }
      const {workflow} = await loadEdited(file, {words: [], options: new Map()});
      const {steps} = resolve(workflow, library);
      const tidy = serializeWorkflow(workflow) === readFileSync(file, "utf8");
      if (args.options.has("canonical") && !tidy) {
        wrong += 1;
        terminal.err(`${file}: is not in canonical form; run fluxloom check ${file} --write\n`);
      } else terminal.out(`${file}: ${steps.size} steps, no problem\n`);
      for (const hint of hints(workflow, library)) terminal.out(`  hint: ${problemText(hint)}\n`);
    }
    return wrong > 0 ? 2 : 0;
  }
};
