import {describe, expect, it} from "vitest";
import {library} from "../../nodes/index.ts";
import {parseWorkflow, setParam} from "../../runtime/workflow.ts";
import {ago, byteCount, estimated} from "../../src/app/format.ts";
import {changeLine, differenceCount, thinned} from "../../src/app/history.ts";

const minute = 60_000;

describe("earlier states", () => {
  it("are kept all of late, one a minute of the last hours, and one an hour before", () => {
    const now = 1_800_000_000_000;
    const day = 24 * 60 * minute;
    const states = Array.from({length: 2 * 24 * 60 * 6}, (_, i) => ({
      at: now - 2 * day + (i + 1) * 10_000,
      text: "",
      what: String(i)
    }));
    const kept = thinned(states, now);
    expect(kept.at(-1)).toBe(states.at(-1));
    expect(kept.slice(-30)).toEqual(states.slice(-30));
    expect(kept.length).toBeLessThanOrEqual(150);
    const ages = kept.map(({at}) => now - at);
    const gaps = ages.slice(1).map((age, i) => ages[i]! - age);
    expect(Math.min(...gaps.slice(0, -30))).toBeGreaterThanOrEqual(minute);
    // What was thinned once stays as it is when the next comes.
    const next = {at: now + 10_000, text: "", what: "next"};
    const again = thinned([...kept, next], next.at);
    expect(again.at(-1)).toBe(next);
    for (const state of again.slice(0, -1)) expect(kept).toContain(state);
  });

  it("are called by what made them", () => {
    const before = parseWorkflow(
      JSON.stringify({fluxloom: 1, title: "A", steps: {split: {type: "split", params: {testSize: 0.2}}}})
    );
    const after = setParam(before, library, "split", "testSize", 0.3);
    expect(changeLine(before, after)).toBe("split: testSize 0.2 → 0.3");
    expect(changeLine(before, {...before, title: "B"})).toBe("title “B”");
    expect(changeLine(before, {...before, view: {...before.view, notes: {split: "why"}}})).toBe("notes");
    expect(changeLine(before, {...before, view: {...before.view, layout: {split: [1, 2]}}})).toBe("layout");
    expect([differenceCount(before, after), differenceCount(before, {...before, title: "B"})]).toEqual([
      "1 difference",
      "computes the same"
    ]);
  });
});

describe("times and sizes", () => {
  it("read as people say them", () => {
    const now = new Date(2026, 10, 21, 14, 0).getTime();
    expect([now - 20_000, now - 5 * minute, now - 3 * 60 * minute, now - 20 * 60 * minute].map((at) => ago(at, now))).toEqual([
      "just now",
      "5 min ago",
      "today 11:00",
      "yesterday 18:00"
    ]);
    expect(ago(new Date(2026, 0, 3).getTime(), now)).toBe("3 Jan 2026");
    expect([12, 1234, 12_345, 999_600, 152_400_000, 1.1e10].map(byteCount)).toEqual([
      "12 bytes",
      "1.2 kB",
      "12 kB",
      "1.0 MB",
      "152 MB",
      "11 GB"
    ]);
    expect([3, 48_000].map(estimated)).toEqual(["under 1 s", "about 48 s"]);
  });
});
