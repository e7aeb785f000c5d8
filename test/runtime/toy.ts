// A small library of arithmetic nodes and a session over it, with the log of what ran.
import {defineNode, type Kind, type Library, type Port} from "../../runtime/node.ts";
import {integer} from "../../runtime/params.ts";
import {inlinePool} from "../../runtime/pool.ts";
import {Session, type SessionOptions} from "../../runtime/session.ts";
import type {State} from "../../runtime/state.ts";
import {MemoryStore} from "../../runtime/store.memory.ts";
import type {Store} from "../../runtime/store.ts";
import {parseWorkflow, type Workflow} from "../../runtime/workflow.ts";
import {unusedDatabase} from "../database.ts";

const numberKind: Kind<number> = {
  name: "number",
  encode: async (x) => [new TextEncoder().encode(String(x))],
  decode: async (bytes) => Number(new TextDecoder().decode(bytes)),
  summarize: (x) => x
};
const wordKind: Kind<string> = {
  name: "word",
  encode: async (x) => [new TextEncoder().encode(x)],
  decode: async (bytes) => new TextDecoder().decode(bytes),
  summarize: (x) => x
};
const number: Port<number> = {kind: numberKind, doc: "A number."};
const numbers: Port<number> & {readonly many: true} = {...number, many: true};
const word: Port<string> = {kind: wordKind, doc: "A word."};
const common = {version: 1, title: "Toy", doc: "A toy.", group: "learning"} as const;

export function toys(log: string[]): Library {
  const constant = defineNode({
    ...common,
    type: "constant",
    inputs: {},
    outputs: {out: number},
    params: {value: integer({default: 0, doc: "The number."})},
    run: ({params: {value}}) => {
      log.push(`constant ${value}`);
      return {out: value};
    }
  });
  const halve = defineNode({
    ...common,
    type: "halve",
    inputs: {a: number},
    outputs: {out: number},
    params: {},
    run: ({inputs: {a}}) => {
      log.push(`halve ${a}`);
      return {out: Math.floor(a / 2)};
    }
  });
  // Not symmetric in its inputs, so that a swapped wire cannot go unnoticed.
  const add = defineNode({
    ...common,
    type: "add",
    inputs: {a: number, b: number},
    outputs: {out: number, twice: number},
    params: {bias: integer({default: 0, min: -9, max: 9, doc: "Added."})},
    run: ({inputs: {a, b}, params: {bias}, note}) => {
      log.push(`add ${a} ${b} ${bias}`);
      note("bias", bias);
      const out = (a + 3 * b + bias) % 11;
      return {out, twice: 2 * out};
    }
  });
  const sum = defineNode({
    ...common,
    type: "sum",
    inputs: {terms: numbers},
    outputs: {out: number},
    params: {},
    run: ({inputs: {terms}}) => {
      log.push(`sum ${terms.join(" ")}`);
      return {out: terms.reduce((s, x, i) => s + (i + 1) * x, 0)};
    }
  });
  const fail = defineNode({
    ...common,
    type: "fail",
    inputs: {a: number},
    outputs: {out: number},
    params: {},
    run: ({inputs: {a}}) => {
      log.push(`fail ${a}`);
      throw new Error(`no convergence at ${a}; try another start`);
    }
  });
  const slow = defineNode({
    ...common,
    type: "slow",
    inputs: {a: {...number, optional: true}},
    outputs: {out: number},
    params: {ms: integer({default: 1, min: 0, max: 60_000, doc: "How long."})},
    run: async ({inputs: {a = 0}, params: {ms}, signal, progress}) => {
      log.push(`slow ${ms} ${a}`);
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(resolve, ms);
        progress(0.5, "half way");
        signal.addEventListener("abort", () => {
          clearTimeout(timer);
          log.push(`abort ${ms} ${a}`);
          reject(signal.reason as Error);
        });
      });
      return {out: ms + a};
    }
  });
  const spell = defineNode({
    ...common,
    type: "spell",
    inputs: {a: number},
    outputs: {out: word},
    params: {},
    run: ({inputs: {a}}) => ({out: `${a}`})
  });
  return new Map([constant, halve, add, sum, fail, slow, spell].map((node) => [node.type, node]));
}

export interface Toy {
  readonly session: Session;
  readonly store: Store;
  /** What ran since the last look, sorted. */
  readonly ran: () => string[];
  readonly states: [string, State["status"]][];
}

export function toySession(options: Partial<SessionOptions> = {}): Toy {
  const log: string[] = [];
  const states: [string, State["status"]][] = [];
  const store = options.store ?? new MemoryStore();
  const session = new Session({
    library: toys(log),
    fingerprints: {},
    store,
    db: unusedDatabase,
    pool: inlinePool(),
    concurrency: 2,
    onState: (id, state) => states.push([id, state.status]),
    ...options
  });
  return {session, store, ran: () => log.splice(0).sort(), states};
}

type Steps = Record<string, {type: string; inputs?: Record<string, string | string[]>; params?: Record<string, unknown>}>;

export function workflow(steps: Steps, rest: object = {}): Workflow {
  return parseWorkflow(JSON.stringify({fluxloom: 1, steps, ...rest}));
}

/** The number a step gave, or its state. */
export async function result(session: Session, id: string, port = "out"): Promise<unknown> {
  const state = (await session.settled([id])).get(id)!;
  return state.status === "done" ? session.value(id, port) : state;
}

export async function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
