import type {Library, Port} from "./node.ts";
import {type Problem, upstream, type Workflow} from "./workflow.ts";

/**
 * What is sound but deserves a second look: a step that learns from rows which a step below it later holds out, so that the scores
 * on those rows are a little too good. Nothing is refused: the paper itself does so.
 */
export function hints(workflow: Workflow, library: Library): Problem[] {
  const found: Problem[] = [];
  for (const [id, {type}] of workflow.steps) {
    const heldOut = portsWhere(library.get(type)?.outputs, (port) => port.heldOut === true);
    if (heldOut.length === 0) continue;
    for (const learner of upstream(workflow, [id])) {
      if (learner === id) continue;
      const step = workflow.steps.get(learner)!;
      const learns = portsWhere(library.get(step.type)?.inputs, (port) => port.learns === true);
      for (const port of learns) {
        found.push({
          where: learner,
          port,
          message: `learns from rows that ${id} later holds out as "${heldOut.join('", "')}": scores on them are a little too good`,
          fix: `to avoid it, part the rows first and wire ${learner}.${port} to the rows that remain`
        });
      }
    }
  }
  return found;
}

function portsWhere(ports: Readonly<Record<string, Port<unknown>>> | undefined, is: (port: Port<unknown>) => boolean): string[] {
  return Object.entries(ports ?? {}).flatMap(([name, port]) => (is(port) ? [name] : []));
}
