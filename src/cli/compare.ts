import {differenceText} from "../../runtime/diff.ts";
import {type ComparedStep, compareSides, type Comparison, type Side} from "../compare/compare.ts";
import {originOfRun, type Ran} from "../origin/of-run.ts";
import {originWord} from "../origin/origin.ts";
import {openDocument} from "../node/document.ts";
import {pngOf} from "../node/png.ts";
import {type ComparedPair, comparisonPage} from "../report/comparison.ts";
import {comparedFigures, comparedValues, verdictText} from "../views/compared/index.ts";
import {scoreTitles} from "../views/learning.ts";
import type {FilesOfPicture} from "../report/figures.ts";
import {version} from "../version.ts";
import {pictureFiles} from "./picture-files.ts";
import type {Changes} from "../compare/changed.ts";
import {type Arguments, type Command, one, UsageError} from "./command.ts";
import {execute, exitCode} from "./execute.ts";
import {answeredAsJson, checkAnswer, jsonOption} from "./json-answer.ts";
import {Environments} from "./open.ts";
import {checkTarget, writeTarget} from "./target.ts";
import {bytes, columns, counted, thousands} from "./text.ts";
import {editOptions, load, type Loaded, loadEdited, naming, placeOptions} from "./workflow-arguments.ts";

/** Two of the workflows: the first, and another. */
interface Pair extends Comparison {
  readonly a: string;
  readonly b: string;
}

type RanSide = Side & Ran;

export const compare: Command = {
  name: "compare",
  usage: "A.json|A.fluxloom B.json|B.fluxloom …",
  summary: "Says how workflows differ, whether their scores differ by more than chance, and whose predictions changed most.",
  doc: "The first is compared with each of the others. One file with --set or --wire is compared with itself edited; with several files, edits hold for all. What is not known yet is computed.",
  options: {
    ...editOptions,
    ...placeOptions,
    workers: {value: "N", doc: "How many threads compute. Results do not depend on it."},
    out: {
      value: "FILE",
      short: "o",
      doc: "Also writes the comparison as a page, with both in one picture; its name ends in .html."
    },
    ...jsonOption
  },
  examples: [
    ["fluxloom compare workflows/mips1-clean.json workflows/mips1-unclean.json", "What do the unclean sources cost?"],
    [
      "fluxloom compare workflows/mips1-clean.json --set tune.estimator=randomForest -o forests.html",
      "Are random forests worse than extremely randomised trees, or is it chance? With both in one picture."
    ]
  ],
  async run(args, terminal) {
    const workflows = await sidesOf(args);
    const out = one(args, "out");
    if (out !== undefined && !/\.html?$/i.test(out))
      throw new UsageError(`option "--out" must name a file that ends in .html; got ${JSON.stringify(out)}`);
    if (out !== undefined) checkTarget(out);
    checkAnswer(args);
    const environments = new Environments(args, workflows);
    try {
      const sides: RanSide[] = [];
      let code = 0;
      for (const [i, loaded] of workflows.entries()) {
        terminal.err(`${letter(i)} ${titleOf(loaded)}\n`);
        const environment = await environments.of(loaded);
        const execution = await execute(loaded, environment, terminal);
        code = Math.max(code, exitCode(execution));
        const {session, states} = execution;
        sides.push({...environment, workflow: loaded.workflow, states, value: async (step, port) => session.value(step, port)});
      }
      const pairs: Pair[] = [];
      for (const [i, side] of sides.entries())
        if (i > 0) pairs.push({a: titleOf(workflows[0]!), b: titleOf(workflows[i]!), ...(await compareSides(sides[0]!, side))});
      if (out !== undefined) {
        const page = await pageOf(sides, pairs);
        writeTarget(out, page);
        terminal.err(`wrote ${out}, ${bytes(Buffer.byteLength(page))}\n`);
      }
      if (!answeredAsJson(args, terminal, pairs)) terminal.out(pairs.map((pair, i) => pairText(pair, letter(i + 1))).join("\n"));
      return code;
    } finally {
      await environments.close();
    }
  }
};

/** The comparison as a page of its own, which carries the workflows of all. */
async function pageOf(sides: readonly RanSide[], pairs: readonly Pair[]): Promise<string> {
  const made: ComparedPair[] = [];
  const origins: string[] = [];
  for (const side of sides) origins.push(await originWord(await originOfRun(side, "comparison")));
  for (const [i, {a, b, ...comparison}] of pairs.entries()) {
    const values = await comparedValues(sides[0]!, sides[i + 1]!, comparison);
    const names = {a: {letter: letter(0), name: a}, b: {letter: letter(i + 1), name: b}};
    const figures = comparedFigures(comparison, values, names);
    const origin = `${origins[0]!} ${origins[i + 1]!}`;
    const files: FilesOfPicture = async (picture) => pictureFiles(picture, ["svg", "png", "csv"], origin);
    made.push({names, comparison, figures, simulated: values.simulated, files});
  }
  return comparisonPage(made, {
    version,
    origin: origins.join(" "),
    document: openDocument(),
    png: pngOf
  });
}

