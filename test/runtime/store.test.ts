import {spawnSync} from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync
} from "node:fs";
import {hostname, tmpdir} from "node:os";
import {join} from "node:path";
import {afterEach, beforeEach, describe, expect, it} from "vitest";
import {FileHashes} from "../../runtime/file-hashes.node.ts";
import {reason} from "../../runtime/files.node.ts";
import {sha256} from "../../runtime/hash.ts";
import {MemoryStore} from "../../runtime/store.memory.ts";
import {openStore} from "../../runtime/store.node.ts";
import {type Action, chooseRemovals, type Store} from "../../runtime/store.ts";
import {actionOf} from "./fixtures/store-content.ts";

const utf8 = new TextEncoder();
let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "fluxloom-store-"))));
afterEach(() => rmSync(folder, {recursive: true, force: true}));

async function fill(store: Store, name: string, contents: readonly string[]): Promise<Action> {
  const outputs = contents.map((text) => utf8.encode(text));
  for (const bytes of outputs) await store.putObject(await sha256(bytes), bytes);
  const action = await actionOf(await sha256(utf8.encode(name)), outputs, name);
  await store.putAction(action);
  return action;
}

function pathOf(kind: "objects" | "actions", name: string): string {
  return kind === "objects"
    ? join(folder, kind, name.slice(0, 2), name.slice(2))
    : join(folder, kind, name.slice(0, 2), `${name}.json`);
}

function age(path: string, seconds: number): void {
  const then = Date.now() / 1000 - seconds;
  utimesSync(path, then, then);
}

async function keysIn(store: Store): Promise<string[]> {
  const steps: string[] = [];
  for await (const action of store.actions()) steps.push(action.step);
  return steps.sort();
}

describe.each([
  ["in memory", async () => new MemoryStore()],
  ["on disk", async () => openStore(folder)]
])("a store %s", (_, open) => {
  it("gives back what was put", async () => {
    const store = await open();
    const action = await fill(store, "one", ["a", "b"]);
    expect(await store.action(action.key)).toEqual(action);
    expect(new TextDecoder().decode(await store.object(action.outputs["out1"]!.hash))).toBe("b");
    expect(await store.action("0".repeat(64))).toBeUndefined();
    expect(await store.object("0".repeat(64))).toBeUndefined();
    expect(await keysIn(store)).toEqual(["one"]);
    expect(await store.size()).toMatchObject({objects: 2, actions: 1});
    await store.close();
  });

  it("takes an object in pieces", async () => {
    const store = await open();
    const pieces = ["one, ", "", "two, ", "three"].map((text) => utf8.encode(text));
    const hash = await sha256(pieces);
    await store.putObject(hash, pieces);
    await store.putObject(hash, pieces);
    expect(new TextDecoder().decode(await store.object(hash))).toBe("one, two, three");
    expect(await store.size()).toMatchObject({objects: 1, bytes: 15});
  });

  it("refuses an action whose objects are not there", async () => {
    const store = await open();
    const action = await actionOf("1".repeat(64), [utf8.encode("nowhere")]);
    await expect(store.putAction(action)).rejects.toThrow("is not in the store; put it before the action that names it");
  });

  it("remembers the last key of a scope", async () => {
    const store = await open();
    expect(await store.last("w.json/split")).toBeUndefined();
    await store.setLast("w.json/split", "2".repeat(64));
    await store.setLast("w.json/split", "3".repeat(64));
    expect(await store.last("w.json/split")).toBe("3".repeat(64));
    expect(await store.last("w.json/tune")).toBeUndefined();
  });

  it("removes the least recently used actions and what only they name", async () => {
    const store = await open();
    const old = await fill(store, "old", ["shared", "x".repeat(1000)]);
    const used = await fill(store, "used", ["y".repeat(1000)]);
    const young = await fill(store, "young", ["shared", "z".repeat(1000)]);
    if (folder && (await store.size()).objects && "directory" in store) {
      for (const [action, seconds] of [
        [old, 3000],
        [used, 4000],
        [young, 2000]
      ] as const) {
        age(pathOf("actions", action.key), seconds);
        for (const {hash} of Object.values(action.outputs)) age(pathOf("objects", hash), 5000);
      }
    }
    await store.action(used.key);
    const {bytes} = await store.size();
    const dry = await store.gc({capBytes: bytes - 1, dryRun: true});
    expect(dry.removed.map(({what}) => what)).toEqual(["action", "object"]);
    expect(dry.removed.map(({name}) => name)).toEqual([old.key, old.outputs["out1"]!.hash]);
    expect(await keysIn(store)).toEqual(["old", "used", "young"]);
    const real = await store.gc({capBytes: bytes - 1});
    expect(real).toEqual(dry);
    expect(await keysIn(store)).toEqual(["used", "young"]);
    expect(await store.action(young.key)).toEqual(young);
    expect(await store.size()).toEqual(real.kept);
  });
});

