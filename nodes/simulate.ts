import {memberColumns, sourceColumns, truthColumns} from "./kernels/simulate/schema.ts";
import {drawCatalogues} from "./tasks/simulate.ts";
import {table} from "./kinds.ts";
import {defineNode} from "../runtime/node.ts";
import {integer} from "../runtime/params.ts";
import {Table} from "../runtime/table.ts";

const said = "Simulated: no row stands for a real object.";

export const simulate = defineNode({
  type: "simulate",
  version: 1,
  title: "Simulate",
  group: "sources",
  doc: `Simulates cluster members and infrared sources, in the columns and units of the real catalogues.

**Everything that leaves this node is simulated**; names of objects and clusters begin with Sim, and every column says so.

- *members*: stars of open clusters, as Hunt & Reffert (2024) list them, with 63-bit identifiers and Gaia's magnitudes.
- *sources*: a Spitzer source list with WISE, IRAC, MIPS and 2MASS fluxes in µJy and WISE's quality flags. Missing values occur as
  null, as 0 and, in the field, as NaN. Where the signal-to-noise ratio of a WISE band is below 2 its flux is a 95 % upper limit and
  its error is null.
- *truth*: for every matched source with W4, what Spitzer would have seen at 24 and 8 µm, noise-free and measured.

With the default sizes, and any \`randomState\`, a match at 2″ leaves 26 068 sources with W4 ≠ 0 (9 231 of them with ext_flg = 0 and
cc_flags = '0000'), of which 2 592 (1 096) have a flux at 24 µm and 17 904 (6 912) at 8 µm. Other sizes keep these proportions.
The cluster SimIC_348, young and nebulous, has sources but no flux at 24 or 8 µm: no model can be trained on it, and *truth* tells
how well it was predicted.`,
  references: [
    "Fonseca-Bonilla, Cerdán, Noriega-Crespo & Moro-Martín 2024, A&A",
    "Hunt & Reffert 2024, A&A 686, A42",
    "Spitzer Enhanced Imaging Products, IRSA"
  ],
  methods: () =>
    "All data are **simulated**: {nMembers} members of open clusters and {nSources} infrared sources, in the columns and units of the real catalogues, were drawn from seed {randomState}. No row stands for a real object.",
  inputs: {},
  outputs: {
    members: table("simulated members of open clusters"),
    sources: table("simulated infrared sources"),
    truth: table("the simulated fluxes behind the matched sources")
  },
  params: {
    nMembers: integer({default: 444219, min: 50, max: 5_000_000, doc: "Stars in the list of members."}),
    nSources: integer({default: 200000, min: 20, max: 5_000_000, doc: "Sources in the source list."}),
    nMatched: integer({
      default: 0,
      min: 0,
      max: 1_000_000,
      doc: "Sources within 2″ of a member that have a W4 flux or limit; 0 takes the paper's share of the sources, 26068 of 200000."
    }),
    randomState: integer({default: 0, min: 0, doc: "Seed. Other seeds give other stars, and the same counts."})
  },
  schema: () => ({
    members: {columns: memberColumns},
    sources: {columns: sourceColumns},
    truth: {columns: truthColumns}
  }),
  async run(context) {
    const {params, pool, signal} = context;
    const [drawn] = await pool.map(drawCatalogues, [params], {
      signal,
      onProgress: (fraction) => context.progress(fraction, "drawing stars")
    });
    const {members, sources, truth, counts} = drawn!;
    for (const [name, count] of Object.entries(counts)) context.note(name, count);
    return {
      members: new Table({columns: members, meta: {title: "Simulated members of open clusters", simulated: said}}),
      sources: new Table({columns: sources, meta: {title: "Simulated infrared sources", simulated: said}}),
      truth: new Table({columns: truth, meta: {title: "Truth behind the simulated sources", simulated: said}})
    };
  }
});
