import {writeFileSync} from "node:fs";
import {suggestion} from "../../runtime/words.ts";
import {openDocument} from "../node/document.ts";
import {markSvg} from "../origin/embed.ts";
import {originOfRun} from "../origin/of-run.ts";
import {originWord} from "../origin/origin.ts";
import {choices, figureOf, figures} from "../views/figures/index.ts";
import {type Command, expectWords, one, UsageError} from "./command.ts";
import {execute, type Execution} from "./execute.ts";
import {columns} from "./text.ts";
import {openFor} from "./open.ts";
import {editOptions, loadEdited, placeOptions, upTo} from "./workflow-arguments.ts";

export const figure: Command = {
  name: "figure",
  usage: "W.json|study.fluxloom STEP",
  summary: "Draws a result as a figure, in SVG; without --view, lists the figures there are of it.",
  doc: "Computes what the step needs and is not known yet. The same result gives the same file.",
  options: {
    set: editOptions["set"]!,
    wire: editOptions["wire"]!,
    ...placeOptions,
    view: {value: "NAME", doc: "Which figure. Default: none, a list of those there are, and why others are missing."},
    out: {value: "FILE", doc: "Where the picture goes. Default: standard output."}
  },
  examples: [
    ["fluxloom figure workflows/mips1-clean.json assess", "Which figures can be drawn from the step."],
    ["fluxloom figure workflows/mips1-clean.json assess --view fig5 --out fig5.svg", "Predicted against observed."]
  ],
  async run(args, terminal) {
    const [file, step] = expectWords(figure, args, 2, 2);
    const name = one(args, "view");
    const names = figures.map((known) => known.name);
    if (name !== undefined && !names.includes(name))
      throw new UsageError(`there is no figure ${JSON.stringify(name)}; ${suggestion(name, names)}`);
    const whole = await loadEdited(file!, args);
    const loaded = {...whole, workflow: upTo(whole.workflow, {words: [], options: new Map([["to", [step!]]])})};
    const environment = await openFor(args, loaded);
    try {
      const execution = await execute(loaded, environment, terminal);
      stepDone(execution, step!);
      const {session, states} = execution;
      const study = {workflow: loaded.workflow, states, value: async (id: string, port: string) => session.value(id, port)};
      if (name === undefined) {
        const rows = choices(study, step).map((choice) => [
          choice.figure.name,
          "missing" in choice ? `not here: ${choice.missing}` : choice.figure.doc
        ]);
        terminal.out(columns(rows, [], ""));
        return 0;
      }
      const picture = await figureOf(study, name, {document: openDocument(), step: step!});
      if ("missing" in picture) throw new UsageError(`step "${step}" has no figure "${name}"; ${picture.missing}`);
      const out = one(args, "out");
      const origin = await originOfRun({...environment, workflow: loaded.workflow, states}, `${step}, ${name}`);
      const svg = markSvg(picture.svg, await originWord(origin));
      if (out === undefined) terminal.out(svg);
      else writeFileSync(out, svg);
      return 0;
    } finally {
      await environment.close();
    }
  }
};

/** @throws when the step is not done, saying why. */
function stepDone({states}: Execution, step: string): void {
  const state = states.get(step)!;
  if (state.status === "failed") throw state.error;
  if (state.status !== "done") throw new Error(`step "${step}" is ${state.status}; fluxloom run tells why`);
}
