// Holds every number of a report against the run it was made from, by ways of its own.
import {gunzipSync} from "node:zlib";
import {Window} from "happy-dom";
import type {Json} from "../../runtime/node.ts";
import type {Settled} from "../../runtime/state.ts";
import type {Workflow} from "../../runtime/workflow.ts";

export interface Truth {
  readonly workflow: Workflow;
  readonly states: ReadonlyMap<string, Settled>;
  /** Step → all its parameters, defaults filled in. */
  readonly params: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

/** The page as a document that runs nothing. */
export function parsed(page: string): Document {
  const window = new Window({settings: {disableJavaScriptEvaluation: true}});
  // Its parser ends at a style within a picture; styles hold no numbers.
  window.document.write(page.replaceAll(/<style>.*?<\/style>/gs, ""));
  return window.document as unknown as Document;
}

/** Each number of the page that is not what the run gave, or reads otherwise than it is. */
export function disagreements(document: Document, truth: Truth): readonly string[] {
  const problems: string[] = [];
  for (const element of document.querySelectorAll("data[data-of]")) {
    const of = element.getAttribute("data-of")!;
    const value = Number(element.getAttribute("value"));
    const expected = lookedUp(of, truth);
    if (expected !== value) problems.push(`${of} is ${String(expected)}, but the page has ${value}`);
    if (!readsAs(element.textContent, value)) problems.push(`${of} is ${value}, but reads ${element.textContent}`);
  }
  return problems;
}

function lookedUp(of: string, {workflow, states, params}: Truth): unknown {
  const [head, ...rest] = of.split("/");
  if (head === "published") return inside(workflow.view.extra["published"] as Json, rest);
  const state = states.get(head!);
  if (state?.status !== "done") return undefined;
  const [part, ...path] = rest;
  if (part === "params") return inside(params.get(head!) as Json, path);
  if (part === "notes") return inside(state.notes as Json, path);
  const [port, ...deep] = path;
  return part === "outputs" ? inside(state.outputs[port!]?.summary ?? null, deep) : undefined;
}

function inside(value: Json, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, name) => (at as Readonly<Record<string, unknown>> | null | undefined)?.[name], value);
}

/** Whether text is the value, rounded to as many digits as it shows. */
function readsAs(text: string, value: number): boolean {
  const shown = text.replaceAll(/[,\u202f]/g, "").replace("−", "-");
  const share = / ?%$/.test(shown);
  const digits = shown.replace(/ ?%$/, "");
  if (!/^-?\d+(\.\d+)?$/.test(digits)) return false;
  const half = 0.5 * 10 ** -(digits.split(".")[1]?.length ?? 0);
  return Math.abs(Number(digits) - (share ? 100 * value : value)) <= half * (1 + 1e-9);
}

/** The CSV file that a page offers under a name, as rows of cells. */
export function offeredCsv(document: Document, name: string): readonly (readonly string[])[] {
  return offered(document, name)
    .trimEnd()
    .split("\n")
    .map((line) =>
      [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
        .slice(0, line.endsWith(",") ? undefined : -1)
        .map(([, cell]) => cell!.replace(/^"(.*)"$/s, "$1").replaceAll('""', '"'))
    );
}

/** A file that a page offers under a name. */
export function offered(document: Document, name: string): string {
  const link = [name, `${name}z`, `${name}.gz`].map((of) => document.querySelector(`a[download="${of}"]`)).find((found) => found);
  if (!link) throw new Error(`the page offers no ${name}`);
  const bytes = Buffer.from(link.getAttribute("href")!.replace(/^data:[^,]*;base64,/, ""), "base64");
  return (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString();
}
