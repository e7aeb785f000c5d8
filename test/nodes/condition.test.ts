import {describe, expect, it} from "vitest";
import {condition} from "../../nodes/condition.ts";
import {runNode, tableOf} from "../harness.ts";

const sample = tableOf({
  wise4: [1, 0, null, NaN, 5],
  ext_flg: Int32Array.of(0, 0, 0, 1, 0),
  cc_flags: ["0000", "0000", "0000", "0000", "h000"],
  "24mag": [9, 8, 7, 6, 5]
});
const run = (sql: string, params = {}, table = sample) => runNode(condition, {inputs: {table}, params: {sql, ...params}});

describe("condition", () => {
  it("is a filter that keeps the rows where it is true, and says how many are false and how many undecided", async () => {
    const {outputs, notes} = await run("wise4 <> 0 AND ext_flg = 0");
    expect(outputs.filter).toEqual({label: "wise4 <> 0 AND ext_flg = 0", rows: {sql: "wise4 <> 0 AND ext_flg = 0"}});
    expect(notes).toEqual({rows: {in: 5, kept: 2, removed: 2, undecided: 1}});
  });

  it("compares text as text and takes names in double quotes", async () => {
    const {outputs, notes} = await run(` cc_flags = '0000' AND "24mag" < 8.5 `, {label: "clean"});
    expect(outputs.filter).toEqual({label: "clean", rows: {sql: `cc_flags = '0000' AND "24mag" < 8.5`}});
    expect(notes["rows"]).toEqual({in: 5, kept: 3, removed: 2, undecided: 0});
  });

  it("counts nothing on an empty table", async () => {
    const empty = tableOf({x: new Float64Array()});
    expect((await run("x > 0", {}, empty)).notes["rows"]).toEqual({in: 0, kept: 0, removed: 0, undecided: 0});
  });

  it("understands the paper's names of the flags where the table has those of the source list", async () => {
    const real = tableOf({wise_cc_flags: ["0000", "d000"], wise_ext_flg: Int32Array.of(0, 0)});
    const {outputs, notes} = await run("ext_flg = 0 AND CC_FLAGS = '0000'", {}, real);
    expect(notes).toEqual({
      rows: {in: 2, kept: 1, removed: 1, undecided: 0},
      aliases: {cc_flags: "wise_cc_flags", ext_flg: "wise_ext_flg"}
    });
    expect(outputs.filter.rows?.sql).toBe("ext_flg = 0 AND CC_FLAGS = '0000'");
    const both = tableOf({cc_flags: ["0000", "d000", "0000"], wise_cc_flags: ["d000", "d000", "d000"]});
    expect((await run("cc_flags = '0000'", {}, both)).notes).toEqual({rows: {in: 3, kept: 2, removed: 1, undecided: 0}});
    expect((await run("wise_ext_flg = 1")).notes["aliases"]).toEqual({wise_ext_flg: "ext_flg"});
  });

  it("refuses what is not one boolean expression over the columns that are there", async () => {
    await expect(run("")).rejects.toThrow('parameter "sql" is empty; write a condition such as "wise4 <> 0"');
    await expect(run("  ")).rejects.toThrow("is empty");
    await expect(run("wise4 + 1")).rejects.toThrow(
      'the condition "wise4 + 1" is float64, not true or false; compare it with something'
    );
    await expect(run("ext_flg")).rejects.toThrow('the condition "ext_flg" is int32');
    await expect(run("wise5 > 0")).rejects.toThrow('there is no such column; did you mean "wise4"?');
    await expect(run("wise4 > 0; DROP TABLE t")).rejects.toThrow('";" at position 10 is refused; only one expression is allowed');
    await expect(run("cc_flags > 5")).rejects.toThrow("Cannot compare values of type VARCHAR and type INTEGER");
    await expect(run("wise4 >")).rejects.toThrow('">" at position 7 is refused; a value is missing after it');
    await expect(run("wise4 > (SELECT 1)")).rejects.toThrow("refused");
  });
});
