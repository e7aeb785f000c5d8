// The section on methods: what each step did, in the words of its node, and the papers it follows.
import {html, joined, type Markup} from "./markup.ts";
import {prose} from "./prose.ts";
import type {Run, ToldStep} from "./run.ts";
import {toldMarkup} from "./told.ts";

/** A work, and where in it. */
interface Citation {
  readonly work: string;
  readonly where: string;
}

function citationOf(reference: string): Citation {
  const [work, where = ""] = reference.split(/, (?=(?:Figs?\.|sect\.|Table) )/);
  return {work: work!, where};
}

/** The works the nodes that ran follow, each once, in the order in which they are first named. */
export function worksOf(steps: readonly ToldStep[]): readonly string[] {
  const references = steps.filter(isTold).flatMap(({definition}) => definition.references ?? []);
  return [...new Set(references.map((reference) => citationOf(reference).work))];
}

function isTold({state, used}: ToldStep): boolean {
  return state?.status === "done" && used;
}

export function methods(run: Run, steps: readonly ToldStep[]): Markup {
  const works = worksOf(steps);
  const notes = run.workflow.view.notes;
  const told = steps.filter(isTold).map((step) => {
    const cited = (step.definition.references ?? [])
      .map(citationOf)
      .map(({work, where}) => ({n: works.indexOf(work) + 1, where}));
    const note = notes[step.id];
    return html`<div class="step" id="step-${step.id}">
<h3>${step.definition.title} <code>${step.id}</code></h3>
<p>${toldMarkup(step)} <span class="cited">[${joined(
      cited.toSorted((a, b) => a.n - b.n).map(({n, where}) => html`<a href="#ref-${n}">${n}</a>${where !== "" && `, ${where}`}`),
      "; "
    )}]</span></p>
${note === undefined ? "" : html`<div class="note">${prose(note)}</div>`}</div>
`;
  });
  const idle = steps.filter(({state, used}) => state?.status === "done" && !used);
  return html`${told}${
    idle.length > 0 &&
    html`<p>Defined but read by nothing: ${idle.map(({id}, i) => html`${i > 0 ? ", " : ""}<code id="step-${id}">${id}</code>`)}.</p>\n`
  }`;
}

export function references(steps: readonly ToldStep[]): Markup {
  return html`<ol class="references">
${worksOf(steps).map((text, i) => html`<li id="ref-${i + 1}">${linked(text)}</li>\n`)}</ol>
`;
}

function linked(text: string): Markup {
  const url = /https?:\/\/[^\s,]+/.exec(text)?.[0];
  if (url === undefined) return html`${text}`;
  const at = text.indexOf(url);
  return html`${text.slice(0, at)}<a href="${url}">${url}</a>${text.slice(at + url.length)}`;
}