/** The workflows to compare; one file and edits are two. @throws UsageError. */
async function sidesOf(args: Arguments): Promise<readonly Loaded[]> {
  const {words} = args;
  if (words.length === 0) throw new UsageError(`fluxloom compare: too few arguments; write fluxloom compare ${compare.usage}`);
  const edited = await Promise.all(
    words.map(async (file) => (words.length > 1 ? naming(file, async () => loadEdited(file, args)) : loadEdited(file, args)))
  );
  if (words.length > 1) return edited;
  if (edited[0]!.edits.length === 0)
    throw new UsageError(
      "fluxloom compare: one workflow has nothing to be compared with; name another, or edit it with --set or --wire"
    );
  const to = args.options.get("to");
  const plain = to ? await loadEdited(words[0]!, {words, options: new Map([["to", to]])}) : await load(words[0]!);
  return [plain, edited[0]!];
}

function letter(i: number): string {
  return i < 26 ? String.fromCharCode(65 + i) : `#${i + 1}`;
}

function titleOf({name, edits}: Loaded): string {
  return edits.length === 0 ? name : `${name} with ${edits.join("; ")}`;
}

function pairText({a, b, edits, scores, predictions, unfinished}: Pair, name: string): string {
  return [
    `A = ${a}\n${name} = ${b}\n`,
    `\nDifferences\n${edits.length === 0 ? "  none\n" : edits.map((edit) => `  ${differenceText(edit)}\n`).join("")}`,
    ...(scores.length > 0
      ? [`\nScores, ${name} − A with 95 % confidence\n${scores.map((step) => stepText(step, name)).join("")}`]
      : []),
    ...(predictions
      ? [
          `\nPredictions of ${predictions.step}\n`,
          ...(predictions.why === undefined ? [] : [`  not compared: ${predictions.why}\n`]),
          ...predictions.changes.map((changes) => changesText(changes, name))
        ]
      : []),
    ...(unfinished.length > 0 ? [`\nNot compared, since not done: ${unfinished.join(", ")}\n`] : [])
  ].join("");
}

function stepText({step, by, rows, pairing, why, scores}: ComparedStep, name: string): string {
  const how = {
    "same folds": "paired by fold",
    "same rows": "paired by row",
    unpaired: `cannot be paired: ${why}`,
    none: `cannot be compared: ${why}`
  }[pairing];
  const lines = scores.map((score) => [
    scoreTitles[score.score].short,
    score.a.toFixed(4),
    score.b.toFixed(4),
    ...(score.interval
      ? [
          signed(score.interval.difference),
          `[${signed(score.interval.lower)}, ${signed(score.interval.upper)}]`,
          verdictText(score.verdict, ["A", name])
        ]
      : ["", "", ""])
  ]);
  const counts = rows[0] === rows[1] ? counted(rows[0], "row") : `${thousands(rows[0])} and ${counted(rows[1], "row")}`;
  return `  ${step}, ${by}, ${counts}; ${how}\n${columns([["", "A", name, `${name} − A`, "", "is the difference real?"], ...lines], [1, 2, 3], "    ")}`;
}

function changesText({column, relative, both, onlyA, onlyB, rows}: Changes, name: string): string {
  const head = `  ${column}: ${counted(both, "row")} predicted by both, ${thousands(onlyA)} only by A, ${thousands(onlyB)} only by ${name}\n`;
  if (rows.length === 0) return `${head}    ${both === 0 ? "nothing to compare" : "no prediction changed"}\n`;
  const ids = Object.keys(rows[0]!.id);
  const lines = rows.map(({row, id, a, b, change}) => [
    ...(ids.length > 0 ? ids.map((column) => id[column] ?? "") : [`row ${thousands(row + 1)}`]),
    a.toPrecision(5),
    b.toPrecision(5),
    relative ? `${(100 * change).toFixed(1)} %` : change.toPrecision(3)
  ]);
  const n = Math.max(1, ids.length);
  return `${head}${columns([[...(ids.length > 0 ? ids : [""]), "A", name, "changed by"], ...lines], [n, n + 1, n + 2], "    ")}`;
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(4)}`;
}
