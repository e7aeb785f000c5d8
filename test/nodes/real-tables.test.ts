// Every real table beside the checkout through a Catalogue step, as it is, against what other readers find in it.
import {describe, expect, it} from "vitest";
import {catalog} from "../../nodes/catalog.ts";
import {nullCount} from "../../runtime/table.ts";
import {runNode, valuesOf} from "../harness.ts";
import facts from "../reference/real_tables.json" with {type: "json"};
import {shared} from "../shared.ts";

const data = shared("data");

interface Facts {
  readonly rows: number;
  readonly columns: readonly string[];
  /** How many cells of a column are empty, where some are. */
  readonly nulls: Readonly<Record<string, number>>;
  /** The sums of columns of integers. */
  readonly integers: Readonly<Record<string, string>>;
  readonly units: Readonly<Record<string, string>>;
}

describe.skipIf(!data)("real tables run through a workflow without conversion by hand", () => {
  it.each(Object.entries(facts as unknown as Record<string, Facts>))("%s", async (name, want) => {
    const {outputs} = await runNode(catalog, {files: {path: `${data!}/${name}`}});
    const {table} = outputs;
    expect([table.rows, table.columns.map((column) => column.name)]).toEqual([want.rows, want.columns]);
    expect(Object.fromEntries(table.columns.map((c) => [c.name, nullCount(c)]).filter(([, nulls]) => nulls !== 0))).toEqual(
      want.nulls
    );
    const values = valuesOf(table);
    const sums = table.columns
      .filter((column) => /^u?int/.test(column.type) && nullCount(column) < table.rows)
      .map((column) => [
        column.name,
        String(values[column.name]!.reduce<bigint>((sum, v) => sum + BigInt((v as number | bigint | null) ?? 0), 0n))
      ]);
    expect(Object.fromEntries(sums)).toEqual(want.integers);
    const units = table.columns.filter(({unit}) => unit).map((column) => [column.name, column.unit]);
    expect(Object.fromEntries(units)).toEqual(want.units);
  });
});
