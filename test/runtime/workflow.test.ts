import {describe, expect, it} from "vitest";
import {canConnect, resolve} from "../../runtime/graph.ts";
import {
  addStep,
  ancestry,
  connect,
  migrate,
  parseWorkflow,
  problemText,
  removeStep,
  renameStep,
  serializeWorkflow,
  setParam,
  WorkflowError
} from "../../runtime/workflow.ts";
import {toys, workflow} from "./toy.ts";

const library = toys([]);
const canonical = `{
  "$schema": "https://example.org/workflow.schema.json",
  "fluxloom": 1,
  "title": "Chain",
  "steps": {
    "c": {"type": "constant", "params": {"value": 4}},
    "h": {"type": "halve", "inputs": {"a": "c.out"}},
    "s": {"type": "add", "version": 3, "inputs": {"a": "h.out", "b": "c.out"}, "params": {"bias": 1, "later": [1, {"x": null}]}, "colour": "red"},
    "z": {"type": "sum", "inputs": {"terms": ["h.out", "c.out"]}}
  },
  "view": {
    "layout": {
      "c": [0, 20],
      "h": [100.5, -20]
    },
    "notes": {
      "": "# Title",
      "c": "A *note*."
    },
    "groups": {
      "Both halves": {"steps": ["h", "s"], "collapsed": true}
    },
    "zoom": 1.5
  },
  "future": {"kept": true}
}
`;

describe("an input", () => {
  it("that takes several wires may have none, and one that is optional too", () => {
    const {problems, steps} = resolve(workflow({s: {type: "sum"}, w: {type: "slow"}}), library);
    expect([problems, [...steps.keys()]]).toEqual([[], ["s", "w"]]);
  });

  it("reads the same wire once", () => {
    const twice = workflow({c: {type: "constant"}, h: {type: "halve", inputs: {a: ["c.out", "c.out"]}}});
    expect(resolve(twice, library).problems.map(problemText)).toEqual(['h: input "a" reads "c.out" twice; remove one']);
  });
});

