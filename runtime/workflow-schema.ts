import type {AnyNode, Json, Library, Port} from "./node.ts";
import type {Params} from "./params.ts";
import {FORMAT} from "./workflow.ts";

const wire = {
  type: "string",
  pattern: "^[A-Za-z][A-Za-z0-9_-]{0,63}\\.[A-Za-z][A-Za-z0-9_-]*$",
  description: "An output: step.port"
};

/** The JSON Schema of workflow files over a library: what an editor needs to complete and check them by itself. */
export function workflowSchema(library: Library): Json {
  const definitions = [...library.values()];
  const schema = {
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
        additionalProperties: {
          type: "object",
          properties: {type: {enum: definitions.map(({type}) => type)}},
          required: ["type"],
          // By type, so that a complaint is about the node that is meant.
          allOf: definitions.map((definition) => ({
            if: {properties: {type: {const: definition.type}}, required: ["type"]},
            // oxlint-disable-next-line unicorn/no-thenable
            then: stepSchema(definition)
          }))
        }
      },
      view: {
        type: "object",
        description: "Layout, notes, groups and published figures to print beside ours; no hash reads it.",
        properties: {
          layout: {
            type: "object",
            additionalProperties: {type: "array", items: {type: "number"}, minItems: 2, maxItems: 2}
          },
          notes: {type: "object", additionalProperties: {type: "string"}},
          groups: {
            type: "object",
            description: "Steps drawn together, by name of the group.",
            additionalProperties: {
              type: "object",
              properties: {
                steps: {type: "array", items: {type: "string"}},
                collapsed: {type: "boolean", default: false, description: "Whether it is drawn as one card."}
              },
              required: ["steps"]
            }
          }
        }
      }
    },
    required: ["fluxloom", "steps"]
  };
  return schema as unknown as Json;
}

function stepSchema({title, doc, version, inputs, params}: AnyNode): object {
  const ports = Object.entries(inputs as Readonly<Record<string, Port<unknown>>>);
  const required = ports.filter(([, port]) => !port.many && !port.optional).map(([name]) => name);
  return {
    title,
    description: doc.trim().split("\n")[0]!.trim(),
    properties: {
      version: {type: "integer", minimum: 1, default: 1, description: `Params as of this version; now ${version}.`},
      inputs: {
        type: "object",
        properties: Object.fromEntries(ports.map(([name, port]) => [name, portSchema(port)])),
        ...(required.length > 0 && {required}),
        additionalProperties: false
      },
      params: {type: "object", properties: paramSchemas(params as Params), additionalProperties: false}
    },
    ...(required.length > 0 && {required: ["inputs"]})
  };
}

function portSchema({doc, kind, many}: Port<unknown>): object {
  const list = {type: "array", items: wire, ...(many ? {uniqueItems: true} : {minItems: 1, maxItems: 1})};
  return {description: `${doc} (${kind.name})`, anyOf: [wire, list]};
}

function paramSchemas(params: Params): object {
  return Object.fromEntries(
    Object.entries(params).map(([name, {schema, default: value, doc, unit}]) => [
      name,
      {...schema, default: value as Json, description: unit ? `${doc} In ${unit}.` : doc}
    ])
  );
}
