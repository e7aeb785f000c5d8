// Steps put together under a name, for the eye only: part of the view.
import {isRecord} from "./json.ts";
import type {Problem} from "./workflow.ts";

/** Steps put together for the eye. */
export interface Group {
  readonly steps: readonly string[];
  /** Whether it is drawn as one card. */
  readonly collapsed?: boolean;
}

/** By name. */
export type Groups = Readonly<Record<string, Group>>;

/** The groups of a file's view; what is no list of steps is reported. */
export function readGroups(json: unknown, problems: Problem[]): Groups {
  const sound = isRecord(json) && Object.values(json).every(isGroup);
  if (sound) return json as Groups;
  problems.push({
    where: "file",
    message: '"view.groups" must give each name {"steps": [step, …], "collapsed"?: true}',
    fix: "remove it to group nothing"
  });
  return {};
}

/** Without these steps; a group left empty goes. */
export function withoutSteps(groups: Groups, steps: ReadonlySet<string>): Groups {
  const left = Object.entries(groups).map(
    ([name, group]) => [name, {...group, steps: group.steps.filter((id) => !steps.has(id))}] as const
  );
  return Object.fromEntries(left.filter(([, group]) => group.steps.length > 0));
}

/** With a step under another name. */
export function withStepRenamed(groups: Groups, from: string, to: string): Groups {
  return Object.fromEntries(
    Object.entries(groups).map(([name, group]) => [name, {...group, steps: group.steps.map((id) => (id === from ? to : id))}])
  );
}

function isGroup(x: unknown): boolean {
  if (!isRecord(x)) return false;
  const {steps, collapsed = false} = x;
  return Array.isArray(steps) && steps.every((id) => typeof id === "string") && typeof collapsed === "boolean";
}