describe("the file", () => {
  it("R25 comes back byte for byte when a canonical file is read and written", () => {
    expect(serializeWorkflow(parseWorkflow(canonical))).toBe(canonical);
    expect(serializeWorkflow(parseWorkflow(`\uFEFF${canonical.replaceAll("\n", "\r\n")}`))).toBe(canonical);
  });

  it("keeps groups in step with steps that are renamed or removed, and reports what is no group", () => {
    const grouped = parseWorkflow(canonical);
    expect(renameStep(grouped, "h", "half").view.groups).toEqual({"Both halves": {steps: ["half", "s"], collapsed: true}});
    expect(removeStep(removeStep(grouped, "h"), "s").view.groups).toEqual({});
    for (const groups of [[], {a: ["h"]}, {a: {steps: "h"}}, {a: {steps: ["h"], collapsed: 1}}])
      expect(() => parseWorkflow(JSON.stringify({fluxloom: 1, steps: {}, view: {groups}}))).toThrow(
        'file: "view.groups" must give each name {"steps": [step, …], "collapsed"?: true}; remove it to group nothing'
      );
  });

  it("R26 keeps what it does not know, and reports unknown types and params", () => {
    const odd = workflow(
      {a: {type: "telescope", params: {aperture: 3}}, b: {type: "halve", inputs: {a: "a.out"}, params: {scale: 2}}},
      {later: [1]}
    );
    expect(JSON.parse(serializeWorkflow(odd))).toEqual({
      fluxloom: 1,
      steps: {a: {type: "telescope", params: {aperture: 3}}, b: {type: "halve", inputs: {a: "a.out"}, params: {scale: 2}}},
      later: [1]
    });
    expect(resolve(odd, library).problems.map(problemText)).toEqual([
      'a: unknown node type "telescope"; it has "constant", "halve", "add", "sum", "fail", "slow", "spell"',
      'b: unknown parameter "scale"; it has none'
    ]);
  });

  it("says every problem of its form at once, each with its place", () => {
    const bad = {
      fluxloom: 7,
      title: 3,
      steps: {"1st": {type: "constant"}, a: [], b: {type: 4, version: 0, inputs: {a: [1]}, params: 3}},
      view: {layout: {a: 1}, notes: {a: 1}}
    };
    expect(() => parseWorkflow(JSON.stringify(bad))).toThrow(
      [
        "file: is written in format 7, and this engine reads up to 1; update fluxloom",
        'file: "title" must be text; got 3',
        'file: a step cannot be named "1st"; use a letter, then letters, digits, - or _, 64 at most',
        'a: must be an object with a "type"; got []',
        'b: "type" must name a node; got 4',
        'b: "version" must be a whole number from 1; got 0',
        'b: "params" must be an object; got 3',
        'b: input "a" must be "step.port" or a list of them; got 1',
        'file: "view.layout" must give each step [x, y]; remove it to lay out anew',
        'file: "view.notes" must give steps their text; remove what is not text'
      ].join("\n")
    );
    expect(() => parseWorkflow("{")).toThrow(/^file: is not JSON: /);
    expect(() => parseWorkflow("[]")).toThrow(WorkflowError);
  });

  it("takes names of Object's own for steps, ports and params as any other name", () => {
    const text =
      '{"fluxloom": 1, "steps": {"constructor": {"type": "halve", "inputs": {"toString": "x.y", "__proto__": "a.b"}, "params": {"__proto__": 1, "valueOf": 2}}}}';
    const messages = resolve(parseWorkflow(text), library).problems.map(problemText);
    expect(messages).toEqual([
      'constructor: halve has no input "toString"; it has "a"',
      'constructor: halve has no input "__proto__"; it has "a"',
      'constructor: input "a" is not connected; nothing here gives a number',
      'constructor: unknown parameter "__proto__"; it has none',
      'constructor: unknown parameter "valueOf"; it has none'
    ]);
  });

  it("brings params of an earlier version to the present one, and says when it cannot", () => {
    const older = new Map(library);
    const add = older.get("add")!;
    older.set("add", {
      ...add,
      version: 3,
      migrations: [({offset, ...rest}) => ({...rest, bias: offset ?? 0}), ({bias}) => ({bias: Number(bias) + 1})]
    });
    const file = workflow({a: {type: "add", params: {offset: 2}}, b: {type: "constant"}});
    expect(migrate(file, older).workflow.steps.get("a")).toMatchObject({version: 3, params: {bias: 3}});
    const newer = parseWorkflow('{"fluxloom": 1, "steps": {"a": {"type": "add", "version": 9}}}');
    expect(migrate(newer, older).problems.map(problemText)).toEqual([
      "a: is written for version 9 of add, and this engine has version 3; update fluxloom"
    ]);
    expect(migrate(newer, older).workflow.steps.get("a")).toEqual(newer.steps.get("a"));
  });
});

