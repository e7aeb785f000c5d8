import {expect, test} from "vitest";
import {counted} from "../../nodes/kernels/words.ts";

test("one thing is said in the singular, any other number in the plural, in whatever way the number is written", () => {
  expect([0, 1, 2].map((n) => counted(n, "row"))).toEqual(["0 rows", "1 row", "2 rows"]);
  expect([counted(1n, "byte"), counted(5n, "byte")]).toEqual(["1 byte", "5 bytes"]);
  expect([counted(1, "axis", "axes"), counted(3, "axis", "axes")]).toEqual(["1 axis", "3 axes"]);
  expect(counted(1e6, "row", undefined, (n) => n.toExponential())).toBe("1e+6 rows");
});
