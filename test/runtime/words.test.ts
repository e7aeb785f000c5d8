import {describe, expect, it} from "vitest";
import {duplicateKeys} from "../../runtime/duplicate-keys.ts";
import {nearest, quoted, shown, suggestion} from "../../runtime/words.ts";

describe("the word that was meant", () => {
  it.each([
    ["hul", ["hull", "hub"], "hull"],
    ["HULL", ["hull"], "hull"],
    ["cc_flgas", ["cc_flags", "ccf"], "cc_flags"],
    ["abcde", ["abxye"], "abxye"],
    ["abcde", ["xbxye"], undefined],
    ["ab", ["xy"], undefined],
    ["ab", ["ax"], "ax"],
    ["hlul", ["full", "hull"], "hull"],
    ["zzz", [], undefined]
  ])("by %j among %j is %j", (word, candidates, meant) => {
    expect(nearest(word, candidates)).toBe(meant);
  });

  it("is suggested, or else what there is to choose from", () => {
    expect(suggestion("tabel", ["table", "row"])).toBe('did you mean "table"?');
    expect(suggestion("xyz", ["table", "row"])).toBe('it has "table", "row"');
    expect(suggestion("xyz", [])).toBe("it has none");
  });
});

describe("values in messages", () => {
  it("are cut short", () => {
    expect(quoted(["a", "b", "c"], 2)).toBe('"a", "b", and 1 more');
    expect([shown("x".repeat(78)).length, shown("x".repeat(79)).length]).toEqual([80, 78]);
    expect(shown(undefined)).toBe("undefined");
  });
});

describe("names that come twice in one object", () => {
  it("are all found, each with its line, however deep", () => {
    const json = '{\n"a": 1, "b": [{"a": 1, "a": 2}],\n"a": {"c": "a", "b": 1,\n"c": 0}}';
    expect(duplicateKeys(json)).toEqual([
      {key: "a", line: 2},
      {key: "a", line: 3},
      {key: "c", line: 4}
    ]);
  });

  it("are none where objects differ, or a text only looks like a name", () => {
    expect(duplicateKeys('[{"a": "a"}, {"a": ["a", "a"]}, {"\\"": 1, "b": "{\\"b\\": 1}"}]')).toEqual([]);
  });
});
