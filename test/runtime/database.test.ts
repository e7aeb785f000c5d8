import {afterAll, describe, expect, it} from "vitest";
import type {Database} from "../../runtime/database.ts";
import {DuckDatabase} from "../../runtime/duckdb.ts";
import type {Engine} from "../../runtime/duckdb-engine.ts";
import {openDatabase, startEngine} from "../../runtime/duckdb.node.ts";
import {booleanColumn, integerColumn, realColumn, Table, textColumn} from "../../runtime/table.ts";

const db: Database = openDatabase();
afterAll(async () => db.close());

const sources = new Table({
  columns: [
    {name: "source_id", type: "int64", values: BigInt64Array.of(9007199254740993n, -1n, 0n, 4n)},
    realColumn({name: "w4"}, Float64Array.of(3.5, 0, NaN, Infinity), Uint8Array.of(1, 0, 1, 1)),
    textColumn({name: "cc_flags"}, ["0000", "0d00", null, "µ → ü"]),
    integerColumn({name: "ext_flg"}, Int32Array.of(0, 1, 0, 5)),
    booleanColumn({name: "clean"}, Uint8Array.of(1, 0, 1, 0)),
    {name: "n", type: "uint8", values: Uint8Array.of(0, 1, 2, 255)},
    {name: "m", type: "int16", values: Int16Array.of(-5, 1, 2, 3)},
    {name: "f", type: "float32", values: Float32Array.of(0.5, 0.25, -0, 1)}
  ]
});

function values(table: Table): Record<string, unknown[]> {
  return Object.fromEntries(
    table.columns.map(({name}) => [name, Array.from({length: table.rows}, (_, i) => table.cell(name, i))])
  );
}

