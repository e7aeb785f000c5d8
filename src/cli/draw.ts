import {library} from "../../nodes/index.ts";
import {plan} from "../../runtime/plan.ts";
import {markSvg} from "../origin/embed.ts";
import {originOfRun} from "../origin/of-run.ts";
import {originWord} from "../origin/origin.ts";
import {workflowSvg} from "../views/workflow-svg.ts";
import {type Command, expectWords, one} from "./command.ts";
import {openFor} from "./open.ts";
import {checkTarget, writeTarget} from "./target.ts";
import {editOptions, loadEdited, placeOptions} from "./workflow-arguments.ts";

export const draw: Command = {
  name: "draw",
  usage: "W.json|study.fluxloom",
  summary: "Draws a workflow as SVG, with the rows on its wires where they are known.",
  options: {
    ...editOptions,
    ...placeOptions,
    out: {value: "FILE", short: "o", doc: "Where the picture goes. Default: standard output."}
  },
  examples: [["fluxloom draw workflows/mips1-clean.json --out fig3.svg", "Fig. 3, with the counts of the last run."]],
  async run(args, terminal) {
    const [file] = expectWords(draw, args, 1, 1);
    const out = one(args, "out");
    if (out !== undefined) checkTarget(out);
    const loaded = await loadEdited(file!, args);
    const environment = await openFor(args, loaded);
    try {
      const {steps} = await plan(loaded.workflow, {...environment, name: loaded.name});
      const rows = new Map(steps.flatMap(({id, rows}) => Object.entries(rows).map(([port, n]) => [`${id}.${port}`, n] as const)));
      const svg = workflowSvg(loaded.workflow, library, {rows});
      const origin = await originOfRun({...environment, workflow: loaded.workflow, states: new Map()}, "workflow");
      const marked = markSvg(svg, await originWord(origin));
      if (out === undefined) terminal.out(marked);
      else writeTarget(out, marked);
      return 0;
    } finally {
      await environment.close();
    }
  }
};
