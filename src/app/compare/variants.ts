// Workflows set aside to be compared with, and which two are compared.
import {useSyncExternalStore} from "react";
import {parseWorkflow, serializeWorkflow, type Workflow} from "../../../runtime/workflow.ts";
import {type Branches, branchesOf} from "../../compare/branch.ts";
import {titleOf} from "../canvas/words.ts";
import {definitionOf} from "../commands.ts";
import {type Document, documentStore} from "../document.ts";
import {keptWorkflow} from "../reading.ts";

/** A workflow as it was when it was set aside. */
export interface Variant {
  readonly id: string;
  readonly name: string;
  readonly text: string;
}

/** What stands on one side: the open workflow, what was last saved of it, a variant, or the open workflow's branch to a step. */
export type Pick =
  | {readonly is: "open"}
  | {readonly is: "saved"}
  | {readonly is: "variant"; readonly id: string}
  | {readonly is: "branch"; readonly step: string};

export interface Pair {
  readonly a: Pick;
  readonly b: Pick;
}

interface Kept {
  readonly variants: readonly Variant[];
  /** Undefined until somebody chose. */
  readonly pair: Pair | undefined;
}

const place = "fluxloom.variants";
const mostVariants = 12;
const listeners = new Set<() => void>();
let current: Kept = kept();

function kept(): Kept {
  try {
    const {variants = [], pair} = JSON.parse(localStorage.getItem(place) ?? "{}") as Partial<Kept>;
    return {variants: variants.filter(({text}) => reads(text)), pair};
  } catch {
    return {variants: [], pair: undefined};
  }
}

function reads(text: string): boolean {
  try {
    parseWorkflow(text);
    return true;
  } catch {
    return false;
  }
}

