// How one step is run: what its node is given, and what becomes of what it gives.
import {describe, expect, it} from "vitest";
import type {AnyNode, Kind} from "../../runtime/node.ts";
import type {MapOptions, Pool} from "../../runtime/pool.ts";
import {runStep, type StepTools, type Work} from "../../runtime/step.ts";
import {MemoryStore} from "../../runtime/store.memory.ts";
import {Values} from "../../runtime/values.ts";
import {sha256} from "../../runtime/hash.ts";

const utf8 = new TextEncoder();

/** A kind of text that keeps what it is told of its hash. */
function sealed(): {readonly kind: Kind<unknown>; readonly hashes: string[]} {
  const hashes: string[] = [];
  const kind: Kind<unknown> = {
    name: "text",
    encode: async (value) => [utf8.encode(String(value))],
    decode: async (bytes) => new TextDecoder().decode(bytes),
    summarize: (value) => ({text: String(value)}),
    seal: (_, hash) => void hashes.push(hash)
  };
  return {kind, hashes};
}

function workOf(kind: Kind<unknown>, run: (context: {readonly pool: Pool; readonly note: unknown}) => unknown): Work {
  const definition = {inputs: {}, outputs: {out: {kind, doc: "the text"}}, run} as unknown as AnyNode;
  return {step: {id: "s", definition, params: {}, inputs: {}, schema: {}}, files: new Map()} as unknown as Work;
}

function tools(pool: Pool, signal: AbortSignal, told: unknown[][] = []): StepTools {
  const store = new MemoryStore();
  return {
    db: {bind: () => undefined} as unknown as StepTools["db"],
    pool,
    store,
    values: new Values(store, 1e6),
    signal,
    tell: (...words) => void told.push(words),
    load: async () => undefined
  };
}

/** A pool that keeps what it is asked for. */
function asked(): {readonly pool: Pool; readonly options: MapOptions<unknown>[]; closed: boolean} {
  const options: MapOptions<unknown>[] = [];
  const seen = {options, closed: false};
  const pool = {
    size: 3,
    map: async (_task: unknown, _items: unknown, given: MapOptions<unknown>) => (options.push(given), []),
    close: () => void (seen.closed = true)
  } as unknown as Pool;
  return Object.assign(seen, {pool});
}

describe("a step", () => {
  it("has the pool stopped with it, and cannot close it for others", async () => {
    const {signal} = new AbortController();
    const seen = asked();
    const task = {name: "t", run: () => undefined};
    const work = workOf(sealed().kind, async ({pool}) => {
      await pool.map(task as never, [1]);
      pool.close();
      return {out: "done"};
    });
    await runStep(work, tools(seen.pool, signal));
    expect(seen.options.map((options) => options.signal)).toEqual([signal]);
    expect(seen.closed).toBe(false);
  });

  it("tells what it gave its content hash, and keeps it in the store and at hand", async () => {
    const {kind, hashes} = sealed();
    const its = tools(asked().pool, new AbortController().signal);
    const {outputs} = await runStep(
      workOf(kind, () => ({out: "stars"})),
      its
    );
    const hash = await sha256(utf8.encode("stars"));
    expect(hashes).toEqual([hash]);
    expect(outputs["out"]).toEqual({kind: "text", hash, bytes: 5, summary: {text: "stars"}, codec: kind});
    expect(await its.store.object(hash)).toEqual(utf8.encode("stars"));
    expect(its.values.kept(hash)).toBe("stars");
  });

  it("that gives nothing for an output is told so", async () => {
    const work = workOf(sealed().kind, () => ({}));
    await expect(runStep(work, tools(asked().pool, new AbortController().signal))).rejects.toThrow(
      'the node gave nothing for its output "out"'
    );
  });
});
