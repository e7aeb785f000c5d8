import {byteLength} from "./bytes.ts";
import type {Database} from "./database.ts";
import type {ResolvedStep, Source} from "./graph.ts";
import {sha256, toJson} from "./hash.ts";
import type {Material} from "./key.ts";
import type {InputFile, Json, Task} from "./node.ts";
import type {MapOptions, Pool} from "./pool.ts";
import type {Action, Store} from "./store.ts";
import type {Artifact, Values} from "./values.ts";

/** A step together with all that arrives at it. */
export interface Work {
  readonly step: ResolvedStep;
  readonly material: Material;
  readonly artifactOf: (source: Source) => Artifact;
  readonly files: ReadonlyMap<string, InputFile>;
}

/** What a step runs with. */
export interface StepTools {
  readonly db: Database;
  readonly pool: Pool;
  readonly store: Store;
  readonly values: Values;
  readonly signal: AbortSignal;
  readonly tell: (fraction?: number, message?: string, preview?: Json) => void;
  readonly load: (source: Source) => Promise<unknown>;
}

/** Runs a step's node on what arrives and puts what it gives into the store. @throws what the node throws; the signal's reason. */
export async function runStep(
  {step, files}: Work,
  tools: StepTools
): Promise<{readonly outputs: Readonly<Record<string, Artifact>>; readonly notes: Readonly<Record<string, Json>>}> {
  const {definition, params} = step;
  const {db, pool, signal, tell} = tools;
  const inputs = await loadInputs(step, tools.load);
  signal.throwIfAborted();
  const notes: Record<string, Json> = {};
  const results = (await definition.run({
    inputs,
    params,
    db: db.bind(signal),
    pool: bind(pool, signal),
    signal,
    // Not a number is no progress.
    progress: (fraction: number, message?: string, preview?: Json) =>
      tell(fraction > 0 ? Math.min(1, fraction) : 0, message, preview),
    note: (key: string, value: Json) => void (notes[key] = toJson(value)),
    file: (param: string) => files.get(param)
  })) as Readonly<Record<string, unknown>>;
  signal.throwIfAborted();
  const outputs: Record<string, Artifact> = {};
  for (const port of Object.keys(definition.outputs))
    outputs[port] = await keep(port, definition.outputs[port]!.kind, results[port], tools);
  signal.throwIfAborted();
  return {outputs, notes};
}

/** What a record says of its outputs, with what decodes them; in the node's own order, since records are kept in the alphabet's. */
export function artifactsOf({definition}: ResolvedStep, outputs: Action["outputs"]): Record<string, Artifact> {
  return Object.fromEntries(
    Object.keys(definition.outputs).map((port) => [port, {...outputs[port]!, codec: definition.outputs[port].kind}])
  );
}

/** The same without what decodes them, for the record. */
export function recordsOf(outputs: Readonly<Record<string, Artifact>>): Action["outputs"] {
  return Object.fromEntries(Object.entries(outputs).map(([port, {codec: _codec, ...record}]) => [port, record]));
}

async function loadInputs({definition, inputs}: ResolvedStep, load: StepTools["load"]): Promise<Record<string, unknown>> {
  const loaded: Record<string, unknown> = {};
  for (const [port, sources] of Object.entries(inputs)) {
    const values = await Promise.all(sources.map(load));
    loaded[port] = definition.inputs[port]!.many ? values : values[0];
  }
  return loaded;
}

async function keep(port: string, kind: Artifact["codec"], value: unknown, {store, values}: StepTools): Promise<Artifact> {
  if (value === undefined) throw new Error(`the node gave nothing for its output "${port}"`);
  const pieces = await kind.encode(value);
  const hash = await sha256(pieces);
  await store.putObject(hash, pieces);
  kind.seal?.(value, hash);
  const bytes = byteLength(pieces);
  values.put(hash, value, bytes);
  return {kind: kind.name, hash, bytes, summary: kind.summarize(value), codec: kind};
}

/** The pool as one step sees it: stopped with it, and not its to close. */
function bind(pool: Pool, signal: AbortSignal): Pool {
  return {
    size: pool.size,
    map: async <A, R, S>(task: Task<A, R, S>, items: readonly A[], options: MapOptions<S, R> = {}) =>
      pool.map(task, items, {signal, ...options}),
    close: () => {}
  };
}