describe("a store on disk", () => {
  it("finds everything again when opened anew, also by another process at the same time", async () => {
    const [one, two] = [await openStore(folder), await openStore(folder)];
    const action = await fill(one, "one", ["a"]);
    expect(await two.action(action.key)).toEqual(action);
    await Promise.all([one, two, one, two].map(async (store) => fill(store, "both", ["the same bytes"])));
    expect(await keysIn(await openStore(folder))).toEqual(["both", "one"]);
    expect(readdirSync(join(folder, "tmp"))).toEqual([]);
  });

  it("sets a damaged object aside and takes it again", async () => {
    const store = await openStore(folder);
    const action = await fill(store, "one", ["precious"]);
    const {hash} = action.outputs["out0"]!;
    const bytes = readFileSync(pathOf("objects", hash));
    bytes[3]! ^= 1;
    writeFileSync(pathOf("objects", hash), bytes);
    expect(await store.object(hash)).toBeUndefined();
    expect(await store.action(action.key)).toBeUndefined();
    // Somebody may want to look at it.
    expect((await store.gc({capBytes: 1e9})).removed).toEqual([]);
    expect(readdirSync(join(folder, "quarantine"))).toEqual([hash]);
    await fill(store, "one", ["precious"]);
    expect(await store.object(hash)).toEqual(new Uint8Array(utf8.encode("precious")));
  });

  it("takes a truncated object for missing and mends it", async () => {
    const store = await openStore(folder);
    const action = await fill(store, "one", ["precious"]);
    truncateSync(pathOf("objects", action.outputs["out0"]!.hash), 4);
    expect(await store.action(action.key)).toBeUndefined();
    await fill(store, "one", ["precious"]);
    expect(await store.action(action.key)).toEqual(action);
  });

  it.each([
    ["a changed number", (text: string) => text.replace('"ms":12.5', '"ms":13.5')],
    ["half the text", (text: string) => text.slice(0, text.length / 2)],
    ["nothing", () => ""],
    ["other JSON", () => "[1]"]
  ])("takes an action record with %s for missing", async (_, damage) => {
    const store = await openStore(folder);
    const action = await fill(store, "one", ["a"]);
    const path = pathOf("actions", action.key);
    writeFileSync(path, damage(readFileSync(path, "utf8")));
    expect(await store.action(action.key)).toBeUndefined();
    expect(await keysIn(store)).toEqual([]);
    expect((await store.gc({capBytes: 1e9})).removed).toEqual([]);
    age(path, 5000);
    expect((await store.gc({capBytes: 1e9})).removed.map(({what}) => what)).toEqual(["action"]);
  });

  it("takes a record under another key's name for missing", async () => {
    const store = await openStore(folder);
    const [one, two] = [await fill(store, "one", ["a"]), await fill(store, "two", ["b"])];
    writeFileSync(pathOf("actions", one.key), readFileSync(pathOf("actions", two.key)));
    expect(await store.action(one.key)).toBeUndefined();
  });

  it("collects nothing that was used within the grace time, and objects nobody names after it", async () => {
    const store = await openStore(folder);
    const kept = await fill(store, "kept", ["k"]);
    const orphan = await sha256(utf8.encode("orphan"));
    await store.putObject(orphan, utf8.encode("orphan"));
    expect((await store.gc({capBytes: 0, dryRun: true})).removed).toEqual([]);
    expect((await store.gc({capBytes: 0})).removed).toEqual([]);
    age(pathOf("objects", orphan), 5000);
    await store.putObject(orphan, utf8.encode("orphan"));
    expect((await store.gc({capBytes: 0})).removed).toEqual([]);
    age(pathOf("objects", orphan), 5000);
    expect((await store.gc({capBytes: 0})).removed).toEqual([{what: "object", name: orphan, bytes: 6}]);
    expect((await store.gc({capBytes: 0, graceMs: -1000})).removed.map(({name}) => name)).toEqual([
      kept.key,
      kept.outputs["out0"]!.hash
    ]);
    expect(await store.size()).toEqual({objects: 0, actions: 0, bytes: 0});
  });

  it("leaves what was used after another process had listed it for collection", async () => {
    const store = await openStore(folder);
    const {key, outputs} = await fill(store, "used", ["u"]);
    const hash = outputs["out0"]!.hash;
    for (const path of [pathOf("actions", key), pathOf("objects", hash)]) age(path, 5000);
    await store.action(key);
    // The other got as far as the record.
    rmSync(pathOf("actions", key));
    expect((await store.gc({capBytes: 0})).removed).toEqual([]);
    expect(await store.object(hash)).toEqual(utf8.encode("u"));
  });

  it("removes an action and leaves what of it was used since", () => {
    const [key, hash] = ["a".repeat(64), "b".repeat(64)];
    const action = {key, bytes: 5, usedAt: 1, objects: [hash]};
    const removed = (usedAt: number) => chooseRemovals([action], [{hash, bytes: 7, usedAt}], 0, 10).removed.map(({what}) => what);
    expect(removed(9)).toEqual(["action", "object"]);
    expect(removed(10)).toEqual(["action"]);
  });

  it("removes nothing while all of it fits, to the last byte", () => {
    const [key, hash] = ["a".repeat(64), "b".repeat(64)];
    const left = (capBytes: number): number =>
      chooseRemovals([{key, bytes: 5, usedAt: 1, objects: [hash]}], [{hash, bytes: 7, usedAt: 1}], capBytes, 10).kept.bytes;
    expect([left(12), left(11)]).toEqual([12, 0]);
  });

  it("trims itself while it is written to", async () => {
    const store = await openStore(folder, {capBytes: 3000, graceMs: -1000});
    for (let i = 0; i < 12; ++i) await fill(store, `${i}`, [`${i}`.repeat(600)]);
    expect((await store.size()).bytes).toBeLessThan(6000);
  });

  it("trims itself when closed", async () => {
    const store = await openStore(folder, {capBytes: 3000, graceMs: -1000});
    for (const name of ["one", "two", "three", "four"]) {
      const action = await fill(store, name, [name.repeat(300)]);
      age(pathOf("actions", action.key), 100 - name.length);
    }
    await store.close();
    const size = await store.size();
    expect(size.bytes).toBeLessThanOrEqual(2700);
    expect(size.actions).toBeGreaterThan(0);
  });

  it("clears what a dead process left half-written, not what a live one or another host writes", async () => {
    await openStore(folder);
    const dead = spawnSync(process.execPath, ["-e", ""]).pid;
    const host = hostname().replace(/[^\w.-]/g, "_");
    const left = [`${host}~${dead}~x~1`, `${host}~${process.pid}~x~1`, "elsewhere~1~x~1", "elsewhere~1~x~2"];
    // In a container the next process often has the number of the last.
    left.push(`${host}~${process.pid}~y~1`);
    for (const name of left) writeFileSync(join(folder, "tmp", name), "half");
    for (const name of left.slice(3)) age(join(folder, "tmp", name), 25 * 3600);
    await openStore(folder);
    expect(new Set(readdirSync(join(folder, "tmp")))).toEqual(new Set([left[1], left[2]]));
  });

  it("goes on when its folder is emptied under it", async () => {
    const store = await openStore(folder);
    await fill(store, "one", ["a"]);
    rmSync(folder, {recursive: true});
    const action = await fill(store, "one", ["a"]);
    expect(await store.action(action.key)).toEqual(action);
  });

  it("refuses another format, a file in its place, and names that are not hashes", async () => {
    writeFileSync(join(folder, "version"), "99\n");
    await expect(openStore(folder)).rejects.toThrow("has format 99, but this version reads 1; choose another folder");
    await expect(openStore(join(folder, "version"))).rejects.toThrow("a file stands where a folder should be");
    const store = await openStore(join(folder, "good"));
    await expect(store.object("../../etc/passwd")).rejects.toThrow("must be 64 hexadecimal digits");
    await expect(store.putObject("AB", new Uint8Array())).rejects.toThrow('got "AB"');
  });

  it.skipIf(process.getuid?.() === 0)("says when its folder may not be written, and still reads", async () => {
    const store = await openStore(folder);
    const action = await fill(store, "one", ["a"]);
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o500);
    expect(await (await openStore(folder)).action(action.key)).toEqual(action);
    await expect(store.putObject(await sha256(utf8.encode("new")), utf8.encode("new"))).rejects.toThrow(
      "the folder may not be written (EACCES)"
    );
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o700);
  });
});

