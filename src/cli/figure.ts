import {writeFileSync} from "node:fs";
import {Window} from "happy-dom";
import {suggestion} from "../../runtime/words.ts";
import {choices, figures, type Result} from "../views/figures/index.ts";
import {standalone} from "../views/figures/standalone.ts";
import {lightPalette} from "../views/theme.ts";
import {type Command, expectWords, one, UsageError} from "./command.ts";
import {execute, type Execution} from "./execute.ts";
import {isSimulated} from "./summary.ts";
import {columns} from "./text.ts";
import {openFor} from "./open.ts";
import {editOptions, loadEdited, placeOptions, upTo} from "./workflow-arguments.ts";

const width = 560;
const margin = 12;

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
    const whole = loadEdited(file!, args);
    const loaded = {...whole, workflow: upTo(whole.workflow, {words: [], options: new Map([["to", [step!]]])})};
    const environment = await openFor(args, loaded);
    try {
      const execution = await execute(loaded, environment, terminal);
      const all = choices(await resultsOf(execution, step!));
      if (name === undefined) {
        const rows = all.map((choice) => [
          choice.figure.name,
          "missing" in choice ? `not here: ${choice.missing}` : `${choice.figure.doc}, from ${choice.result.port}`
        ]);
        terminal.out(columns(rows, [], ""));
        return 0;
      }
      const chosen = all.find((choice) => choice.figure.name === name)!;
      if ("missing" in chosen) throw new UsageError(`step "${step}" has no figure "${name}"; ${chosen.missing}`);
      const document = new Window().document as unknown as Document;
      const view = chosen.figure.view({document, width: width - 2 * margin, palette: lightPalette}, chosen.result.value);
      const svg = standalone(view, {width, palette: lightPalette, simulated: isSimulated(execution.states)});
      const out = one(args, "out");
      if (out === undefined) terminal.out(svg);
      else writeFileSync(out, svg);
      return 0;
    } finally {
      await environment.close();
    }
  }
};

/** What the step gives. @throws when it is not done, saying why. */
async function resultsOf({session, states}: Execution, step: string): Promise<Result[]> {
  const state = states.get(step)!;
  if (state.status === "failed") throw state.error;
  if (state.status !== "done") throw new Error(`step "${step}" is ${state.status}; fluxloom run tells why`);
  return Promise.all(
    Object.entries(state.outputs).map(async ([port, {kind}]) => ({port, kind, value: await session.value(step, port)}))
  );
}
