import {diff as differences, differenceText} from "../../runtime/diff.ts";
import {type Command, expectWords} from "./command.ts";
import {answeredAsJson, jsonOption} from "./json-answer.ts";
import {load, naming} from "./workflow-arguments.ts";

export const diff: Command = {
  name: "diff",
  usage: "W1.json W2.json",
  summary: "Says how two workflows differ in what they compute: steps, wires and params; never layout, notes or titles.",
  options: jsonOption,
  examples: [["fluxloom diff workflows/mips1-clean.json workflows/irac4-clean.json", "One wire."]],
  async run(args, terminal) {
    const files = expectWords(diff, args, 2, 2);
    const [a, b] = await Promise.all(files.map(async (file) => (await naming(file, async () => load(file))).workflow));
    const found = differences(a!, b!);
    if (!answeredAsJson(args, terminal, found))
      terminal.out(found.length === 0 ? "the same\n" : found.map((d) => `${differenceText(d)}\n`).join(""));
    return 0;
  }
};
