import seedrandom from "seedrandom";
import {describe, expect, it} from "vitest";
import {decodeObject, decodeTable, encodeObject, encodeTable} from "../../runtime/arrow.ts";
import {sha256} from "../../runtime/hash.ts";
import {booleanColumn, type Column, realColumn, Table, textColumn} from "../../runtime/table.ts";

function mixed(n: number, seed = 1): Table {
  const random = seedrandom(`arrow/${seed}`);
  const ints = (low: number, high: number): number[] => Array.from({length: n}, () => low + Math.floor(random() * (high - low)));
  const some = Uint8Array.from({length: n}, (_, i) => (i % 3 === 1 ? 0 : 1));
  const columns: Column[] = [
    {
      name: "id",
      type: "int64",
      ucd: "meta.id;meta.main",
      values: BigInt64Array.from(ints(0, 1e6), (x) => 9_007_199_254_740_993n + BigInt(x))
    },
    {name: "bytes", type: "uint8", values: Uint8Array.from(ints(0, 256))},
    {name: "short", type: "int16", values: Int16Array.from(ints(-32768, 32768)), valid: some},
    {name: "int", type: "int32", values: Int32Array.from(ints(-5, 5)), valid: some},
    {name: "single", type: "float32", unit: "mag", values: Float32Array.from(ints(0, 9), Math.fround)},
    realColumn(
      {name: "double", unit: "uJy", ucd: "phot.flux.density", description: "A flux"},
      Float64Array.from({length: n}, (_, i) => (i % 5 === 0 ? NaN : i % 7 === 0 ? -Infinity : random())),
      some
    ),
    booleanColumn({name: "flag"}, Uint8Array.from(ints(0, 2))),
    textColumn(
      {name: "cc_flags"},
      Array.from({length: n}, (_, i) => (i % 4 === 0 ? null : i % 4 === 1 ? "" : ["0000", "ü·☉", "a,b"][i % 3]!))
    )
  ];
  return new Table({columns, rows: n, roles: {features: ["single"]}, meta: {title: "Mixed"}});
}