describe("file hashes", () => {
  it("are remembered while the file stays as it is, and made anew when it changes", async () => {
    const file = join(folder, "catalog.csv");
    writeFileSync(file, "a,b\n1,2\n");
    const hashes = new FileHashes(join(folder, "store"));
    const expected = await sha256(utf8.encode("a,b\n1,2\n"));
    expect(await hashes.hash(file)).toBe(expected);
    // Changed so recently that its date could hide another change.
    expect(readdirSync(folder)).toEqual(["catalog.csv"]);
    await new Promise((resolve) => setTimeout(resolve, 2100));
    expect(await hashes.hash(file)).toBe(expected);
    const [memo] = readdirSync(join(folder, "store", "files"));
    const path = join(folder, "store", "files", memo!);
    writeFileSync(path, readFileSync(path, "utf8").replace(expected, "f".repeat(64)));
    expect(await hashes.hash(file)).toBe("f".repeat(64));
    const before = statSync(file);
    writeFileSync(file, "a,b\n1,3\n");
    utimesSync(file, before.atime, before.mtime);
    expect(await hashes.hash(file)).toBe(await sha256(utf8.encode("a,b\n1,3\n")));
  });

  it("need no store, and say when there is no file", async () => {
    mkdirSync(join(folder, "d"));
    writeFileSync(join(folder, "d/x"), "x");
    expect(await new FileHashes().hash(join(folder, "d/x"))).toBe(await sha256(utf8.encode("x")));
    await expect(new FileHashes(folder).hash(join(folder, "none.csv"))).rejects.toThrow("no such file");
  });
});

describe("refusals of the file system", () => {
  it.each([
    ["ENOSPC", "the disk is full; free some space or choose another folder"],
    ["EROFS", "the folder may not be written (EROFS); choose another"],
    ["EMFILE", "as the system says it"]
  ])("are told in words that say what to do: %s", (code, words) => {
    expect(reason(Object.assign(new Error("as the system says it"), {code}))).toBe(words);
  });
});
