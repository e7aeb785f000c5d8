import {join} from "node:path";
import {suggestion} from "../../runtime/words.ts";
import {openDocument} from "../node/document.ts";
import {type Environment} from "../node/environment.ts";
import {originOfRun} from "../origin/of-run.ts";
import {originWord} from "../origin/origin.ts";
import {choices, figureOf, figures, type PictureOptions, type Study} from "../views/figures/index.ts";
import {type Size, sizeOf} from "../views/figures/sizes.ts";
import {type Arguments, type Command, expectWords, all as given, one, type Terminal, UsageError} from "./command.ts";
import {withCurve} from "./curve.ts";
import {execute, type Execution, exitCode} from "./execute.ts";
import {Environments} from "./open.ts";
import {type Format, formatOf, formats, pictureFile} from "./picture-files.ts";
import {checkFolder, checkTarget, makeFolder, writeTarget} from "./target.ts";
import {columns, counted} from "./text.ts";
import {editOptions, load, loadEdited, type Loaded, placeOptions, upTo} from "./workflow-arguments.ts";

/** A workflow that has run, and with what. */
interface Drawn {
  readonly loaded: Loaded;
  readonly environment: Environment;
  readonly execution: Execution;
  readonly study: Study;
}

export const figure: Command = {
  name: "figure",
  usage: "W.json|study.fluxloom [STEP]",
  summary: "Draws results as figures; without --view and --all, lists the figures there are.",
  doc: `Computes what the figure needs and is not known yet; with a step, no more than that step needs. The same result gives the same
picture, on every machine. Files of data hold the numbers that are drawn; ECSV says their units.`,
  options: {
    set: editOptions["set"]!,
    wire: editOptions["wire"]!,
    ...placeOptions,
    view: {value: "NAME", doc: "Which figure. Default: none, a list of those there are, and why others are missing."},
    all: {doc: "Every figure the study can have, into the folder --out; says which are missing, and why."},
    out: {
      value: "FILE",
      short: "o",
      doc: "Where the picture goes: a name that ends in .svg, .png, .csv or .ecsv (the last two: its data). Default: standard output, as SVG."
    },
    format: {value: "svg,png", doc: "With --all, what to write of each figure: svg, png, csv, ecsv. Default: svg,png."},
    width: {
      value: "WIDTH",
      doc: "column (88 mm), full (180 mm), slide, pixels, or millimetres as in 120mm. Default: as each figure likes."
    },
    scale: {
      value: "X",
      doc: "Pixels of a PNG for one of the picture. Default: 300 dpi for column, full and mm, 3 for a slide, else 2."
    },
    theme: {value: "light|dark", doc: "Default: light."},
    source: {
      value: "NAME",
      many: true,
      doc: "A source for fig8, by name, identifier or row number; the default is two that tell most."
    },
    beside: {value: "W2.json", doc: "Another study: fig2 counts its rows beside these."},
    curve: {doc: "Also computes fig7's learning curve where the workflow has no step that does. It takes 1,000 fits."}
  },
  examples: [
    ["fluxloom figure workflows/mips1-clean.json assess", "Which figures can be drawn of the step."],
    ["fluxloom figure workflows/mips1-clean.json assess --view fig5 -o fig5.png", "Predicted against observed."],
    [
      "fluxloom figure workflows/mips1-clean.json assess --view fig5 -o fig5.png --width column --theme dark",
      "For a narrow dark page."
    ],
    ["fluxloom figure workflows/mips1-clean.json --all -o figures/", "All figures of the study, as SVG and PNG."]
  ],
  async run(args, terminal) {
    const [file, step] = expectWords(figure, args, 1, 2);
    const asked = askedFor(args, step);
    const curved = withCurve(await loadEdited(file!, args), args);
    const loaded =
      step === undefined ? curved : {...curved, workflow: upTo(curved.workflow, {words: [], options: new Map([["to", [step]]])})};
    const other = one(args, "beside");
    const beside = other === undefined ? undefined : await load(other);
    const environments = new Environments(args, beside ? [loaded, beside] : [loaded]);
    const run = async (of: Loaded): Promise<Drawn> => {
      const environment = await environments.of(of);
      const execution = await execute(of, environment, terminal);
      const {session, states} = execution;
      const study = {workflow: of.workflow, states, value: async (id: string, port: string) => session.value(id, port)};
      return {loaded: of, environment, execution, study};
    };
    try {
      const drawn = await run(loaded);
      if (step !== undefined) stepDone(drawn.execution, step);
      const options: PictureOptions = {
        document: openDocument(),
        ...(step !== undefined && {step}),
        ...(asked.size && {width: asked.size.width}),
        theme: asked.theme,
        ...(given(args, "source").length > 0 && {sources: given(args, "source")}),
        ...(beside && {beside: (await run(beside)).study})
      };
      if (asked.all) {
        await writeAll(drawn, options, asked, terminal);
        for (const failure of failures(drawn.execution)) terminal.err(`${failure}\n`);
        return exitCode(drawn.execution);
      }
      if (asked.view === undefined) list(drawn.study, step, terminal);
      else await writeOne(drawn, asked.view, options, asked, terminal);
      return 0;
    } finally {
      await environments.close();
    }
  }
};

interface Asked {
  readonly view: string | undefined;
  readonly all: boolean;
  readonly out: string | undefined;
  readonly formats: readonly Format[];
  readonly size: Size | undefined;
  readonly scale: number;
  readonly theme: "light" | "dark";
}

