// With what the results were made, so that they can be made again.
import {seedsOf} from "../origin/of-run.ts";
import {html, type Markup, type Part} from "./markup.ts";
import type {Run, ToldStep} from "./run.ts";
import {dataTable, type Row} from "./table.ts";
import {fact} from "./told.ts";

const shownDigits = 16;

export function provenance(run: Run, steps: readonly ToldStep[], sha256: string): Markup {
  const seeds = Object.entries(seedsOf(run.workflow, run.library));
  const files = steps.flatMap(({id, files: own}) =>
    Object.entries(own).map(([param, file]) => ({place: `${id}.${param}`, ...file}))
  );
  return html`<dl class="facts">
<dt>Versions</dt><dd>${Object.entries(run.versions).map(([name, version], i) => html`${i > 0 ? ", " : ""}${name} ${version}`)}</dd>
<dt>Workflow</dt><dd>SHA-256 <code class="hash">${sha256}</code></dd>
${run.edits.length > 0 && html`<dt>Edited</dt><dd>${run.edits.join("; ")}</dd>\n`}<dt>Seeds</dt><dd>${
    seeds.length === 0
      ? "none: nothing is drawn at random"
      : seeds.map(
          ([place, seed], i) =>
            html`${i > 0 ? ", " : ""}<code>${place}</code> ${fact(seed, place.replace(".", "/params/"), String(seed))}`
        )
  }</dd>
<dt>Files</dt><dd>${
    files.length === 0
      ? "none was read"
      : html`<ul>${files.map(({place, name, sha256: hash}) => html`<li><code>${place}</code>: <code>${name}</code>, SHA-256 <code class="hash">${hash}</code></li>`)}</ul>`
  }</dd>
</dl>
${hashTable(steps)}
<p>Results do not depend on the machine, on the number of threads, or on what was remembered from earlier runs: equal workflows and files give equal hashes.</p>
`;
}

function hashTable(steps: readonly ToldStep[]): Markup {
  const rows: Row[] = steps.flatMap((step) => {
    const {id, definition, state} = step;
    const {type, version} = definition;
    if (state?.status !== "done") return [[html`<code>${id}</code>`, `${type} ${version}`, "", stateWords(step)]];
    return Object.entries(state.outputs).map(([port, {hash}], i) => [
      html`<code>${`${id}.${port}`}</code>`,
      i === 0 ? `${type} ${version}` : "",
      i === 0 ? short(state.key) : "",
      short(hash)
    ]);
  });
  return dataTable({
    id: "table-hashes",
    caption: `Every output: the type and version of its step, the key of what it was made from, and the hash of its content. The first ${shownDigits} of 64 digits are shown; the file has all.`,
    head: ["output", "step type", "key", "content"],
    rows,
    words: [0, 1, 2, 3],
    file: "hashes"
  });
}

/** What became of a step that is not done. */
export function stateWords({state}: ToldStep): string {
  if (state === undefined) return "did not run";
  switch (state.status) {
    case "done":
      return "done";
    case "failed":
      return state.error.message;
    case "invalid":
      return state.problems.map(({message}) => message).join("; ");
    case "blocked":
      return `waits for ${state.by}`;
    case "stopped":
      return "was stopped";
  }
}

function short(hash: string): Part {
  return html`<data value="${hash}" class="hash">${hash.slice(0, shownDigits)}</data>`;
}
