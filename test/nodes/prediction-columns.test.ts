import {spawnSync} from "node:child_process";
import {describe, expect, it} from "vitest";
import {predictionInfo} from "../../nodes/learning/prediction-columns.ts";
import type {Target} from "../../runtime/table.ts";

const target = (transform: Target["transform"], ucd?: string): Target => ({
  column: "f",
  label: "MIPS1",
  transform,
  sourceColumn: "f",
  unit: "uJy",
  ...(ucd !== undefined && {ucd})
});
const ucds = [
  ...predictionInfo(target("none", "phot.flux.density;em.IR.15-30um"), true, 0.9),
  ...predictionInfo(target("log10", "phot.mag;em.IR.K"), true, 0.9),
  ...predictionInfo(target("none"), true, 0.9)
].map(({ucd}) => ucd!);

describe("the UCDs of predictions", () => {
  it("say the quantity first, then which end, and end in meta.modelled", () => {
    expect(ucds.slice(0, 3)).toEqual([
      "phot.flux.density;em.IR.15-30um;meta.modelled",
      "stat.stdev;phot.flux.density;em.IR.15-30um;meta.modelled",
      "phot.flux.density;em.IR.15-30um;stat.min;meta.modelled"
    ]);
    expect(ucds.at(-1)).toBe("stat.fit;stat.max;meta.modelled");
  });

  const astropy = spawnSync("/usr/bin/python3", ["-c", "import astropy"]).status === 0;
  if (!astropy) process.stderr.write("skipped: astropy is not installed; UCDs of predictions are not checked with it\n");
  it.skipIf(!astropy)("are words of UCD1+ in their places, as astropy knows them", () => {
    const script =
      "import sys\nfrom astropy.io.votable.ucd import parse_ucd\nfor u in sys.argv[1:]: parse_ucd(u, check_controlled_vocabulary=True)";
    expect(spawnSync("/usr/bin/python3", ["-W", "ignore", "-c", script, ...ucds]).stderr.toString()).toBe("");
  });
});
