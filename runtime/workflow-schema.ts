import type {Json, Library} from "./node.ts";
import type {Params} from "./params.ts";
import {FORMAT} from "./workflow.ts";

/** The JSON Schema of workflow files over a library: what an editor needs to complete and check them by itself. */
export function workflowSchema(library: Library): Json {
  const wire = {
    type: "string",
    pattern: "^[A-Za-z][A-Za-z0-9_-]{0,63}\\.[A-Za-z][A-Za-z0-9_-]*$",
    description: "An output: step.port"
  };
  const steps = [...library.values()].map((definition) => {
    const ports = Object.entries(
      definition.inputs as Readonly<
        Record<
          string,
          {readonly doc: string; readonly kind: {readonly name: string}; readonly many?: boolean; readonly optional?: boolean}
        >
      >
    );
    const required = ports.filter(([, port]) => !port.many && !port.optional).map(([name]) => name);
    return {
      title: definition.title,
      description: firstLine(definition.doc),
      type: "object",
      properties: {
        type: {const: definition.type},
        version: {type: "integer", minimum: 1, default: 1, description: `Params as of this version; now ${definition.version}.`},
        inputs: {
          type: "object",
          properties: Object.fromEntries(
            ports.map(([name, {doc, kind, many}]) => [
              name,
              {
                description: `${doc} (${kind.name})`,
                ...(many ? {anyOf: [wire, {type: "array", items: wire, uniqueItems: true}]} : wire)
              }
            ])
          ),
          ...(required.length > 0 && {required}),
          additionalProperties: false
        },
        params: {
          type: "object",
          properties: Object.fromEntries(
            Object.entries(definition.params as Params).map(([name, param]) => [
              name,
              {
                ...param.schema,
                default: param.default as Json,
                description: param.unit ? `${param.doc} In ${param.unit}.` : param.doc
              }
            ])
          ),
          additionalProperties: false
        }
      },
      required: required.length > 0 ? ["type", "inputs"] : ["type"]
    };
  });
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Fluxloom workflow",
    type: "object",
    properties: {
      $schema: {type: "string"},
      fluxloom: {type: "integer", minimum: 1, maximum: FORMAT, description: "The version of the file format."},
      title: {type: "string"},
      steps: {
        type: "object",
        description: "Steps by name, in reading order.",
        propertyNames: {pattern: "^[A-Za-z][A-Za-z0-9_-]{0,63}$"},
        additionalProperties: {anyOf: steps}
      },
      view: {
        type: "object",
        description: "Layout, notes and published figures to print beside ours; no hash reads it.",
        properties: {
          layout: {type: "object", additionalProperties: {type: "array", items: {type: "number"}, minItems: 2, maxItems: 2}},
          notes: {type: "object", additionalProperties: {type: "string"}}
        }
      }
    },
    required: ["fluxloom", "steps"]
  } as unknown as Json;
}

function firstLine(doc: string): string {
  return doc.trim().split("\n")[0]!.trim();
}
