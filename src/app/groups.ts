// Groups of steps: how they are made, changed and drawn. Pure functions of a workflow.
import {type Group, type Groups, withoutSteps} from "../../runtime/groups.ts";
import type {Workflow} from "../../runtime/workflow.ts";

/** Puts steps together under a free name; they leave the groups they were in. */
export function grouped(workflow: Workflow, steps: readonly string[], wish = "Group"): Workflow {
  const known = steps.filter((id) => workflow.steps.has(id));
  if (known.length === 0) throw new Error("a group needs a step; select some first");
  const others = withoutSteps(workflow.view.groups, new Set(known));
  return withGroups(workflow, {...others, [freeGroupName(others, wish)]: {steps: known}});
}

/** Takes groups apart; their steps stay. */
export function ungrouped(workflow: Workflow, names: readonly string[]): Workflow {
  const left = Object.entries(workflow.view.groups).filter(([name]) => !names.includes(name));
  return withGroups(workflow, Object.fromEntries(left));
}

/** Draws a group as one card, or as a frame around its steps. */
export function collapsed(workflow: Workflow, name: string, on: boolean): Workflow {
  const {collapsed: _before, ...group} = groupNamed(workflow, name);
  return withGroups(workflow, {...workflow.view.groups, [name]: on ? {...group, collapsed: true} : group});
}

/** @throws where the name is empty or another group's. */
export function groupRenamed(workflow: Workflow, from: string, to: string): Workflow {
  const group = groupNamed(workflow, from);
  const name = to.trim();
  if (name === from) return workflow;
  if (name === "") throw new Error("a group needs a name");
  if (Object.hasOwn(workflow.view.groups, name)) throw new Error(`there is a group "${name}" already; choose another name`);
  const {[from]: _before, ...others} = workflow.view.groups;
  return withGroups(workflow, {...others, [name]: group});
}

/** "Group", "Group 2" … */
export function freeGroupName(groups: Groups, wish: string): string {
  const base = wish.replace(/ \d+$/, "");
  for (let n = 1; ; ++n) {
    const name = n === 1 ? base : `${base} ${n}`;
    if (!Object.hasOwn(groups, name)) return name;
  }
}

/** Every step in a group → the first group that names it, of those with a step that is there. */
export function groupByStep({steps, view}: Workflow): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, group] of Object.entries(view.groups))
    for (const id of group.steps) if (steps.has(id) && !found.has(id)) found.set(id, name);
  return found;
}

/** The steps of a group that are there and in no earlier group. */
export function membersOf(workflow: Workflow, name: string): readonly string[] {
  const own = groupByStep(workflow);
  return (workflow.view.groups[name]?.steps ?? []).filter((id, i, all) => own.get(id) === name && all.indexOf(id) === i);
}

/** The groups that have one of these steps. */
export function groupsWith(workflow: Workflow, steps: readonly string[]): readonly string[] {
  const own = groupByStep(workflow);
  return [...new Set(steps.flatMap((id) => own.get(id) ?? []))];
}

function groupNamed({view}: Workflow, name: string): Group {
  const group = Object.hasOwn(view.groups, name) ? view.groups[name] : undefined;
  if (!group) throw new Error(`there is no group "${name}"`);
  return group;
}

function withGroups(workflow: Workflow, groups: Groups): Workflow {
  return {...workflow, view: {...workflow.view, groups}};
}
