import {join} from "node:path";
import {library, nodes as definitions} from "../../nodes/index.ts";
import {nodePage} from "../docs/node-page.ts";
import {workflowSchema} from "../../runtime/workflow-schema.ts";
import {suggestion} from "../../runtime/words.ts";
import {type Command, expectWords, one, UsageError} from "./command.ts";
import {makeFolder, writeTarget} from "./target.ts";
import {columns} from "./text.ts";

export const nodes: Command = {
  name: "nodes",
  usage: "[type]",
  summary: "Lists the nodes there are, or shows all about one: what it does, its ports and its params.",
  options: {
    schema: {doc: "The JSON Schema of workflow files."},
    write: {value: "DIR", doc: "Write a page for each node, and the schema, into a folder."}
  },
  examples: [
    ["fluxloom nodes", "All of them."],
    ["fluxloom nodes hull", "One, with units, bounds and defaults."],
    ["fluxloom nodes --schema > workflow.schema.json", "For editors that complete and check JSON."]
  ],
  async run(args, terminal) {
    const [type] = expectWords(nodes, args, 0, 1);
    if (args.options.has("schema")) terminal.out(`${JSON.stringify(workflowSchema(library), null, 2)}\n`);
    else if (one(args, "write") !== undefined) writePages(one(args, "write")!);
    else if (type === undefined)
      terminal.out(columns(definitions.map(({type, group, doc}) => [type, group, doc.trim().split("\n")[0]!])));
    else {
      const definition = library.get(type);
      if (!definition) throw new UsageError(`there is no node ${JSON.stringify(type)}; ${suggestion(type, [...library.keys()])}`);
      terminal.out(nodePage(definition));
    }
    return 0;
  }
};

function writePages(folder: string): void {
  makeFolder(join(folder, "nodes"));
  for (const node of definitions) writeTarget(join(folder, "nodes", `${node.type}.md`), nodePage(node));
  writeTarget(join(folder, "workflow.schema.json"), `${JSON.stringify(workflowSchema(library), null, 2)}\n`);
}
