// Steps that stay in the file while wires lead past them, and what of it is to be kept up when the workflow is edited. Pure functions.
import {parseWire, type Workflow} from "../../runtime/workflow.ts";
import type {Json} from "../../runtime/node.ts";
import {kindOf, passThrough, redirect, wiresOf} from "./commands.ts";

/** A wire led past a step: where it arrives, the output it came from, and what it comes from now. */
interface Led {
  readonly to: string;
  readonly port: string;
  readonly from: string;
  readonly onto: string;
}

type Bypasses = Readonly<Record<string, readonly Led[]>>;

function bypasses({view}: Workflow): Bypasses {
  return (view.extra["bypassed"] ?? {}) as unknown as Bypasses;
}

function withBypasses(workflow: Workflow, all: Bypasses): Workflow {
  const {bypassed: _before, ...extra} = workflow.view.extra;
  const kept = Object.keys(all).length > 0 ? {...extra, bypassed: all as unknown as Json} : extra;
  return {...workflow, view: {...workflow.view, extra: kept}};
}

/** Whether the step is bypassed. */
export function isBypassed(workflow: Workflow, id: string): boolean {
  return bypasses(workflow)[id] !== undefined;
}

/** Why a step cannot be bypassed; undefined where it can. */
export function bypassProblem(workflow: Workflow, id: string): string | undefined {
  const {steps} = workflow;
  if (isBypassed(workflow, id)) return undefined;
  const leaving = wiresOf(workflow).filter((w) => parseWire(w.source)?.step === id);
  if (leaving.length === 0) return "nothing reads from it";
  const stuck = leaving.find((w) => passThrough(workflow, id, w.source) === undefined);
  if (!stuck) return undefined;
  return `it takes no ${kindOf(workflow, stuck.source) ?? "value"} that could go on to "${stuck.to}"; ${steps.get(id)!.type} makes one`;
}

/** Leads wires past a step, or back through it where they were not wired otherwise meanwhile. */
export function bypassed(workflow: Workflow, id: string): Workflow {
  const {[id]: led, ...others} = bypasses(workflow);
  if (led) {
    const back = led.reduce(
      (w, {to, port, from, onto}) => (w.steps.get(to)?.inputs[port]?.includes(onto) ? redirect(w, to, port, onto, from) : w),
      workflow
    );
    return withBypasses(back, others);
  }
  const problem = bypassProblem(workflow, id);
  if (problem !== undefined) throw new Error(`"${id}" cannot be bypassed: ${problem}`);
  const around = wiresOf(workflow)
    .filter((w) => parseWire(w.source)?.step === id)
    .map(({to, port, source}) => ({to, port, from: source, onto: passThrough(workflow, id, source)!}));
  const next = around.reduce((w, {to, port, from, onto}) => redirect(w, to, port, from, onto), workflow);
  return withBypasses(next, {...others, [id]: around});
}

/** With the marks under a step's new name. */
export function bypassRenamed(workflow: Workflow, before: string, after: string): Workflow {
  const all = bypasses(workflow);
  if (Object.keys(all).length === 0) return workflow;
  const name = (id: string): string => (id === before ? after : id);
  const source = (wire: string): string => (parseWire(wire)?.step === before ? `${after}${wire.slice(before.length)}` : wire);
  const renamed = Object.entries(all).map(([id, led]) => [
    name(id),
    led.map(({to, port, from, onto}) => ({to: name(to), port, from: source(from), onto: source(onto)}))
  ]);
  return withBypasses(workflow, Object.fromEntries(renamed) as Bypasses);
}

/** Without the marks of a step that goes; wires led onto an output of it are led onto what takes its place. */
export function bypassForgotten(workflow: Workflow, gone: string, instead: (source: string) => string | undefined): Workflow {
  const {[gone]: own, ...all} = bypasses(workflow);
  if (!own && Object.keys(all).length === 0) return workflow;
  const left = Object.entries(all).map(([id, led]) => [
    id,
    led.flatMap((wire): Led[] => {
      if (wire.to === gone) return [];
      if (parseWire(wire.onto)?.step !== gone) return [wire];
      const onto = instead(wire.onto);
      return onto === undefined ? [] : [{...wire, onto}];
    })
  ]);
  return withBypasses(workflow, Object.fromEntries(left) as Bypasses);
}

/** With the outputs of a bypassed step called as its new type calls them. */
export function bypassSwapped(workflow: Workflow, id: string, now: (source: string) => string | undefined): Workflow {
  const {[id]: led, ...others} = bypasses(workflow);
  if (!led) return workflow;
  const own = led.flatMap((wire): Led[] => {
    const from = now(wire.from);
    return from === undefined ? [] : [{...wire, from}];
  });
  return withBypasses(workflow, {...others, [id]: own});
}
