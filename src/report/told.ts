// The sentences of a node's `methods`, with the values of a run in their places.
import type {Json} from "../../runtime/node.ts";
import type {Param, Params} from "../../runtime/params.ts";
import {scoreTitles} from "../views/learning.ts";
import {count, hyperparameterTitles, number, unitText} from "../views/words.ts";
import {html, joined, type Markup, type Part, raw} from "./markup.ts";
import type {ToldStep} from "./run.ts";

/** What a step did, in the words of its node. */
export function toldMarkup(step: ToldStep): Markup {
  const {definition, params, notes, outputs} = step;
  const words = definition.methods?.({params, notes, outputs}) ?? `${definition.title}.`;
  return filled(words, step);
}

const marks = /\{([^{}]*)\}|`([^`]*)`|\*\*(.+?)\*\*/g;

function filled(words: string, step: ToldStep): Markup {
  const parts: Part[] = [];
  let at = 0;
  for (const {0: whole, 1: place, 2: code, 3: strong, index} of words.matchAll(marks)) {
    parts.push(words.slice(at, index));
    if (place !== undefined) parts.push(placed(place, step));
    else if (code !== undefined) parts.push(html`<code>${filled(code, {...step, bare: true} as ToldStep)}</code>`);
    else parts.push(html`<strong>${filled(strong!, step)}</strong>`);
    at = index + whole.length;
  }
  return html`${[...parts, words.slice(at)]}`;
}

/** @throws when the run has nothing there: a sentence must not be told with a hole in it. */
function placed(place: string, step: ToldStep & {readonly bare?: boolean}): Part {
  const [head, ...rest] = place.split(".") as [string, ...string[]];
  if (head === "inputs") return wires(step, rest[0]!);
  if (head === "files") return html`<code>${step.files[rest[0]!]?.name ?? String(step.params[rest[0]!])}</code>`;
  const top = {notes: step.notes, outputs: step.outputs}[head];
  const path = top === undefined ? ["params", ...place.split(".")] : [head, ...rest];
  const value = top === undefined ? (step.params[head] as Json | undefined) : at(top, rest);
  if (value === undefined) throw new Error(`${step.id}: its node tells of {${place}}, which the run does not have`);
  const param = top === undefined ? ((step.definition.params as Params)[head] as Param<unknown>) : undefined;
  const of = `${step.id}/${path.join("/")}`;
  if (step.bare && typeof value === "string") return value;
  return valueMarkup(value, of, {param, last: place.split(".").at(-1)!});
}

function at(value: Json, [name, ...rest]: readonly string[]): Json | undefined {
  if (name === undefined) return value;
  const inner = typeof value === "object" && value !== null ? (value as Readonly<Record<string, Json>>)[name] : undefined;
  return inner === undefined ? undefined : at(inner, rest);
}

function wires({inputs}: ToldStep, port: string): Markup {
  const sources = inputs[port] ?? [];
  return sources.length === 0
    ? html`nothing`
    : joined(
        sources.map(({step, port: from}) => html`<a href="#step-${step}"><code>${`${step}.${from}`}</code></a>`),
        ", "
      );
}

function withUnit(unit: string): string {
  const text = unitText(unit);
  return /^[″′°]/.test(text) ? text : `\u00a0${text}`;
}

interface How {
  readonly param: Param<unknown> | undefined;
  readonly last: string;
}

function valueMarkup(value: Json, of: string, how: How): Part {
  if (typeof value === "number") return [fact(value, of), how.param?.unit ? withUnit(how.param.unit) : ""];
  if (typeof value === "string") return wordMarkup(value, how);
  if (Array.isArray(value))
    return value.length === 0
      ? "none"
      : joined(
          value.map((item: Json) => itemMarkup(item, how)),
          ", "
        );
  if (value !== null && typeof value === "object")
    return joined(
      Object.entries(value).flatMap(([name, item]) =>
        name === "estimator"
          ? []
          : [
              html`${hyperparameterTitles[name] ?? name} ${typeof item === "string" ? item : valueMarkup(item as Json, `${of}/${name}`, how)}`
            ]
      ),
      ", "
    );
  return value === null ? "none" : value ? "yes" : "no";
}

function itemMarkup(item: Json, how: How): Part {
  if (typeof item === "string") return html`<code>${item}</code>`;
  const {name, sql, unit} = (item ?? {}) as {readonly name?: string; readonly sql?: string; readonly unit?: string};
  if (name === undefined || sql === undefined) return valueMarkup(item, "", how);
  return html`<code>${name}</code> = <code>${sql}</code>${unit ? ` in ${unitText(unit)}` : ""}`;
}

function wordMarkup(value: string, {param, last}: How): Part {
  const score = (scoreTitles as Readonly<Record<string, {readonly short: string}>>)[value];
  if (score) return score.short;
  return param?.type === "text" || last === "label" || last === "format" || last === "estimator"
    ? value
    : html`<code>${value}</code>`;
}

/** A number as people read it, which says where it is from: what a test holds against the run. */
export function fact(value: number, of: string, text = Number.isInteger(value) ? count(value) : number(value)): Markup {
  return raw(html`<data value="${String(value)}" data-of="${of}">${text}</data>`.text);
}
