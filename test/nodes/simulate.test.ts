import {beforeAll, describe, expect, it} from "vitest";
import {simulate} from "../../nodes/simulate.ts";
import {columnInfo, type Table} from "../../runtime/table.ts";
import {type Ran, runNode, schemaOf} from "../harness.ts";

type Outputs = typeof simulate.outputs;

const params = {nMembers: 4000, nSources: 2000, nMatched: 600, randomState: 3};
let ran: Ran<Outputs>;

beforeAll(async () => {
  ran = await runNode(simulate, {params});
});

const ports = ["members", "sources", "truth"] as const;

describe("simulate", () => {
  it.each(ports)("tells the columns of %s before it runs", (port) => {
    expect(ran.outputs[port].columns.map(columnInfo)).toEqual(schemaOf(simulate, {params})[port]!.columns.map(columnInfo));
  });

  it("notes what it made, and how far it is", async () => {
    const fractions: number[] = [];
    const {notes} = await runNode(simulate, {params, onProgress: (fraction) => fractions.push(fraction)});
    expect(notes).toMatchObject({members: 4000, sources: 2000, matched: 600, clean: 212, mips1: 60, mips1Clean: 25});
    expect(fractions.length).toBeGreaterThan(0);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  });

  it.each(ports)("calls the %s simulated", (port) => {
    expect(ran.outputs[port].meta["title"]).toMatch(/simulated/i);
    expect(ran.outputs[port].meta["simulated"]).toBe("Simulated: no row stands for a real object.");
  });

  it("gives the fluxes of the Spitzer source list their units and UCDs", () => {
    const {sources, members} = ran.outputs;
    expect(sources.column("m1_f_psf")).toMatchObject({unit: "uJy", ucd: "phot.flux.density;em.IR.15-30um"});
    expect(sources.column("dwise3")).toMatchObject({unit: "uJy", ucd: "stat.error;phot.flux.density;em.IR.8-15um"});
    expect(members.column("RA_ICRS")).toMatchObject({unit: "deg", ucd: "pos.eq.ra;meta.main"});
    expect(
      sources.cell(
        "cc_flags",
        firstOf(sources, (flags) => flags === "0000")
      )
    ).toBe("0000");
  });

  it("refuses sizes that do not fit, in words", async () => {
    await expect(runNode(simulate, {params: {...params, nMatched: 3000}})).rejects.toThrow(
      "3000 matched sources do not fit in 2000 sources; lower nMatched or raise nSources"
    );
    await expect(runNode(simulate, {params: {nMembers: 10}})).rejects.toThrow(
      'parameter "nMembers" must be an integer in [50, 5000000]; got 10'
    );
  });
});

function firstOf(sources: Table, is: (flags: string | null) => boolean): number {
  return sources.strings("cc_flags").findIndex(is);
}
