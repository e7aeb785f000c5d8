import {describe, expect, it} from "vitest";
import {diff, differenceText} from "../../runtime/diff.ts";
import {setParam} from "../../runtime/workflow.ts";
import {toys, workflow} from "./toy.ts";

const before = workflow({
  c: {type: "constant", params: {value: 4}},
  d: {type: "constant"},
  s: {type: "sum", inputs: {terms: ["c.out", "d.out"]}},
  h: {type: "halve", inputs: {a: "s.out"}}
});
const told = (after: typeof before): string[] => diff(before, after).map(differenceText);

describe("how two workflows differ", () => {
  it("is nothing where only the order of steps, the title or the view differs", () => {
    const {steps} = before;
    const view = {...before.view, layout: {c: [1, 2] as const}};
    expect(told({...before, title: "Other", view, steps: new Map([...steps].reverse())})).toEqual([]);
  });

  it("is steps, types, wires, their order, and params", () => {
    const after = workflow({
      c: {type: "constant", params: {value: 5}},
      d: {type: "slow"},
      s: {type: "sum", inputs: {terms: ["d.out", "c.out"]}},
      t: {type: "halve", inputs: {a: "s.out"}}
    });
    expect(told(after)).toEqual([
      "− h (halve)",
      "c: value 4 → 5",
      "d: type constant → slow",
      "s: terms reads c.out, d.out → d.out, c.out",
      "+ t (halve)"
    ]);
    expect(told(setParam(before, toys([]), "c", "value", 0))).toEqual(["c: value 4 → default"]);
  });

  it("tells wires that went and came, and of these no order", () => {
    const after = workflow({
      c: {type: "constant", params: {value: 4}},
      d: {type: "constant"},
      s: {type: "sum", inputs: {terms: ["d.out", "h.out"]}},
      h: {type: "halve", inputs: {a: "c.out"}}
    });
    expect(told(after)).toEqual(["s: − terms ← c.out", "s: + terms ← h.out", "h: − a ← s.out", "h: + a ← c.out"]);
  });
});
