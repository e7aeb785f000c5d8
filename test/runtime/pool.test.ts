import {execFileSync} from "node:child_process";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {buildSync} from "esbuild";
import {afterAll, afterEach, beforeAll, describe, expect, it} from "vitest";
import {spawnWorker} from "../../runtime/host.node.ts";
import {inlinePool, type Pool, WorkerPool} from "../../runtime/pool.ts";
import {
  addTo,
  exhaust,
  exit,
  keep,
  lengths,
  measure,
  missing,
  refuse,
  slow,
  spin,
  square,
  unclonable,
  waver
} from "./fixtures/tasks.ts";

const folder = mkdtempSync(join(tmpdir(), "fluxloom-pool-"));
const script = join(folder, "worker.mjs");
const pools: Pool[] = [];

function build(entry: string, outfile: string): void {
  buildSync({
    entryPoints: [join(import.meta.dirname, "fixtures", entry)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm"
  });
}

function open(size: number, path = script): WorkerPool {
  const pool = new WorkerPool({size, spawn: () => spawnWorker(path)});
  pools.push(pool);
  return pool;
}

beforeAll(() => build("worker.ts", script));
afterEach(() => {
  for (const pool of pools.splice(0)) pool.close();
});
afterAll(() => rmSync(folder, {recursive: true}));

describe.each([
  ["one worker", () => open(1)],
  ["three workers", () => open(3)],
  ["the calling thread", inlinePool]
])("a pool of %s", (_, make) => {
  it("gives results in the order of the items", async () => {
    const items = Array.from({length: 50}, (_, i) => i);
    expect(await make().map(square, items)).toEqual(items.map((i) => i * i));
  });

  it("gives every task what the items share", async () => {
    const results = await make().map(addTo, [1, 2, 3], {shared: Float64Array.of(10, 20)});
    expect(results.map((r) => [...r])).toEqual([
      [11, 21],
      [12, 22],
      [13, 23]
    ]);
  });

  it("copies the part of a buffer that a view shows, not all of it", async () => {
    const buffer = new Float64Array(1000);
    expect(await make().map(lengths, [buffer.subarray(0, 2), buffer.subarray(5, 6)])).toEqual([16, 8]);
  });

  it("hands bytes and blobs to tasks", async () => {
    const bytes = new Uint8Array(10);
    expect(await make().map(measure, [bytes, new Blob([bytes, bytes])])).toEqual([10, 20]);
    expect(bytes.length).toBe(10);
  });

  it("tells the error of the first item that fails, though a later one fails sooner", async () => {
    const failure = make().map(refuse, [0, 1, 2, 3]);
    await expect(failure).rejects.toThrow("item 1 is refused; give 0");
    await expect(failure).rejects.toMatchObject({name: "RangeError"});
  });

  it("goes on after a failure", async () => {
    const pool = make();
    await expect(pool.map(refuse, [2])).rejects.toThrow("refused");
    expect(await pool.map(square, [3])).toEqual([9]);
  });

  it("reports progress that never falls and ends at 1", async () => {
    const seen: number[] = [];
    await make().map(slow, [120, 120], {onProgress: (fraction) => seen.push(fraction)});
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
    expect(seen.length).toBeGreaterThan(2);
  });

  it("keeps the progress it has told, whatever a task says later", async () => {
    const seen: number[] = [];
    await make().map(waver, [[0.5, 0.2, NaN, 7]], {onProgress: (fraction) => seen.push(fraction)});
    expect(seen).toEqual([0.5, 1]);
  });

  it("shows what each item gave as soon as it is known", async () => {
    const seen: [number, number][] = [];
    const results = await make().map(square, [3, 1, 2], {onResult: (index, value) => seen.push([index, value])});
    expect(seen.sort(([a], [b]) => a - b)).toEqual(results.map((value, i) => [i, value]));
  });

  it("tells how long each item took", async () => {
    const took: number[] = [];
    await make().map(slow, [5, 150], {onResult: (index, _, ms) => (took[index] = ms)});
    expect(took[1]).toBeGreaterThan(140);
    expect(took[1]).toBeGreaterThan(took[0]!);
  });

  it("does nothing for no items and refuses to begin once aborted", async () => {
    expect(await make().map(square, [])).toEqual([]);
    await expect(make().map(square, [1], {signal: AbortSignal.abort(new Error("stopped"))})).rejects.toThrow("stopped");
  });

  it("refuses what cannot be copied between threads", async () => {
    await expect(make().map(unclonable, [1])).rejects.toThrow("could not be cloned");
    await expect(make().map(square as never, [() => 1])).rejects.toThrow("could not be cloned");
  });
});

describe("a pool of workers", () => {
  it("moves results that are to be moved, and copies others", async () => {
    const pool = open(1);
    for (const left of [3, 3]) expect((await pool.map(keep, [0]))[0]).toMatchObject({left, all: Float64Array.of(1, 2, 3)});
    const [moved] = await pool.map(keep, [0], {transfer: true});
    expect(moved).toMatchObject({left: 3, all: Float64Array.of(1, 2, 3)});
    expect(moved!.again[0]!.all).toBe(moved!.all);
    await expect(pool.map(keep, [0], {transfer: true})).rejects.toThrow("detached");
  });

  it("lets tasks read files piece by piece, more than once", async () => {
    const path = join(folder, "big.bin");
    writeFileSync(path, new Uint8Array(3_000_001));
    expect(await open(1).map(measure, [{path}])).toEqual([3_000_001]);
    await expect(open(1).map(measure, [{path: join(folder, "none")}])).rejects.toThrow("ENOENT");
    await expect(inlinePool().map(measure, [{path}])).rejects.toThrow(/^cannot open ".*big.bin" here; there are no files$/);
  });
});

describe("a pool of workers", () => {
  it("runs as many tasks at once as it has workers", async () => {
    const pool = open(2);
    await pool.map(square, [1, 2]);
    let sum = 0;
    await pool.map(slow, [150, 150, 150, 150], {onProgress: () => (sum += 1)});
    expect(sum).toBeGreaterThan(3);
  });

  it("stops an endless task within 200 ms of the abort and works again", async () => {
    const pool = open(2);
    await pool.map(square, [1, 2]);
    const stop = new AbortController();
    let aborted = 0;
    setTimeout(() => {
      aborted = performance.now();
      stop.abort(new Error("superseded"));
    }, 50);
    await expect(pool.map(spin, [1, 2, 3], {signal: stop.signal})).rejects.toThrow("superseded");
    expect(performance.now() - aborted).toBeLessThan(200);
    expect(await pool.map(square, [5, 6])).toEqual([25, 36]);
  });

  it("leaves other calls alone when one is aborted", async () => {
    const pool = open(2);
    const stop = new AbortController();
    const doomed = pool.map(spin, [1], {signal: stop.signal});
    const other = pool.map(square, [1, 2, 3]);
    setTimeout(() => stop.abort(), 20);
    await expect(doomed).rejects.toThrow("aborted");
    expect(await other).toEqual([1, 4, 9]);
  });

  it("lets a short call in between the items of a long one", async () => {
    const pool = open(1);
    const finished: string[] = [];
    const long = pool.map(slow, [40, 40, 40, 40]).then(() => finished.push("long"));
    const short = pool.map(square, [2]).then(() => finished.push("short"));
    await Promise.all([long, short]);
    expect(finished).toEqual(["short", "long"]);
  });

  it("says so when a worker leaves or runs out of memory, and goes on with a new one", async () => {
    const pool = open(1);
    await expect(pool.map(exit, [3])).rejects.toThrow('the worker running "test.exit" ended; it left with exit code 3');
    const small = new WorkerPool({size: 1, spawn: () => spawnWorker(script, {maxOldGenerationSizeMb: 24})});
    pools.push(small);
    await expect(small.map(exhaust, [1])).rejects.toThrow("it ran out of memory; use fewer workers or fewer rows");
    expect(await pool.map(square, [4])).toEqual([16]);
    expect(await small.map(square, [4])).toEqual([16]);
  });

  it("refuses an unknown task, a script that is not there, no workers and a closed pool", async () => {
    await expect(open(1).map(missing, [1])).rejects.toThrow('no task is named "test.missing"');
    await expect(open(2, join(folder, "nowhere.mjs")).map(square, [1, 2, 3])).rejects.toThrow("nowhere.mjs");
    expect(() => open(0)).toThrow("at least one worker; got 0");
    const pool = open(1);
    const running = pool.map(spin, [1]);
    pool.close();
    await expect(running).rejects.toThrow('the pool was closed while "test.spin" ran');
    await expect(pool.map(square, [1])).rejects.toThrow("closed");
  });

  it("keeps the process alive while it works, and no longer", () => {
    const main = join(folder, "main.mjs");
    writeFileSync(
      join(folder, "main.ts"),
      `import {spawnWorker} from ${JSON.stringify(join(import.meta.dirname, "../../runtime/host.node.ts"))};
       import {WorkerPool} from ${JSON.stringify(join(import.meta.dirname, "../../runtime/pool.ts"))};
       import {slow} from ${JSON.stringify(join(import.meta.dirname, "fixtures/tasks.ts"))};
       const pool = new WorkerPool({size: 2, spawn: () => spawnWorker(${JSON.stringify(script)})});
       console.log(await pool.map(slow, [100, 100, 100]));`
    );
    buildSync({entryPoints: [join(folder, "main.ts")], outfile: main, bundle: true, platform: "node", format: "esm"});
    expect(execFileSync(process.execPath, [main], {encoding: "utf8", timeout: 10_000})).toContain("[ 100, 100, 100 ]");
  });
});
