import seedrandom from "seedrandom";
import {describe, expect, it} from "vitest";
import {jsonMistake} from "../../runtime/json-mistake.ts";

const mistakes: readonly (readonly [json: string, mistake: string])[] = [
  ["", "line 1, column 1: expected a value; the file ends"],
  ["{", 'line 1, column 2: expected a name in double quotes or "}"; the file ends'],
  ['{"a": 1,\n}', 'line 2, column 1: there is a comma too many before "}"'],
  ["[1, 2, ]", 'line 1, column 8: there is a comma too many before "]"'],
  ['{\n  "a": 1\n  "b": 2\n}', String.raw`line 3, column 3: expected a comma or "}"; got "\"b\""`],
  ['{"a" 1}', 'line 1, column 6: expected a ":"; got "1"'],
  ["{a: 1}", 'line 1, column 2: expected a name in double quotes or "}"; got "a"'],
  ["{'a': 1}", `line 1, column 2: expected a name in double quotes or "}"; got "'"`],
  ['{"a": }', 'line 1, column 7: expected a value; got "}"'],
  ['{"a": .5}', 'line 1, column 7: expected a value; got ".5"'],
  ['{"a": 01}', 'line 1, column 8: expected a comma or "}"; got "1"'],
  ['{"a": NaN}', 'line 1, column 7: expected a value; got "NaN"'],
  ['{"a": 1} // why', 'line 1, column 10: expected the end; got "/"'],
  ['{"a": "b\n"}', String.raw`line 1, column 7: expected a value; got "\"b"`],
  ['["a"}', 'line 1, column 5: expected a comma or "]"; got "}"'],
  ["\u007fELF", 'line 1, column 1: expected a value; got "\u007f"']
];

describe("a text that is no JSON", () => {
  it.each(mistakes)("%j is told with line, column and what was expected", (json, mistake) => {
    expect(jsonMistake(json)).toBe(mistake);
  });

  it("is told exactly where the engine refuses it, whatever is done to a text", () => {
    const random = seedrandom("mistakes");
    const int = (n: number): number => Math.floor(random() * n);
    const text = JSON.stringify({a: [1, -2.5e-3, null, true], "b\u00e9\n": {c: "x\\y", d: [], e: {}}, f: [[["g"]]]}, null, 1);
    for (let i = 0; i < 5000; ++i) {
      const at = int(text.length);
      const put = ["", '"', "{", "}", "[", "]", ",", ":", "\\", "0", "e", "x", "\n", "\u0001"][int(14)]!;
      const damaged = text.slice(0, at) + put + text.slice(at + int(3));
      let refused = false;
      try {
        JSON.parse(damaged);
      } catch {
        refused = true;
      }
      expect([damaged, jsonMistake(damaged) !== undefined]).toEqual([damaged, refused]);
    }
  });
});
