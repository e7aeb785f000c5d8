// The two studies on real tables, beside what scikit-learn and BorutaPy give on the same rows.
import type {RealRecord, Reproduction, Seeds} from "./record.ts";
import {markdownTable} from "./words.ts";

/** One section each, where its table was passed. */
export function realSections({real}: Reproduction): readonly string[] {
  const [upperSco, dustpedia] = [real["upper-sco"], real["dustpedia"]];
  return [...(upperSco ? [upperScorpius(upperSco)] : []), ...(dustpedia ? [dustPedia(dustpedia)] : [])];
}

function upperScorpius({seeds}: RealRecord): string {
  return `## Upper Scorpius

**Real photometry.** Luhman & Mamajek (2012, ApJ 758, 31), table 1, as CSV: magnitudes, turned into flux densities by the workflow. Four WISE fluxes, 184 members with 24 µm. There is nothing of the kind in the paper; scikit-learn 1.2.1 on the same rows stands beside.

\`\`\`sh
npx fluxloom run workflows/upper-sco.json --data catalogue=luhman2012_usco_tbl1.csv
npx fluxloom run workflows/upper-sco.json --data catalogue=luhman2012_usco_tbl1.csv --wire label.target=irac4.target
\`\`\`

${markdownTable(
  ["", "scikit-learn", "ours", "where"],
  [
    ["24 µm, 100 trees, R²", "0.964", seedText(seeds["default-trees"]), "`default-trees`"],
    ["24 µm, least squares, R²", "0.913; ten seeds 0.893–0.917", seedText(seeds["default-linear"]), "`default-linear`"],
    ["8 µm, 100 trees, R²", "0.968", seedText(seeds["default-trees, IRAC4"]), "`default-trees`"],
    ["8 µm, least squares, R²", "0.972; ten seeds 0.963–0.979", seedText(seeds["default-linear, IRAC4"]), "`default-linear`"]
  ]
)}`;
}

function seedText(seeds: Seeds | undefined): string {
  if (!seeds || seeds.length === 0) return "";
  const shown = seeds.map((r2) => r2.toFixed(3)).toSorted();
  const mean = seeds.reduce((sum, r2) => sum + r2, 0) / seeds.length;
  return `${seeds[0]!.toFixed(3)}; ${seeds.length} seeds ${shown[0]!}–${shown.at(-1)!}, mean ${mean.toFixed(3)}`;
}

function dustPedia({study, otherBoruta}: RealRecord): string {
  const r2 = (step: string): string => study.folds[step]?.r2Score.toFixed(3) ?? "";
  return `## DustPedia

**Real photometry.** Galaxies: aperture fluxes of DustPedia (Clark et al. 2018) joined with AllWISE's quality columns, 16 features, 254 galaxies with 24 µm.

\`\`\`sh
npx fluxloom run workflows/dustpedia.json --data catalogue=joined_dustpedia_MIPS1.csv
npx fluxloom run workflows/dustpedia.json --data catalogue=joined_dustpedia_MIPS1.csv --set boruta.estimator=gradientBoosting
\`\`\`

${markdownTable(
  ["", "scikit-learn, BorutaPy", "ours", "where"],
  [
    ["24 µm, 100 trees, R²", "0.962", r2("default-trees"), "`default-trees`"],
    ["24 µm, least squares, R²", "0.958", r2("default-linear"), "`default-linear`"],
    [
      "Boruta with extra trees keeps",
      "four fluxes, most rchi2, some coverage, never the counts",
      keptText(study.boruta),
      "notes of `boruta`"
    ],
    ["Boruta with gradient boosting keeps", "W4; mostly W3, often the rchi2 of W1", keptText(otherBoruta), "notes of `boruta`"]
  ]
)}`;
}

function keptText(boruta: RealRecord["otherBoruta"]): string {
  if (!boruta) return "";
  const code = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");
  return `${code(boruta.confirmed)}${boruta.tentative.length > 0 ? `; tentative ${code(boruta.tentative)}` : ""}`;
}
