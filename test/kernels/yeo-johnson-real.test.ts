import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {applyYeoJohnson, fitYeoJohnson} from "../../nodes/kernels/yeo-johnson.ts";
import {shared} from "../shared.ts";

const lambdas = JSON.parse(readFileSync(new URL("../reference/yeo_johnson_real.json", import.meta.url), "utf8")) as Record<
  string,
  number
>;
const path = shared("data/joined_dustpedia_MIPS1.csv");

/** The finite numbers of each column of a CSV file without quotes. */
function columnsOf(text: string): Map<string, number[]> {
  const [names, ...rows] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  const finite = (cell: string | undefined) => cell !== undefined && cell.trim() !== "" && Number.isFinite(Number(cell));
  return new Map(names!.map((name, j) => [name, rows.filter((row) => finite(row[j])).map((row) => Number(row[j]))]));
}

describe("Yeo-Johnson on DustPedia × AllWISE", () => {
  it.skipIf(path === undefined)("finds scikit-learn's λ for every column, to what its search resolves", () => {
    const columns = columnsOf(readFileSync(path!, "utf8"));
    for (const [name, lambda] of Object.entries(lambdas)) {
      const x = columns.get(name)!;
      const fit = fitYeoJohnson(x);
      expect(Math.abs(fit.lambda - lambda) / Math.max(1, Math.abs(lambda)), `${name}: ${fit.lambda} for ${lambda}`).toBeLessThan(
        1e-6
      );
      expect(applyYeoJohnson(x, fit).every((z) => Number.isFinite(z))).toBe(true);
    }
  });
});