/** The arguments, checked before anything is computed. @throws UsageError. */
function askedFor(args: Arguments, step: string | undefined): Asked {
  const view = one(args, "view");
  const names = figures.map(({name}) => name);
  if (view !== undefined && !names.includes(view))
    throw new UsageError(`there is no figure ${JSON.stringify(view)}; ${suggestion(view, names)}`);
  const out = one(args, "out");
  const all = given(args, "all").length > 0;
  if (all && view !== undefined) throw new UsageError('options "--all" and "--view" exclude each other; keep one');
  if (all && step !== undefined) throw new UsageError(`option "--all" takes the whole study; leave out ${JSON.stringify(step)}`);
  if (all && out === undefined) throw new UsageError('option "--all" needs a folder; write --out figures/');
  if (!all && out !== undefined && !formatOf(out))
    throw new UsageError(`option "--out" needs a name that ends in .${formats.join(", .")}; got ${JSON.stringify(out)}`);
  if (out !== undefined) (all ? checkFolder : checkTarget)(out);
  const theme = one(args, "theme") ?? "light";
  if (theme !== "light" && theme !== "dark")
    throw new UsageError(`option "--theme" is light or dark; got ${JSON.stringify(theme)}`);
  const size = widthOf(args);
  return {view, all, out, formats: formatsOf(args), size, scale: scaleOf(args) ?? size?.scale ?? 2, theme};
}

function widthOf(args: Arguments): Size | undefined {
  const words = one(args, "width");
  try {
    return words === undefined ? undefined : sizeOf(words);
  } catch (error) {
    throw new UsageError(`option "--width": ${(error as Error).message}`, {cause: error});
  }
}

function scaleOf(args: Arguments): number | undefined {
  const words = one(args, "scale");
  if (words === undefined) return undefined;
  const scale = Number(words);
  if (scale >= 0.25 && scale <= 10) return scale;
  throw new UsageError(`option "--scale" is a number from 0.25 to 10; got ${JSON.stringify(words)}`);
}

function formatsOf(args: Arguments): readonly Format[] {
  return (one(args, "format") ?? "svg,png").split(",").map((word) => {
    const format = formats.find((known) => known === word.trim());
    if (!format) throw new UsageError(`option "--format" does not know ${JSON.stringify(word)}; it has ${formats.join(", ")}`);
    return format;
  });
}

/** What its files say of where a figure comes from. */
async function originOfFigure({loaded, environment, execution}: Drawn, name: string, step: string | undefined): Promise<string> {
  const of = step === undefined ? name : `${step}, ${name}`;
  return originWord(await originOfRun({...environment, workflow: loaded.workflow, states: execution.states}, of));
}

async function writeOne(
  drawn: Drawn,
  view: string,
  options: PictureOptions,
  {out, scale}: Asked,
  terminal: Terminal
): Promise<void> {
  const picture = await figureOf(drawn.study, view, options);
  if ("missing" in picture)
    throw new UsageError(
      `${options.step === undefined ? "the study" : `step "${options.step}"`} has no figure "${view}"; ${picture.missing}`
    );
  const file = await pictureFile(picture, out === undefined ? "svg" : formatOf(out)!, {
    scale,
    origin: await originOfFigure(drawn, view, picture.step)
  });
  if (out === undefined) terminal.out(Buffer.from(file).toString());
  else writeTarget(out, file);
}

/** Each figure in each format; then those that are missing, and why. */
async function writeAll(drawn: Drawn, options: PictureOptions, {out, formats, scale}: Asked, terminal: Terminal): Promise<void> {
  makeFolder(out!);
  const written: string[][] = [];
  const missing: string[][] = [];
  for (const {name} of figures) {
    const picture = await figureOf(drawn.study, name, options);
    if ("missing" in picture) {
      missing.push([name, picture.missing]);
      continue;
    }
    const origin = await originOfFigure(drawn, name, picture.step);
    for (const format of formats)
      writeTarget(join(out!, `${name}.${format}`), await pictureFile(picture, format, {scale, origin}));
    written.push([name, picture.step ?? "", picture.title]);
  }
  terminal.out(`${counted(written.length, "figure")} in ${out!}\n${columns(written, [], "  ")}`);
  if (missing.length > 0) terminal.out(`${missing.length} missing\n${columns(missing, [], "  ")}`);
}

function list(study: Study, step: string | undefined, terminal: Terminal): void {
  const rows = choices(study, step).map((choice) => [
    choice.figure.name,
    "missing" in choice
      ? `not here: ${choice.missing}`
      : `${choice.figure.doc}${step === undefined && choice.places[0].step !== undefined ? `, of ${choice.places[0].step}` : ""}`
  ]);
  terminal.out(columns(rows, [], ""));
}

function failures({states}: Execution): string[] {
  return [...states].flatMap(([id, state]) => {
    if (state.status === "failed") return [state.error.message];
    return state.status === "invalid" ? state.problems.map((p) => `${id}: ${p.message}`) : [];
  });
}

/** @throws when the step is not done, saying why. */
function stepDone({states}: Execution, step: string): void {
  const state = states.get(step)!;
  if (state.status === "failed") throw state.error;
  if (state.status !== "done") throw new Error(`step "${step}" is ${state.status}; fluxloom run tells why`);
}