describe("resolve", () => {
  it("R27 says every problem at once, each with step, reason, value and a way out", () => {
    const {problems} = resolve(
      workflow({
        a: {type: "halv", inputs: {a: "a.out"}},
        b: {type: "halve"},
        c: {type: "constant", params: {value: 0.5}},
        d: {type: "halve", inputs: {a: "bb.out"}},
        e: {type: "halve", inputs: {a: "c.outt"}},
        f: {type: "halve", inputs: {a: "w.out"}},
        w: {type: "spell", inputs: {a: "c"}},
        g: {type: "add", inputs: {a: "c.out", b: ["c.out", "b.out"]}, params: {bias: 10, bais: 1}},
        h: {type: "sum", inputs: {terms: ["c.out", "c.out"], term: "c.out"}}
      }),
      library
    );
    expect(problems.map(problemText)).toEqual([
      'a: unknown node type "halv"; did you mean "halve"?',
      'b: input "a" is not connected; it takes a number, such as "c.out", "d.out", "e.out"',
      'c: parameter "value" must be an integer; got 0.5',
      'd: input "a" reads from "bb", which is not in the workflow; did you mean "b"?',
      'e: input "a" reads output "outt", which c (constant) does not have; did you mean "out"?',
      'f: input "a" takes a number, but w.out is a word',
      'w: input "a" reads "c", which names no output; write "c.out"',
      'g: input "b" takes one wire; got 2; keep one of "c.out", "b.out"',
      'g: unknown parameter "bais"; did you mean "bias"?',
      'g: parameter "bias" must be an integer in [-9, 9]; got 10',
      'h: sum has no input "term"; did you mean "terms"?',
      'h: input "terms" reads "c.out" twice; remove one'
    ]);
  });

  /*  a → b → c → a,  d reads c,  x reads itself  */
  it("R28 finds every circle and leaves out what is on it", () => {
    const {steps, problems} = resolve(
      workflow({
        a: {type: "halve", inputs: {a: "c.out"}},
        b: {type: "halve", inputs: {a: "a.out"}},
        c: {type: "halve", inputs: {a: "b.out"}},
        d: {type: "halve", inputs: {a: "c.out"}},
        x: {type: "halve", inputs: {a: "x.out"}},
        y: {type: "constant"}
      }),
      library
    );
    expect(problems.map(problemText)).toEqual([
      "a: reads from itself: a → c → b → a; remove one of these wires",
      "x: reads from itself: x → x; remove one of these wires"
    ]);
    expect([...steps.keys()]).toEqual(["d", "y"]);
  });

  it("sorts a chain of twenty thousand steps without running out of stack", () => {
    const n = 20_000;
    const steps = Object.fromEntries(
      Array.from({length: n}, (_, i) => [
        `s${i}`,
        i === n - 1 ? {type: "constant"} : {type: "halve", inputs: {a: `s${i + 1}.out`}}
      ])
    );
    const order = [...resolve(workflow(steps), library).steps.keys()];
    expect(order[0]).toBe(`s${n - 1}`);
    expect(order).toHaveLength(n);
  });

  it("R29 answers whether two ports connect with the reason and the remedy", () => {
    const w = workflow({
      c: {type: "constant"},
      h: {type: "halve", inputs: {a: "c.out"}},
      w: {type: "spell", inputs: {a: "h.out"}}
    });
    expect(canConnect(w, library, "c.out", "h", "a")).toEqual({ok: true});
    expect(canConnect(w, library, "w.out", "h", "a")).toMatchObject({
      ok: false,
      reason: 'input "a" takes a number, but w.out is a word'
    });
    expect(canConnect(w, library, "h.out", "h", "a")).toMatchObject({
      ok: false,
      reason: '"h" already depends on "h": this wire would close a circle'
    });
    expect(canConnect(w, library, "c.out", "q", "a")).toMatchObject({ok: false});
  });
});

describe("edits", () => {
  const w = parseWorkflow(canonical);

  it("R30 leave the workflow they start from as it was", () => {
    const before = serializeWorkflow(w);
    removeStep(
      renameStep(connect(setParam(addStep(w, "n", {type: "constant"}), library, "c", "value", 9), "h", "a", []), "h", "half"),
      "c"
    );
    expect(serializeWorkflow(w)).toBe(before);
  });

  it("store a parameter only when it differs from its default", () => {
    expect(setParam(w, library, "c", "value", 0).steps.get("c")!.params).toEqual({});
    expect(setParam(w, library, "c", "value", 1).steps.get("c")!.params).toEqual({value: 1});
    expect(() => setParam(w, library, "cc", "value", 1)).toThrow('there is no step "cc"; did you mean "c"?');
  });

  it("take wires, place and note along when a step is renamed or removed", () => {
    const renamed = renameStep(w, "c", "k");
    expect(renamed.steps.get("h")!.inputs).toEqual({a: ["k.out"]});
    expect(renamed.view.layout["k"]).toEqual([0, 20]);
    expect([...renamed.steps.keys()]).toEqual(["k", "h", "s", "z"]);
    const removed = removeStep(w, "c");
    expect(removed.steps.get("z")!.inputs).toEqual({terms: ["h.out"]});
    expect(removed.steps.get("h")!.inputs).toEqual({});
    expect(removed.view.notes).toEqual({"": "# Title"});
  });

  it("keep only what a step reads from, for a run up to that step", () => {
    expect([...ancestry(w, ["h"]).steps.keys()]).toEqual(["c", "h"]);
  });
});