describe("query", () => {
  it("gives back every type as it went in", async () => {
    const result = await db.query("SELECT * FROM sources", {tables: {sources}});
    expect(result.columns.map(({name, type}) => `${name} ${type}`)).toEqual(
      sources.columns.map(({name, type}) => `${name} ${type}`)
    );
    expect(values(result)).toEqual(values(sources));
    expect(result.column("w4").valid).toEqual(Uint8Array.of(1, 0, 1, 1));
    expect(Object.is(result.cell("f", 2), -0)).toBe(true);
  });

  it("keeps 64-bit integers exact and turns the engine's other types into ours", async () => {
    const result = await db.query(
      `SELECT sum(source_id) AS total, count(*) AS n, max(source_id) AS most, 1.25::DECIMAL(9,3) AS d,
      DATE '2026-01-02' AS day, TIMESTAMP '2026-01-02 03:04:05.5' AS at, 'b'::ENUM('a', 'b') AS e, NULL AS nothing, 7::UINTEGER AS u,
      200::UTINYINT AS t, (-3)::TINYINT AS s FROM sources`,
      {tables: {sources}}
    );
    expect(values(result)).toEqual({
      total: [9007199254740996],
      n: [4n],
      most: [9007199254740993n],
      d: [1.25],
      day: ["2026-01-02"],
      at: ["2026-01-02T03:04:05.5"],
      e: ["b"],
      nothing: [null],
      u: [7n],
      t: [200],
      s: [-3]
    });
  });

  it("puts nothing into the slots of nulls", async () => {
    const result = await db.query(
      "SELECT CASE WHEN i % 3 = 0 THEN NULL ELSE i * 0.5::DOUBLE END AS x, CASE WHEN i % 5 > 0 THEN 's' || i END AS s FROM range(5000) r(i) ORDER BY i"
    );
    const {valid, values: x} = result.column("x");
    expect(result.rows).toBe(5000);
    expect((x as Float64Array).every((value, i) => valid![i] === 1 || Object.is(value, 0))).toBe(true);
    expect(result.cell("s", 4999)).toBe("s4999");
    expect(result.cell("s", 5)).toBeNull();
  });

  it("keeps the order an ORDER BY asks for, also where types are converted", async () => {
    const result = await db.query("SELECT i::HUGEINT AS h FROM range(100) r(i) ORDER BY (i * 37) % 100 -- mixed");
    expect(result.numbers("h").slice(0, 4)).toEqual(Float64Array.of(0, 73, 46, 19));
  });

  it("joins tables by the names it is given, and forgets the names afterwards", async () => {
    const other = new Table({
      columns: [integerColumn({name: "ext_flg"}, Int32Array.of(5)), textColumn({name: "what"}, ["extended"])]
    });
    const sql = 'SELECT cc_flags, what FROM sources JOIN "the other" USING (ext_flg)';
    expect(values(await db.query(sql, {tables: {sources, "the other": other}}))).toEqual({
      cc_flags: ["µ → ü"],
      what: ["extended"]
    });
    await expect(db.query(sql)).rejects.toThrow("Table with name sources does not exist");
  });

  it("reads empty tables, odd names and names that differ in case", async () => {
    const odd = new Table({
      columns: ["rowid", "W1", "w1", 'a "b"', "select"].map((name) => realColumn({name}, new Float64Array()))
    });
    const result = await db.query("SELECT * FROM odd", {tables: {odd}});
    expect(result.columns.map(({name}) => name)).toEqual(["rowid", "W1", "w1#2", 'a "b"', "select"]);
    expect(result.rows).toBe(0);
  });

  it.each([
    ["SELECT nope FROM sources", 'Binder Error: Referenced column "nope" not found'],
    ["SELECT [1, 2] AS list", 'column "list" has the type INTEGER[], which a table cannot hold; cast it to a number or to text'],
    ["SELECT {'a': 1} AS s", 'column "s" has the type STRUCT'],
    ["SELECT 1 AS a, 2 AS a", 'two columns of the result are named "a"; rename one with AS'],
    ["SELECT 1; SELECT 2", "only one statement may be asked; take out the semicolon"],
    ["DROP TABLE x", 'only SELECT may be asked; the query begins with "DROP"'],
    ["COPY (SELECT 1) TO 'x'", 'begins with "COPY"'],
    ["SET threads = 4", 'begins with "SET"'],
    ["SELECT * FROM read_csv('/etc/passwd')", "file system operations are disabled by configuration"],
    ["SELECT * FROM '/etc/passwd'", "Table with name /etc/passwd does not exist"],
    ["SELECT * FROM '/tmp/x.csv'", "disabled by configuration"],
    ["SELECT getenv('HOME') AS x", "getenv"],
    ["SELECT * FROM read_text('http://example.com')", "disabled by configuration"],
    ["SELECT * FROM glob('*')", "disabled by configuration"],
    ["SELECT CAST('abc' AS INTEGER) AS x", "Conversion Error: Could not convert string 'abc' to INT32"]
  ])("refuses %s", async (sql, message) => {
    const error: Error = await db.query(sql, {tables: {sources}}).then(
      () => new Error("no error"),
      (e: Error) => e
    );
    expect(error.message).toContain(message);
    expect(error.message).not.toMatch(/\n|LINE 1| at /);
  });
});

