import {describe, expect, it} from "vitest";
import type {Column, ColumnType} from "../../runtime/table.ts";
import {textColumn} from "../../runtime/table.ts";
import {sortRows} from "../../src/app/engine/order.ts";
import {stream} from "../../nodes/kernels/random.ts";

const rowsOf = (n: number): Uint32Array => Uint32Array.from({length: n}, (_, i) => i);
const column = (type: ColumnType, values: unknown, valid?: Uint8Array): Column =>
  ({name: "x", type, values, ...(valid && {valid})}) as Column;

/** Slow and plain: what the order is. */
function expected(values: readonly (number | bigint | string | null)[], descending: boolean): number[] {
  const sign = descending ? -1 : 1;
  const absent = (i: number): boolean => values[i] === null || Number.isNaN(values[i]);
  return [...values.keys()].sort((a, b) => {
    if (absent(a) || absent(b)) return Number(absent(a)) - Number(absent(b)) || a - b;
    const [x, y] = [values[a]!, values[b]!];
    return x < y ? -sign : x > y ? sign : a - b;
  });
}

describe("the order of a table's rows", () => {
  const random = stream("test", 1, "order");
  const draw = (n: number): number => random.int(n);

  it("is that of the values for every type of number, nulls and NaN last, equal values as they were", () => {
    const n = 30_000;
    const valid = Uint8Array.from({length: n}, () => (draw(20) === 0 ? 0 : 1));
    const specials = [0, -0, NaN, Infinity, -Infinity, Number.MIN_VALUE, -Number.MIN_VALUE, Number.MAX_VALUE];
    const reals = Float64Array.from({length: n}, () =>
      draw(9) === 0 ? specials[draw(8)]! : (random.real() - 0.5) * 10 ** (draw(600) - 300)
    );
    const singles = Float32Array.from({length: n}, () =>
      draw(9) === 0 ? specials[draw(5)]! : Math.round(200 * (random.real() - 0.5)) / 7
    );
    const bytes = Uint8Array.from({length: n}, () => draw(256));
    const shorts = Int16Array.from({length: n}, () => draw(65_536) - 32_768);
    const integers = Int32Array.from({length: n}, () => draw(2 ** 32) - 2 ** 31);
    for (const [type, values] of [
      ["float64", reals],
      ["float32", singles],
      ["uint8", bytes],
      ["int16", shorts],
      ["int32", integers]
    ] as const)
      for (const mask of [undefined, valid])
        for (const descending of [false, true]) {
          const plain = Array.from(values, (v, i) => (mask && !mask[i] ? null : v));
          expect([...sortRows(column(type, values, mask), rowsOf(n), descending)], type).toEqual(expected(plain, descending));
        }
  });

  it("tells 64-bit integers apart that are one double", () => {
    const ids = BigInt64Array.from([
      9007199254740993n,
      9007199254740992n,
      -1n,
      9007199254740994n,
      -(2n ** 63n),
      2n ** 63n - 1n,
      0n
    ]);
    expect([...sortRows(column("int64", ids), rowsOf(7), false)]).toEqual([4, 2, 6, 1, 0, 3, 5]);
    expect([...sortRows(column("int64", ids), rowsOf(7), true)]).toEqual([5, 3, 0, 1, 6, 2, 4]);
  });

  it("is that of the words for text, however long they agree", () => {
    const stems = ["", "a", "SSTGLMC G000.0000", "SSTGLMC G000.0000+00.0001", "é", "\u0000", "ab\u0000", "z".repeat(40)];
    const words = Array.from({length: 5000}, () =>
      draw(30) === 0 ? null : `${stems[draw(8)]!}${["", String(draw(40)), "\u0000"][draw(3)]!}`
    );
    const texts = textColumn({name: "x"}, words);
    for (const descending of [false, true])
      expect([...sortRows(texts, rowsOf(words.length), descending)]).toEqual(expected(words, descending));
  });

  it("keeps to the rows it is given", () => {
    const values = Float64Array.from([5, 3, 4, 1, 2]);
    expect([...sortRows(column("float64", values), Uint32Array.from([4, 0, 2]), false)]).toEqual([4, 2, 0]);
  });
});
