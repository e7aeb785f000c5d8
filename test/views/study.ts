// A study made of values, as if steps had given them.
import {Window} from "happy-dom";
import {type Filter, filter, type Metrics, metrics, type Model, model, type Search, search, table} from "../../nodes/kinds.ts";
import type {Json, Kind} from "../../runtime/node.ts";
import {Table} from "../../runtime/table.ts";
import {emptyWorkflow, type Step} from "../../runtime/workflow.ts";
import {figureOf, type FigureOptions, type Missing, type Picture, type Study} from "../../src/views/figures/index.ts";

export interface MadeStep {
  readonly type: string;
  readonly inputs?: Step["inputs"];
  readonly params?: Step["params"];
  readonly notes?: Readonly<Record<string, Json>>;
  readonly outputs: Readonly<Record<string, Table | Filter | Metrics | Model | Search>>;
}

export function studyOf(steps: Readonly<Record<string, MadeStep>>): Study {
  const entries = Object.entries(steps);
  return {
    workflow: {
      ...emptyWorkflow,
      steps: new Map(entries.map(([id, {type, inputs = {}, params = {}}]) => [id, {type, version: 1, inputs, params, extra: {}}]))
    },
    states: new Map(
      entries.map(([id, {outputs, notes = {}}]) => [
        id,
        {
          status: "done",
          notes,
          outputs: Object.fromEntries(
            Object.entries(outputs).map(([port, value]) => {
              const kind = kindOf(value);
              return [port, {kind: kind.name, summary: kind.summarize(value)}];
            })
          )
        }
      ])
    ),
    value: async (step, port) => steps[step]!.outputs[port]
  };
}

function kindOf(value: MadeStep["outputs"][string]): Kind<unknown> {
  if (value instanceof Table) return table("").kind as Kind<unknown>;
  if ("scores" in value) return ("configurations" in value ? search("").kind : metrics("").kind) as Kind<unknown>;
  return ("pipeline" in value ? model("").kind : filter("").kind) as Kind<unknown>;
}

export async function drawn(
  study: Study,
  name: string,
  options: FigureOptions & {readonly theme?: "light" | "dark"; readonly width?: number} = {}
): Promise<Picture> {
  const document = new Window().document as unknown as Document;
  const picture: Picture | Missing = await figureOf(study, name, {document, ...options});
  if ("missing" in picture) throw new Error(picture.missing);
  return picture;
}

/** The group of marks of a class, as text. */
export function group(svg: string, className: string): string {
  const start = svg.indexOf(`<g class="${className}"`);
  return start < 0 ? "" : svg.slice(start, svg.indexOf("</g>", start));
}

export function marks(svg: string, className: string, shape: string): number {
  return group(svg, className).split(`<${shape} `).length - 1;
}