describe("stored tables", () => {
  it("keep a column that is called as lineage is, wherever rows come from", () => {
    const named = new Table({columns: ["a", "__row__"].map((name) => realColumn({name}, Float64Array.of(7, 8, 9)))});
    named.seal("of this one");
    for (const table of [named, named.withRoles({features: ["a"]}), named.take(Uint32Array.of(2, 0))]) {
      const again = decodeTable(encodeTable(table));
      expect(again.columns.map(({name}) => name)).toEqual(["a", "__row__"]);
      expect([...again.numbers("__row__")]).toEqual([...table.numbers("__row__")]);
      expect([...again.rowIdentity()]).toEqual([...table.rowIdentity()]);
    }
  });

  it.each([0, 1, 2, 3, 7, 8, 9, 63, 64, 65, 1001])("R33 come back as they were, %i rows", (n) => {
    const table = mixed(n);
    const again = decodeTable(encodeTable(table));
    expect(again.rows).toBe(n);
    expect(again.columns.map(({name, type, unit, ucd, description}) => ({name, type, unit, ucd, description}))).toEqual(
      table.columns.map(({name, type, unit, ucd, description}) => ({name, type, unit, ucd, description}))
    );
    for (const {name} of table.columns) for (let i = 0; i < n; ++i) expect(again.cell(name, i)).toEqual(table.cell(name, i));
    expect([again.roles, again.meta]).toEqual([table.roles, table.meta]);
    expect(encodeTable(again)).toEqual(encodeTable(table));
    // What comes back can be worked with as any other table.
    expect(encodeTable(again.take([...Array(n).keys()]).select(["id"]))).toEqual(
      encodeTable(table.take([...Array(n).keys()]).select(["id"]))
    );
  });

  it("R34 have the same bytes whatever lies in null slots, behind slices, and in NaN payloads", async () => {
    const valid = Uint8Array.of(1, 0, 1);
    const nan = new Float64Array(new BigUint64Array([0x7ff8000000000000n, 1n, 0xfff0000000000123n]).buffer);
    const clean = new Table({
      columns: [
        realColumn({name: "x"}, Float64Array.of(1.5, 0, 2), valid),
        realColumn({name: "y"}, Float64Array.of(NaN, 4.94e-324, NaN)),
        textColumn({name: "t"}, ["a", null, "c"])
      ]
    });
    const offsets = new Int32Array([2, 3, 5, 6]);
    const dirty = new Table({
      columns: [
        realColumn({name: "x"}, Float64Array.of(1.5, 777, 2), valid),
        realColumn({name: "y"}, nan),
        {name: "t", type: "text", values: {offsets, bytes: new TextEncoder().encode("__axyc__")}, valid}
      ]
    });
    expect(await sha256(encodeTable(dirty))).toBe(await sha256(encodeTable(clean)));
    const allValid = new Table({columns: [realColumn({name: "x"}, Float64Array.of(1), Uint8Array.of(1))]});
    expect(encodeTable(allValid)).toEqual(encodeTable(new Table({columns: [realColumn({name: "x"}, Float64Array.of(1))]})));
  });

  it("keep columns apart that share memory", () => {
    const shared = Float64Array.of(1, 2, 3, 4, 5, 6);
    const bytes = new Uint8Array(shared.buffer);
    const table = new Table({
      columns: [
        realColumn({name: "a"}, shared.subarray(0, 4)),
        realColumn({name: "b"}, shared.subarray(2, 6)),
        realColumn({name: "c"}, shared.subarray(0, 4)),
        {name: "t", type: "text", values: {offsets: new Int32Array([0, 1, 2, 3, 4]), bytes: new TextEncoder().encode("wxyz")}},
        {name: "u", type: "uint8", values: bytes.subarray(8, 12)}
      ]
    });
    const again = decodeTable(encodeTable(table));
    expect([...again.numbers("a"), ...again.numbers("b"), ...again.numbers("c")]).toEqual([1, 2, 3, 4, 3, 4, 5, 6, 1, 2, 3, 4]);
    expect(again.strings("t")).toEqual(["w", "x", "y", "z"]);
    const object = {x: shared.subarray(1, 3), y: shared};
    expect(decodeObject(encodeObject(object))).toEqual({x: Float64Array.of(2, 3), y: shared.slice()});
  });

  it("R35 remember where their rows come from", () => {
    const root = mixed(20);
    root.seal("f".repeat(64));
    const some = decodeTable(encodeTable(root.take([3, 1, 19]).take([2, 0])));
    expect([...some.rowIdentity()]).toEqual([19, 3]);
    expect(some.root).toBe("f".repeat(64));
    expect(decodeTable(encodeTable(root.with([]))).root).toBe("f".repeat(64));
  });

  it("remember of which rows of other tables they were made", () => {
    const [left, right] = [mixed(4), mixed(6)];
    left.seal("a".repeat(64));
    right.seal("b".repeat(64));
    const row1 = Int32Array.of(2, -1, 0);
    const beside = {
      columns: left.take([2, 1, 0]).columns,
      parents: [left.parentOf(row1), right.take([5, 3]).parentOf(row1.map((r) => r && r - 1))]
    };
    const again = decodeTable(encodeTable(new Table(beside)));
    expect(again.parents).toEqual([
      {root: "a".repeat(64), rows: row1},
      {root: "b".repeat(64), rows: Int32Array.of(3, -1, 5)}
    ]);
    expect(again.columns.map((c) => c.name)).toEqual(left.columns.map((c) => c.name));
    again.seal("c".repeat(64));
    expect([again.take([1]).root, again.take([1]).parents]).toEqual(["c".repeat(64), []]);
    expect(encodeTable(new Table({...beside, parents: []}))).not.toEqual(encodeTable(again));
  });

  it("differ when anything in them differs", async () => {
    const base = mixed(9);
    const others = [
      base.withMeta({title: "Other"}),
      base.withRoles({features: []}),
      base.without(["flag"]),
      base.take([1, 0]),
      mixed(9, 2)
    ];
    const hashes = await Promise.all([base, ...others].map((table) => sha256(encodeTable(table))));
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

describe("stored objects", () => {
  it("come back as they were, typed arrays of every kind too", () => {
    const value = {
      b: [1, "x", null, {deep: Float32Array.of(1.5, NaN)}],
      a: {
        f: Float64Array.of(-0, Infinity),
        i: Int32Array.of(-1),
        u: Uint32Array.of(4294967295),
        h: Uint16Array.of(65535),
        s: Int8Array.of(-128),
        l: BigInt64Array.of(-(2n ** 63n)),
        none: new Uint8Array()
      },
      skipped: undefined,
      t: true
    };
    const again = decodeObject(encodeObject(value));
    const {skipped: _skipped, ...kept} = value;
    expect(again).toEqual(kept);
    expect(encodeObject(again)).toEqual(encodeObject({t: true, a: value.a, b: value.b}));
  });

  it("refuse what would not come back", () => {
    expect(() => encodeObject({a: {b: NaN}})).toThrow("cannot store NaN at value.a.b outside a typed array");
    expect(() => encodeObject([undefined as never])).toThrow("cannot store undefined at value.0");
    expect(() => decodeTable(encodeObject({}))).toThrow("these bytes are not a stored table");
  });
});
