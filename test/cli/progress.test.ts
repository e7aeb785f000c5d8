import {describe, expect, it} from "vitest";
import {showProgress, stateText} from "../../src/cli/progress.ts";
import {bytes, clip, columns, counted, duration, filled, glossary, thousands} from "../../src/cli/text.ts";
import type {Done, Running} from "../../runtime/state.ts";

const done: Done = {status: "done", outputs: {}, notes: {}, cached: false, key: "k", ms: 1234, why: undefined};
const running = (elapsedMs: number, more: Partial<Running> = {}): Running => ({
  status: "running",
  fraction: undefined,
  message: undefined,
  preview: undefined,
  elapsedMs,
  remainingMs: undefined,
  why: undefined,
  ...more
});

function shown(rows: number | undefined, live: boolean, use: (progress: ReturnType<typeof showProgress>) => void): string {
  let err = "";
  const terminal = {out: () => {}, err: (text: string) => void (err += text), live, columns: 40, ...(rows && {rows})};
  const progress = showProgress(terminal, ["a", "b", "c"]);
  use(progress);
  progress.end();
  return err;
}

describe("progress", () => {
  it("on a terminal is a table drawn anew in place, cut to its width", () => {
    const text = shown(4, true, (progress) => progress.update("b", running(100, {fraction: 0.123, message: "x".repeat(60)})));
    const [first, again] = text.split("\u001b[3A");
    expect(first!.match(/waits\n/g)?.length).toBe(3);
    expect(again).toMatch(/▶ b {5}12 % · x+…\n/);
    // oxlint-disable-next-line no-control-regex
    for (const line of again!.split("\n")) expect(line.replace("\u001b[2K", "").length).toBeLessThan(40);
  });

  it("says nothing after its end", () => {
    const text = shown(undefined, false, (progress) => {
      progress.end();
      progress.update("a", {status: "stopped"});
    });
    expect(text).toBe("");
  });

  it("is lines where the terminal is too low for the table, or there is none", () => {
    for (const [rows, live] of [
      [3, true],
      [undefined, false]
    ] as const) {
      const text = shown(rows, live, (progress) => progress.update("b", done));
      expect(text).toBe("● b: 1.2 s\n");
    }
  });

  it("in lines speaks of a step after half a second, and then every two", () => {
    const text = shown(undefined, false, (progress) => {
      for (const ms of [0, 400, 600, 2000, 2700, 4000]) progress.update("b", running(ms, {message: `${ms}`}));
    });
    expect(text).toBe("… b: runs · 600\n… b: runs · 2700\n");
  });

  it("says of each state what it is", () => {
    const why = [{part: "params.n", from: 1, to: 2}];
    expect(stateText({...done, why})).toBe("1.2 s · n 1 → 2");
    expect(stateText({...done, cached: true, why})).toBe("from cache");
    expect(stateText({status: "failed", error: new Error("b: no; do")})).toBe("no; do");
    expect(stateText({status: "blocked", by: "a"})).toBe("waits for a");
    expect(stateText(running(5, {fraction: 0.999, remainingMs: 61_000}))).toBe("99 %, 61 s left");
    expect(stateText(running(5, {fraction: 0, remainingMs: 0, message: "W4 is there"}))).toBe("0 % · W4 is there");
    expect(stateText({status: "stopped"})).toBe("stopped");
  });
});

describe("numbers in words", () => {
  it("say durations in the unit that fits", () => {
    expect([0, 994, 995, 9949, 9950, 119_499, 119_500, 7_199_000, 7_200_000].map(duration)).toEqual([
      "0.00 s",
      "0.99 s",
      "1.0 s",
      "9.9 s",
      "10 s",
      "119 s",
      "2 min 0 s",
      "119 min 59 s",
      "2 h 0 min"
    ]);
  });

  it("say counts with thin spaces, and one of a thing as one", () => {
    expect([999, 1000, 1_234_567].map(thousands)).toEqual(["999", "1\u202f000", "1\u202f234\u202f567"]);
    expect([counted(1, "step"), counted(0, "step"), counted(4060, "row")]).toEqual(["1 step", "0 steps", "4\u202f060 rows"]);
  });

  it("say bytes in decimal units", () => {
    expect([0, 999, 1000, 999_499, 999_500, 1.5e9].map(bytes)).toEqual([
      "0 B",
      "999 B",
      "1.00 kB",
      "999 kB",
      "1.00 MB",
      "1.50 GB"
    ]);
  });

  it("are filled into lines, terms with their meaning beside them", () => {
    expect(filled("one two  three\nfour", 9)).toEqual(["one two", "three", "four"]);
    expect(filled("exceedingly long", 4)).toEqual(["exceedingly", "long"]);
    const lines = glossary(
      [
        ["  -o, --out FILE", "where it goes"],
        ["  --x", "nothing ".repeat(8).trim()]
      ],
      50
    ).split("\n");
    expect(lines).toEqual([
      "  -o, --out FILE  where it goes",
      "  --x             nothing nothing nothing nothing",
      `${" ".repeat(18)}nothing nothing nothing nothing`,
      ""
    ]);
    expect(glossary([["t".repeat(40), "meaning"]], 80)).toBe(`${"t".repeat(40)}\n${" ".repeat(36)}meaning\n`);
  });

  it("stand in columns by their width in characters", () => {
    expect(
      columns(
        [
          ["a", "1"],
          ["µm²", "22"]
        ],
        [1],
        " "
      )
    ).toBe(" a     1\n µm²  22\n");
    expect([clip("abc", 3), clip("abcd", 3), clip("abcd", 0)]).toEqual(["abc", "ab…", "…"]);
  });
});
