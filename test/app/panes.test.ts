import {describe, expect, it} from "vitest";
import {indexAt, offsetAt, windowOf} from "../../src/app/dock/scroll.ts";
import {scaleOf} from "../../src/app/inspector/number-field.tsx";
import {coloured, completionsAt, resolvedSql, spelled} from "../../src/app/inspector/sql-words.ts";

const columns = [
  {name: "wise4", type: "float64", unit: "uJy"},
  {name: "w4", type: "float64"},
  {name: "24mag", type: "float64"},
  {name: "wise_cc_flags", type: "text"}
] as const;

describe("an SQL field", () => {
  it("offers columns that begin with the word, then those that hold it, then functions", () => {
    const texts = completionsAt("w", 1, columns).list.map((c) => c.text);
    expect(texts).toEqual(["wise4", "w4", "wise_cc_flags"]);
    expect(completionsAt("is", 2, columns).list.map((c) => c.text)).toEqual(
      expect.arrayContaining(["wise4", "isnan(", "ISNULL"])
    );
  });

  it("quotes a name that must be, and replaces all of the word it stands in", () => {
    expect(spelled("24mag")).toBe('"24mag"');
    expect(spelled("not")).toBe('"not"');
    const {from, to, list} = completionsAt("a > wis4 AND b", 7, columns);
    expect(["a > wis4 AND b".slice(from, to), list[0]!.text]).toEqual(["wis4", "wise4"]);
  });

  it("offers nothing inside a string or a number", () => {
    expect(completionsAt("cc = 'w", 7, columns).list).toEqual([]);
    expect(completionsAt("x > 1e", 6, columns).list).toEqual([]);
  });

  it("colours every character once", () => {
    const sql = "wise4 > 5 AND cc LIKE 'a''b' /* x";
    const runs = coloured(sql, new Set(["wise4"]));
    expect(runs.map((r) => r.text).join("")).toBe(sql);
    expect(runs.filter((r) => r.kind !== "").map((r) => [r.kind, r.text])).toEqual([
      ["column", "wise4"],
      ["keyword", "AND"],
      ["keyword", "LIKE"],
      ["string", "'a''b'"]
    ]);
  });

  it("puts the table's own names in place of aliases", () => {
    expect(resolvedSql("cc_flags = '0000' AND w4 > 1", columns, {cc_flags: "wise_cc_flags"})).toBe(
      `"wise_cc_flags" = '0000' AND "w4" > 1`
    );
    expect(() => resolvedSql("w5 > 1", columns)).toThrow('did you mean "w4"?');
  });
});

describe("a slider", () => {
  it("reaches both bounds and gives whole numbers for integers", () => {
    for (const [min, max] of [
      [1, 10_000],
      [2, 20],
      [6, 1000]
    ] as const) {
      const {steps, value, at} = scaleOf(min, max, true);
      expect([value(0), value(steps)]).toEqual([min, max]);
      expect([at(min), at(max)]).toEqual([0, steps]);
      for (let p = 0; p <= steps; p += 7) expect(Number.isInteger(value(p))).toBe(true);
    }
  });

  it("moves at every key, even where several positions stand for one value", () => {
    const {next} = scaleOf(1, 100_000, true);
    expect([next(24, 1), next(24, -1), next(1, -1), next(100_000, 1)]).toEqual([25, 23, 1, 100_000]);
    expect(scaleOf(0.001, 0.999, false).next(0.2, 1)).toBeCloseTo(0.21, 9);
  });

  it("goes from 0 to a far bound by decades, so that usual values are apart", () => {
    const radius = scaleOf(0, 648_000, false, 2);
    expect([radius.value(0), radius.value(radius.steps), radius.at(0)]).toEqual([0, 648_000, 0]);
    expect(radius.at(2) / radius.steps).toBeGreaterThan(0.2);
    expect(radius.value(radius.at(3))).toBeCloseTo(3, 1);
    expect(radius.next(0, 1)).toBeCloseTo(0.01, 3);
    expect(radius.next(0.01, -1)).toBe(0);
    const rows = scaleOf(0, 5_000_000, true, 0);
    expect([rows.value(0), rows.next(0, 1), rows.value(rows.steps)]).toEqual([0, 1, 5_000_000]);
    expect(scaleOf(0, 100, false, 50).value(100)).toBe(50);
  });

  it("is logarithmic where the bounds are decades apart", () => {
    const {steps, value} = scaleOf(1e-4, 1, false);
    expect(value(steps / 2)).toBeCloseTo(0.01, 3);
    expect(scaleOf(0.05, 0.5, false).value(100)).toBeCloseTo(0.275, 6);
  });
});

describe("a long table", () => {
  const body = {count: 1_000_000, rowHeight: 23, viewport: 230, tallest: 8_000_000};

  it("shows its first and its last row, whatever its length", () => {
    expect(indexAt(0, body)).toBe(0);
    expect(indexAt(body.tallest - body.viewport, body)).toBe(999_990);
    expect(indexAt(46, {...body, count: 100})).toBe(2);
    expect(indexAt(0, {...body, count: 0})).toBe(0);
  });

  it("puts rows one below the other at every position", () => {
    for (const top of [0, 123_456, 7_000_000]) {
      const first = indexAt(top, body);
      expect(offsetAt(first, top, body)).toBe(top);
      expect(offsetAt(first + 1, top, body) - offsetAt(first, top, body)).toBe(23);
    }
  });

  it("draws only the columns in sight, and one more on each side", () => {
    const widths = Array.from({length: 200}, () => 100);
    expect(windowOf(widths, 1050, 400)).toEqual([9, 16, 900]);
    expect(windowOf(widths, 0, 400)).toEqual([0, 5, 0]);
    expect(windowOf([], 0, 400)).toEqual([0, 0, 0]);
  });
});
