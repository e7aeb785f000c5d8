import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {kFold, trainTestSplit} from "../../nodes/kernels/folds.ts";
import {stream} from "../../nodes/kernels/random.ts";

const {folds, splits} = JSON.parse(readFileSync(new URL("../reference/scores.json", import.meta.url), "utf8")) as {
  folds: [n: number, k: number, sizes: number[]][];
  splits: [n: number, testSize: number, train: number, test: number][];
};

const upTo = (n: number) => Array.from({length: n}, (_, i) => i);
const sorted = (rows: Iterable<number>) => [...rows].sort((a, b) => a - b);

describe("folds", () => {
  it("are as long as scikit-learn's", () => {
    for (const [n, k, sizes] of folds) expect(kFold(n, k, stream("folds")).map(({test}) => test.length)).toEqual(sizes);
  });

  it("test every row once and train on all others, in ascending order", () => {
    const parts = kFold(103, 10, stream("folds"));
    expect(sorted(parts.flatMap(({test}) => [...test]))).toEqual(upTo(103));
    for (const {train, test} of parts) {
      expect(sorted([...train, ...test])).toEqual(upTo(103));
      expect([...train]).toEqual(sorted(train));
      expect([...test]).toEqual(sorted(test));
    }
  });

  it("follow their stream and nothing else", () => {
    expect(kFold(50, 5, stream("a"))).toEqual(kFold(50, 5, stream("a")));
    expect(kFold(50, 5, stream("a"))).not.toEqual(kFold(50, 5, stream("b")));
  });

  it("mix the rows", () => {
    const first = kFold(1000, 10, stream("mixed"))[0]!.test;
    const mean = first.reduce((sum, row) => sum + row, 0) / 100;
    expect(Math.abs(mean - 499.5)).toBeLessThan(100);
  });

  it("refuse fewer than 2 and more than there are rows", () => {
    expect(() => kFold(10, 1, stream("x"))).toThrow("cross-validation needs at least 2 folds; got 1");
    expect(() => kFold(4, 10, stream("x"))).toThrow("4 rows cannot fill 10 folds; need at least 10 rows or fewer folds");
  });
});

describe("a train and test split", () => {
  it("has scikit-learn's sizes", () => {
    for (const [n, testSize, train, test] of splits) {
      const split = trainTestSplit(n, testSize, stream("split"));
      expect([split.train.length, split.test.length]).toEqual([train, test]);
    }
  });

  it("parts the rows without loss, in ascending order", () => {
    const {train, test} = trainTestSplit(77, 0.2, stream("split", 1));
    expect(sorted([...train, ...test])).toEqual(upTo(77));
    expect([...test]).toEqual(sorted(test));
    expect(test).not.toEqual(trainTestSplit(77, 0.2, stream("split", 2)).test);
  });

  it("refuses an empty side", () => {
    expect(() => trainTestSplit(1, 0.2, stream("x"))).toThrow(
      "a test share of 0.2 of 1 row is 1 row; need at least 1 to test and 1 to train"
    );
    expect(() => trainTestSplit(10, 0, stream("x"))).toThrow("is 0 rows");
    expect(() => trainTestSplit(10, NaN, stream("x"))).toThrow("is NaN rows");
  });
});
