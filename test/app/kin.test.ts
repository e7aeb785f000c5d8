import {describe, expect, it} from "vitest";
import type {Table} from "../../runtime/table.ts";
import {ancestry, parseWorkflow} from "../../runtime/workflow.ts";
import {kinOf} from "../../src/app/engine/kin.ts";
import {createSession, openEnvironment} from "../../src/node/environment.ts";
import {smallStudy} from "../cli/cli.ts";

const match = {
  hash: "match",
  parents: [
    {root: "stars", rows: Int32Array.of(3, 0, -1, 3)},
    {root: "dust", rows: Int32Array.of(7, 7, 2, -1)}
  ]
};
const listed = (...asked: Parameters<typeof kinOf>): Record<string, number[]> =>
  Object.fromEntries([...kinOf(...asked)].map(([root, rows]) => [root, [...rows].toSorted((a, b) => a - b)]));

describe("the kin of rows", () => {
  it("are, up a match, the rows of both its tables", () => {
    expect(listed("match", [0, 2], [match])).toEqual({match: [0, 2], stars: [3], dust: [2, 7]});
  });

  it("are, down a match, all rows it put them in, and across it their partners", () => {
    expect(listed("stars", [3, 9], [match])).toEqual({stars: [3, 9], match: [0, 3], dust: [7]});
  });

  it("leave the rows begun with as they are, though a partner has another partner", () => {
    expect(listed("match", [1], [match])).toEqual({match: [1], stars: [0], dust: [7]});
  });

  it("go through one match after another, and a match of a table with itself", () => {
    const again = {hash: "again", parents: ["match", "match"].map((root) => ({root, rows: Int32Array.of(2, 1)}))};
    expect(listed("dust", [2], [again, match])).toEqual({dust: [2], match: [2], again: [0], stars: []});
    expect(listed("again", [1], [match, again])).toEqual({again: [1], match: [1], stars: [0], dust: [7]});
  });

  it("are none of tables that no match joins", () => {
    expect(listed("gas", [1], [match])).toEqual({gas: [1]});
  });

  it("are in the study the very sources and members whose measurements stand in the rows, through filters and labels", async () => {
    const workflow = parseWorkflow(JSON.stringify(smallStudy("mips1-clean")));
    const environment = await openEnvironment({store: "memory"});
    const session = createSession(environment);
    session.apply(ancestry(workflow, ["label"]));
    await session.settled();
    const table = async (step: string, port: string): Promise<Table> => (await session.value(step, port)) as Table;
    const [labelled, matched, members, sources] = await Promise.all([
      table("label", "labelled"),
      table("match", "matched"),
      table("catalogues", "members"),
      table("catalogues", "sources")
    ]);
    await environment.close();
    const rows = [...labelled.rowIdentity()].slice(5, 15);
    const kin = kinOf(labelled.root, rows, [{hash: matched.hash!, parents: matched.parents}]);
    expect([...kin.keys()].toSorted()).toEqual([matched.hash!, members.hash!, sources.hash!].toSorted());
    for (const [of, name] of [
      [sources, "m1_f_psf"],
      [members, "source_id"]
    ] as const) {
      const there = [...kin.get(of.hash!)!].map((row) => String(of.cell(name, row)));
      expect(there.toSorted()).toEqual(rows.map((row) => String(matched.cell(name, row))).toSorted());
    }
  });
});
