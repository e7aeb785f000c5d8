// A study as one HTML file that needs nothing else: no script to be complete, no network, no fonts.
import {counted} from "../views/words.ts";
import {type Origin, originWord} from "../origin/origin.ts";
import {isSimulated, outputsOf, tableFacts} from "../views/figures/study.ts";
import {workflowSvg} from "../views/workflow-svg.ts";
import {acknowledgements} from "./acknowledgements.ts";
import {countsTable} from "./counts.ts";
import {pageText} from "./document.ts";
import {drawFigures, type FiguresOptions, tellsCounts} from "./figures.ts";
import {folded} from "./folded.ts";
import {html, joined, type Markup, type Part, raw} from "./markup.ts";
import {methods, references} from "./methods.ts";
import {prose} from "./prose.ts";
import {provenance, stateWords} from "./provenance.ts";
import {type Run, type ToldStep, toldSteps} from "./run.ts";
import {coverage, foldScores, heldOutScores} from "./scores.ts";

export interface ReportOptions extends FiguresOptions {
  readonly origin: Origin;
  /** Of what the workflow computes. */
  readonly sha256: string;
  /** What stands for a title where the workflow has none. */
  readonly name: string;
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Part;
}

/** The report of a run as HTML. The same run gives the same bytes. */
export async function report(run: Run, options: ReportOptions): Promise<string> {
  const steps = await toldSteps(run);
  const title = run.workflow.title || options.name;
  const sections = (await sectionsOf(run, steps, options)).filter(({content}) => html`${content}`.text.trim() !== "");
  const notes = run.workflow.view.notes[""];
  return pageText({
    title,
    version: run.versions["fluxloom"] ?? "",
    simulated: isSimulated(run),
    lead: summary(run, steps),
    opening: html`${notes === undefined ? "" : prose(notes)}<nav aria-label="Contents"><ol>${sections.map(({id, title: name}) => html`<li><a href="#${id}">${name}</a></li>`)}</ol></nav>
`,
    main: sections.map(({id, title: name, content}) => html`<section id="${id}">\n<h2>${name}</h2>\n${content}</section>\n`),
    carries: html`This page carries its workflow: drop it on the editor, or <code>fluxloom run</code> it.`,
    origin: await originWord(options.origin)
  });
}

function summary({states}: Run, steps: readonly ToldStep[]): string {
  const done = [...states.values()].filter(({status}) => status === "done").length;
  return `${counted(steps.length, "step")}${done < steps.length ? `, of which ${steps.length - done} did not finish` : ", all done"}.`;
}

async function sectionsOf(run: Run, steps: readonly ToldStep[], options: ReportOptions): Promise<readonly Section[]> {
  const {drawn, missing} = await drawFigures(run, options);
  const [beside, others] = [drawn.filter(({name}) => tellsCounts(name)), drawn.filter(({name}) => !tellsCounts(name))];
  // The drawing of the workflow is the first.
  const numbered = (figures: typeof drawn, from: number): Part => figures.map(({markup}, i) => markup(from + i));
  return [
    {id: "workflow", title: "Workflow", content: await drawing(run)},
    {id: "methods", title: "Methods", content: methods(run, steps)},
    {id: "rows", title: "Rows", content: [numbered(beside, 2), countsTable(run, steps)]},
    {id: "scores", title: "Scores", content: [await foldScores(run), await heldOutScores(run), await coverage(run)]},
    {id: "figures", title: "Figures", content: numbered(others, 2 + beside.length)},
    {id: "missing", title: "What is missing", content: lacks(steps, missing)},
    {id: "references", title: "References", content: references(steps)},
    {id: "acknowledgements", title: "Acknowledgements", content: thanks(run)},
    {id: "provenance", title: "Provenance", content: provenance(run, steps, options.sha256)}
  ];
}

async function drawing({workflow, library, states}: Run): Promise<Markup> {
  const rows = new Map(
    outputsOf({workflow, states, value: async () => undefined}, "table").map((output) => [
      `${output.step}.${output.port}`,
      tableFacts(output).rows
    ])
  );
  const svg = workflowSvg(await folded(workflow), library, {rows}).replace(
    / width="[\d.]+" height="[\d.]+" role="img"/,
    ' role="img"'
  );
  return html`<figure id="figure-workflow"><div class="drawing">${raw(svg)}</div>
<figcaption><strong>Figure 1</strong>. The workflow: steps, and the rows on their wires. Double arrows carry filters, to be applied to whatever arrives.</figcaption></figure>
`;
}

function lacks(steps: readonly ToldStep[], missing: Awaited<ReturnType<typeof drawFigures>>["missing"]): Part {
  const unfinished = steps.filter(({state}) => state?.status !== "done");
  if (unfinished.length + missing.length === 0) return "";
  return html`<dl class="missing">
${unfinished.map((step) => html`<dt>Step <code>${step.id}</code></dt><dd>${withoutName(stateWords(step), step.id)}</dd>\n`)}${missing.map(
  ({name, doc, why}) => html`<dt>${capital(doc)} (<code>${name}</code>)</dt><dd>${why}</dd>\n`
)}</dl>
`;
}

/** What a step says of itself names it first; here that stands above. */
function withoutName(text: string, id: string): string {
  return text.startsWith(`${id}: `) ? text.slice(id.length + 2) : text;
}

function thanks(run: Run): Part {
  const tables = outputsOf(run, "table");
  const columns = tables.flatMap((output) => tableFacts(output).columns);
  const lines = acknowledgements(columns);
  if (lines.length === 0) return "";
  const simulated = isSimulated(run)
    ? html`<p>No data of these surveys were used here: the catalogues are simulated. With the real ones in their columns, these lines are due.</p>\n`
    : html`<p>As far as the names of columns tell, the data are of ${joined(
        lines.map(({survey}) => survey),
        ", "
      )}, whose users are asked to say:</p>\n`;
  return html`${simulated}${lines.map(({line}) => html`<p>${line}</p>\n`)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