describe("rows", () => {
  it.each([
    ["w4 > 5", [2, 3]],
    ["ext_flg = 0 AND CC_FLAGS = '0000'", [0]],
    ["cc_flags IS NULL OR NOT clean", [1, 2, 3]],
    ["source_id = 9007199254740993", [0]],
    ["isnan(w4)", [2]],
    ["w4 IS NOT NULL AND NOT isnan(w4)", [0, 3]],
    ["true", [0, 1, 2, 3]],
    ["1 = 2", []]
  ])("where %s", async (condition, expected) => {
    expect([...(await db.rows(sources, condition))]).toEqual(expected);
  });

  it("are found in order among many", async () => {
    const table = new Table({
      columns: [
        realColumn(
          {name: "x"},
          Float64Array.from({length: 300_000}, (_, i) => (i * 7919) % 300_007)
        )
      ]
    });
    const rows = await db.rows(table, "x % 2 = 0");
    const x = table.numbers("x");
    expect(rows.length).toBe(x.reduce((count, value) => count + (value % 2 === 0 ? 1 : 0), 0));
    expect(rows.every((row, i) => x[row]! % 2 === 0 && (i === 0 || row > rows[i - 1]!))).toBe(true);
  });

  it("tell apart columns that differ only in case, where the condition does", async () => {
    const table = new Table({
      columns: [integerColumn({name: "W1"}, Int32Array.of(1, 2)), integerColumn({name: "w1"}, Int32Array.of(2, 1))]
    });
    expect([...(await db.rows(table, "w1 > W1"))]).toEqual([0]);
    await expect(
      db.rows(new Table({columns: [...table.columns, realColumn({name: "x"}, new Float64Array(2))]}), '"w1" > x AND wX = 1')
    ).rejects.toThrow('"wX" at position');
  });

  it.each([
    ["w4 + 1", 'a condition must be true or false, but "w4 + 1" is DOUBLE; compare it with something'],
    ["sqrt(f) > 0.6 -- no", '"--" at position 15 is refused; comments are not allowed'],
    ["w5 > 1", 'there is no such column; did you mean "w4"?'],
    ["cc_flags > ", '">" at position 10 is refused; a value is missing after it'],
    ["CASE WHEN w4 END", '"CASE WHEN w4 END" cannot be worked out; DuckDB says: syntax error'],
    ["sqrt(cc_flags) > 1", '"sqrt(cc_flags) > 1" cannot be worked out; DuckDB says: No function matches']
  ])("refuse %s", async (condition, message) => {
    await expect(db.rows(sources, condition)).rejects.toThrow(message);
    await expect(db.rows(new Table({columns: sources.columns, rows: 4}).take([]), condition)).rejects.toThrow(message);
  });
});

it("a condition that fails on a row says so in words", async () => {
  await expect(db.rows(sources, "w4 > 'a'")).rejects.toThrow(
    "\"w4 > 'a'\" cannot be worked out; DuckDB says: Could not convert string 'a' to DOUBLE"
  );
});

describe("compute", () => {
  it("gives new columns, row by row", async () => {
    const columns = await db.compute(sources, {twice: "2 * ext_flg", flag: "upper(cc_flags)", one: "1", missing: "w4 + NULL"});
    expect(values(new Table({columns}))).toEqual({
      twice: [0, 2, 0, 10],
      flag: ["0000", "0D00", null, "Μ → Ü"],
      one: [1, 1, 1, 1],
      missing: [null, null, null, null]
    });
  });

  it("names the expression that is wrong", async () => {
    await expect(db.compute(sources, {good: "w4", bad: "sqrt(cc_flags)"})).rejects.toThrow(
      /^"bad": "sqrt\(cc_flags\)" cannot be worked out; DuckDB says: No function matches/
    );
    await expect(db.compute(sources, {whole: "CAST(cc_flags AS INTEGER)"})).rejects.toThrow(
      /^"whole" cannot be worked out; DuckDB says: Could not convert string/
    );
    await expect(db.compute(sources, {worse: "random()"})).rejects.toThrow(
      '"worse": "random" at position 1 is refused; this function is not allowed'
    );
    await expect(db.compute(sources, {list: "regexp_extract(cc_flags, '0', 1) "})).resolves.toHaveLength(1);
  });
});

describe("explainType", () => {
  it.each([
    ["w4 > 1", "boolean"],
    ["ext_flg + 1", "int32"],
    ["source_id", "int64"],
    ["source_id / 2", "float64"],
    ["cc_flags || 'x'", "text"],
    ["w4::DECIMAL(10, 2)", "float64"]
  ])("of %s is %s", async (expression, type) => {
    expect(await db.explainType(sources.columns, expression)).toBe(type);
  });
});

describe("aborting", () => {
  it.each([
    "SELECT sum(sqrt(a.i * b.i)) AS s FROM range(100000) a(i), range(100000) b(i)",
    "SELECT a.i * b.i AS s FROM range(100000) a(i), range(10000) b(i)"
  ])("stops within 200 ms and works again: %s", async (sql) => {
    const stop = new AbortController();
    let aborted = 0;
    setTimeout(() => {
      aborted = performance.now();
      stop.abort(new Error("superseded"));
    }, 200);
    await expect(db.bind(stop.signal).query(sql)).rejects.toThrow("superseded");
    expect(performance.now() - aborted).toBeLessThan(200);
    const before = performance.now();
    expect(values(await db.query("SELECT ext_flg FROM sources", {tables: {sources}}))).toEqual({ext_flg: [0, 1, 0, 5]});
    expect(performance.now() - before).toBeLessThan(3000);
  });

  it("never begins what is aborted already, and lets others wait their turn", async () => {
    await expect(db.query("SELECT 1 AS one", {signal: AbortSignal.abort(new Error("stopped"))})).rejects.toThrow("stopped");
    const results = await Promise.all([1, 2, 3].map(async (i) => db.query(`SELECT ${i} AS i`)));
    expect(results.map((table) => table.cell("i", 0))).toEqual([1, 2, 3]);
  });
});

