import {expect, it} from "vitest";
import {grouped} from "../../src/app/format.ts";

it("groups the digits of whole numbers as it does those of others", () => {
  const numbers = [0, -0, 7, 999, 1000, 99_999, 1_234_567, -1000, -415, 2 ** 53, 1e15, -1e20, 1234.5678, 0.25];
  const [minus] = grouped(-1);
  expect(minus).toBe("−");
  for (const n of numbers) expect(grouped(n)).toBe((n === 0 ? 0 : n).toLocaleString("en-US").replace("-", "−"));
});