function set(parts: Partial<Kept>): void {
  current = {...current, ...parts};
  try {
    localStorage.setItem(place, JSON.stringify(current));
  } catch {
    documentStore.tell("This browser refuses to keep the variant: it is forgotten when the page closes.", "problem");
  }
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export function useVariants(): Kept {
  return useSyncExternalStore(subscribe, () => current);
}

/** Sets a workflow aside and puts it against the open one, on side A unless told. @returns its name. */
export function keepVariant(workflow: Workflow, wish: string, side: "a" | "b" = "a"): string {
  const text = serializeWorkflow(workflow);
  const same = current.variants.find((variant) => variant.text === text);
  const name = same?.name ?? freeTitle(wish);
  const variant = same ?? {id: crypto.randomUUID(), name, text};
  const others = current.variants.filter(({id}) => id !== variant.id);
  const [kept, open]: Pick[] = [{is: "variant", id: variant.id}, {is: "open"}];
  set({variants: [...others, variant].slice(-mostVariants), pair: side === "a" ? {a: kept!, b: open!} : {a: open!, b: kept!}});
  return name;
}

export function forgetVariant(id: string): void {
  const uses = (pick: Pick): boolean => pick.is === "variant" && pick.id === id;
  const pair = current.pair && (uses(current.pair.a) || uses(current.pair.b)) ? undefined : current.pair;
  set({variants: current.variants.filter((variant) => variant.id !== id), pair});
}

function freeTitle(wish: string): string {
  const taken = new Set(current.variants.map(({name}) => name));
  for (let n = 1; ; ++n) {
    const name = n === 1 ? wish : `${wish} ${n}`;
    if (!taken.has(name)) return name;
  }
}

/** Puts something on one side; the other follows where the two cannot stand together. */
export function choose(side: "a" | "b", pick: Pick): void {
  const pair = {...chosenPair(documentStore.current), [side]: pick};
  const other = side === "a" ? "b" : "a";
  const {workflow} = documentStore.current;
  if (pick.is === "branch" && pair[other].is !== "branch") {
    const rival = rivalOf(workflow, pick.step);
    if (rival !== undefined) return set({pair: {...pair, [other]: {is: "branch", step: rival}}});
  }
  if (pick.is !== "branch" && pair[other].is === "branch") return set({pair: {...pair, [other]: {is: "open"}}});
  set({pair});
}

/** Puts two branches of the open workflow against each other. */
export function chooseBranches(a: string, b: string): void {
  set({pair: {a: {is: "branch", step: a}, b: {is: "branch", step: b}}});
}

export function swapSides(): void {
  const {a, b} = chosenPair(documentStore.current);
  set({pair: {a: b, b: a}});
}

/** What was chosen, or else what makes most sense: the variant set aside last, what was saved, two branches. */
export function chosenPair(document: Document): Pair {
  const {variants, pair} = current;
  const exists = (pick: Pick): boolean =>
    pick.is === "variant"
      ? variants.some(({id}) => id === pick.id)
      : pick.is !== "branch" || document.workflow.steps.has(pick.step);
  if (pair && exists(pair.a) && exists(pair.b)) return pair;
  const last = variants.at(-1);
  if (last) return {a: {is: "variant", id: last.id}, b: {is: "open"}};
  if (serializeWorkflow(document.workflow) !== document.saved && reads(document.saved))
    return {a: {is: "saved"}, b: {is: "open"}};
  const [first] = branchSteps(document.workflow);
  const rival = first === undefined ? undefined : rivalOf(document.workflow, first);
  if (first !== undefined && rival !== undefined) return {a: {is: "branch", step: first}, b: {is: "branch", step: rival}};
  return {a: {is: "saved"}, b: {is: "open"}};
}

/** Steps that judge, and of which there is more than one of a kind: their branches can be compared. */
export function branchSteps(workflow: Workflow): readonly string[] {
  const judging = [...workflow.steps.keys()].filter((id) => judges(workflow, id));
  const type = (id: string): string => workflow.steps.get(id)!.type;
  // What is judged on rows held out says more than the search it came from.
  const order = judging.toSorted((x, y) => Number(type(y) === "evaluate") - Number(type(x) === "evaluate"));
  return order.filter((id) => rivalOf(workflow, id, judging) !== undefined);
}

/** Another step of the same type that does not read from this one. */
function rivalOf(workflow: Workflow, step: string, among: Iterable<string> = workflow.steps.keys()): string | undefined {
  const type = workflow.steps.get(step)?.type;
  return [...among].find(
    (id) => id !== step && workflow.steps.get(id)?.type === type && branches(workflow, step, id) !== undefined
  );
}

function branches(workflow: Workflow, a: string, b: string): Branches | undefined {
  try {
    return branchesOf(workflow, a, b);
  } catch {
    return undefined;
  }
}

function judges(workflow: Workflow, id: string): boolean {
  const outputs = definitionOf(workflow, id)?.outputs as Readonly<Record<string, {readonly kind: {readonly name: string}}>>;
  return Object.values(outputs ?? {}).some(({kind}) => kind.name === "metrics" || kind.name === "search");
}

/** One side: what it is called, and the workflow. */
export interface PickedSide {
  readonly name: string;
  readonly workflow: Workflow;
}

/** The two workflows a pair stands for. @throws with what is wrong with it. */
export function sidesOf({a, b}: Pair, {workflow, saved}: Document): readonly [PickedSide, PickedSide] {
  if (a.is === "branch" && b.is === "branch") {
    const both = branchesOf(workflow, a.step, b.step);
    return [
      {name: titleOf(workflow, a.step), workflow: both.a},
      {name: titleOf(workflow, b.step), workflow: both.b}
    ];
  }
  const side = (pick: Pick): PickedSide => {
    switch (pick.is) {
      case "open":
        return {name: "As it is now", workflow};
      case "saved":
        return {name: "As last saved", workflow: keptWorkflow(saved)};
      case "variant": {
        const {name, text} = current.variants.find(({id}) => id === pick.id)!;
        return {name, workflow: keptWorkflow(text)};
      }
      case "branch":
        throw new Error("a branch can only be compared with another branch of the same workflow");
    }
  };
  return [side(a), side(b)];
}
