import {describe, expect, it} from "vitest";
import {tableOfFormat} from "../../../nodes/catalogues/table-of-format.ts";
import {type FormatColumn, noFacts, type VectorColumn} from "../../../nodes/kernels/formats/types.ts";
import {valuesOf} from "../../harness.ts";

const vector = (shape: number[], values: number[], offsets: number[], rest: Partial<VectorColumn> = {}): VectorColumn => ({
  name: "v",
  unit: "mag",
  type: "vector",
  shape,
  element: {name: "v", type: "int16", values: Int16Array.from(values)},
  offsets: Int32Array.from(offsets),
  ...rest
});
const adopt = (rows: number, ...columns: FormatColumn[]) => tableOfFormat({rows, columns, facts: noFacts, warnings: []});

describe("tableOfFormat", () => {
  it("spreads arrays of one shape over columns, null where the array or its element is null", () => {
    const element = {
      name: "v",
      type: "int16",
      values: Int16Array.of(1, 2, 3, 9, 8, 7),
      valid: Uint8Array.of(1, 1, 0, 1, 1, 1)
    } as const;
    const {table, arrays} = adopt(2, vector([3], [], [0, 3, 6], {element, valid: Uint8Array.of(1, 0)}));
    expect(valuesOf(table)).toEqual({v_1: [1, null], v_2: [2, null], v_3: [null, null]});
    expect(table.column("v_3")).toMatchObject({type: "int16", unit: "mag"});
    expect(arrays).toEqual({v: ["v_1", "v_2", "v_3"]});
  });

  it("takes a null array that has no elements", () => {
    const {table} = adopt(2, vector([2], [5, 6], [0, 0, 2], {valid: Uint8Array.of(0, 1)}));
    expect(valuesOf(table)).toEqual({v_1: [null, 5], v_2: [null, 6]});
  });

  it("numbers the columns of a matrix with the last axis fastest, in as many digits as it takes", () => {
    const values = Array.from({length: 12}, (_, i) => i);
    const {table} = adopt(1, vector([3, 4], values, [0, 12]));
    expect(valuesOf(table)).toEqual(Object.fromEntries(values.map((i) => [`v_${String(i + 1).padStart(2, "0")}`, [i]])));
  });

  it("writes arrays of changing or great length, and those of text, as JSON", () => {
    expect(valuesOf(adopt(3, vector([-1], [1, 2, 3], [0, 1, 1, 3], {valid: Uint8Array.of(1, 0, 1)})).table)).toEqual({
      v: ["[1]", null, "[2,3]"]
    });
    const {table, arrays} = adopt(1, vector([65], Array<number>(65).fill(0), [0, 65]));
    expect([table.columns.length, table.column("v").type, arrays["v"]]).toEqual([1, "text", "text"]);
    const wide = {name: "v", type: "int64", values: BigInt64Array.of(9007199254740993n)} as const;
    expect(valuesOf(adopt(1, vector([-1], [], [0, 1], {element: wide})).table)).toEqual({v: ['["9007199254740993"]']});
  });

  it("refuses a file whose own columns have these names", () => {
    const taken: FormatColumn = {name: "v_1", type: "int16", values: Int16Array.of(1)};
    expect(() => adopt(1, vector([2], [1, 2], [0, 2]), taken)).toThrow('two columns are named "v_1"; rename one');
  });

  it("keeps what is known of the whole table as text", () => {
    const facts = {
      name: "J/A+A/1",
      description: "Stars",
      frames: [{id: "f", system: "ICRS", epoch: "J2016"}],
      params: [{name: "RADIUS", value: "2"}],
      comments: ["a", "b"],
      overflow: true
    };
    expect(tableOfFormat({rows: 0, columns: [], facts, warnings: []}).table.meta).toEqual({
      title: "J/A+A/1",
      description: "Stars",
      comments: "a\nb",
      frames: '[{"id":"f","system":"ICRS","epoch":"J2016"}]',
      params: '[{"name":"RADIUS","value":"2"}]',
      overflow: "true"
    });
  });
});
