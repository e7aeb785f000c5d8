// Engine overhead on a chain of 200 steps whose nodes do nothing, and the cold start of an all-cached study.
// node test/bench/engine.mjs (after npm run build)
import {spawnSync} from "node:child_process";
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {defineNode, inlinePool, MemoryStore, params, parseWorkflow, Session} from "../../dist/index.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const kind = {
  name: "number",
  encode: async (x) => new TextEncoder().encode(String(x)),
  decode: async (bytes) => Number(new TextDecoder().decode(bytes)),
  summarize: (x) => x
};
const port = {kind, doc: "A number."};
const add = defineNode({
  type: "add",
  version: 1,
  title: "Add",
  doc: "Adds.",
  group: "learning",
  inputs: {a: {...port, optional: true}},
  outputs: {out: port},
  params: {n: params.integer({default: 1, doc: "Added."})},
  run: ({inputs: {a = 0}, params: {n}}) => ({out: a + n})
});
const steps = 200;

function chain(first, last) {
  const made = Object.fromEntries(
    Array.from({length: steps}, (_, i) => [
      `s${i}`,
      {type: "add", ...(i > 0 && {inputs: {a: `s${i - 1}.out`}}), params: {n: i === 0 ? first : i === steps - 1 ? last : 1}}
    ])
  );
  return parseWorkflow(JSON.stringify({fluxloom: 1, steps: made}));
}

async function edits(make, n) {
  const session = new Session({
    library: new Map([["add", add]]),
    fingerprints: {},
    store: new MemoryStore(),
    db: noDatabase(),
    pool: inlinePool()
  });
  session.apply(make(0));
  await session.settled();
  const times = [];
  for (let i = 1; i <= n; ++i) {
    const workflow = make(i);
    const start = performance.now();
    session.apply(workflow);
    await session.settled([`s${steps - 1}`]);
    times.push(performance.now() - start);
  }
  session.dispose();
  return times.sort((a, b) => a - b);
}

// The nodes here ask for no SQL.
function noDatabase() {
  return {bind: () => noDatabase()};
}

function show(what, times) {
  const at = (q) => times[Math.min(times.length - 1, Math.floor(q * times.length))].toFixed(1);
  process.stdout.write(`${what.padEnd(52)} median ${at(0.5)} ms, 90 % ${at(0.9)} ms, max ${at(1)} ms\n`);
}

show("edit of the last of 200 steps", await edits((i) => chain(1, i), 100));
show("edit of the first of 200 steps (all run)", await edits((i) => chain(i, 1), 20));

const store = mkdtempSync(join(tmpdir(), "fluxloom-bench-"));
const run = () => {
  const start = performance.now();
  const {status} = spawnSync(
    process.execPath,
    [join(root, "src/cli/fluxloom.mjs"), "run", join(root, "workflows/mips1-clean.json"), "--store", store],
    {stdio: "ignore"}
  );
  if (status !== 0) throw new Error(`the run ended with ${status}`);
  return performance.now() - start;
};
process.stdout.write(`first run of workflows/mips1-clean.json ${(run() / 1000).toFixed(1)} s\n`);
show(
  "all-cached run, whole process",
  Array.from({length: 10}, run).sort((a, b) => a - b)
);
rmSync(store, {recursive: true});