describe("what it keeps", () => {
  let engine: Engine | undefined;
  const other = new DuckDatabase(async () => (engine = await startEngine()), 40_000);
  const heldNow = async (other: Database): Promise<string[]> =>
    (await other.query("SELECT table_name FROM duckdb_tables() WHERE NOT temporary ORDER BY table_oid")).strings(
      "table_name"
    ) as string[];
  const filled = (value: number): Table =>
    new Table({columns: ["a", "b"].map((name) => realColumn({name}, new Float64Array(1000).fill(value)))});

  it("is what was used last, up to the budget, and only the columns asked for", async () => {
    const tables = [1, 2, 3, 4].map(filled);
    tables.forEach((table, i) => table.seal(String(i).repeat(64)));
    for (const table of tables)
      expect((await other.rows(table, "a > 2")).length).toBe(table.cell("a", 0) === 3 || table.cell("a", 0) === 4 ? 1000 : 0);
    expect(await heldNow(other)).toHaveLength(4);
    await other.rows(tables[0]!, "b > 2 AND a > 0");
    expect((await heldNow(other)).map((name) => name.slice(2, 4))).toEqual(["11", "22", "33", "00"]);
    await other.rows(tables[1]!, "a > 1");
    await other.query("SELECT sum(t.a) AS s FROM t, u", {tables: {t: tables[0]!.take([1]), u: tables[2]!}});
    expect((await heldNow(other)).map((name) => name.slice(2, 4))).toEqual(expect.arrayContaining(["11", "un", "22"]));
    await other.drop("1".repeat(64));
    expect((await heldNow(other)).some((name) => name.startsWith("t_11"))).toBe(false);
  });

  it("serves tables derived from one another, and those with the same content", async () => {
    const before = new Set(await heldNow(other));
    const added = async (): Promise<string[]> => (await heldNow(other)).filter((name) => !before.has(name));
    const table = filled(5);
    await other.rows(table, "a > 1 AND b > 1");
    await other.rows(table.select(["b"]), "b > 1");
    await other.rows(table.with([realColumn({name: "c"}, new Float64Array(1000))]), "a > b");
    expect(await added()).toHaveLength(1);
    const [one, two] = [filled(6), filled(6)];
    for (const twin of [one, two]) twin.seal("6".repeat(64));
    for (const twin of [one, two]) expect((await other.rows(twin, "a = 6")).length).toBe(1000);
    expect(await added()).toHaveLength(2);
    expect((await other.rows(one.take([3, 4]), "a = 6")).length).toBe(2);
  });

  it("is gone when the engine's worker dies, which is then started anew", async () => {
    const endless = other.query("SELECT sum(sqrt(a.i * b.i)) AS s FROM range(100000) a(i), range(100000) b(i)");
    setTimeout(() => engine?.terminate(), 50);
    await expect(endless).rejects.toThrow("the database crashed and is started anew (its worker ended); ask it for less at once");
    expect((await other.rows(filled(2), "a = 2")).length).toBe(1000);
    expect(await heldNow(other)).toHaveLength(1);
  });

  it("is gone when it is closed, and so is what it is doing", async () => {
    const endless = other.query("SELECT sum(sqrt(a.i * b.i)) AS s FROM range(100000) a(i), range(100000) b(i)");
    setTimeout(() => void other.close(), 100);
    await expect(endless).rejects.toThrow("the database was closed while it worked");
  });
});

describe("closing", () => {
  it("needs no start, and refuses what comes after", async () => {
    const other = openDatabase();
    await other.drop("x");
    await other.close();
    await expect(other.query("SELECT 1 AS one")).rejects.toThrow("the database is closed");
  });
});
