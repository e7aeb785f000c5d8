/** How many rows of each sort a simulation holds. */
export interface Counts {
  readonly members: number;
  readonly clusters: number;
  readonly sources: number;
  /** Sources within the match radius of a member that have a W4 flux or limit. */
  readonly matched: number;
  /** … those of them without W4. */
  readonly withoutW4: number;
  /** Of `matched`: not extended and without contamination. */
  readonly clean: number;
  readonly mips1: number;
  readonly mips1Clean: number;
  readonly irac4: number;
  readonly irac4Clean: number;
  /** Of `matched`: members of the cluster that Spitzer is taken not to have seen. */
  readonly heldOut: number;
}

/** The sizes of Fonseca-Bonilla et al. (2024); those the paper does not print (clusters seen, IRAC4, sources without W4) are ours. */
export const paperCounts: Counts = {
  members: 444219,
  clusters: 3530,
  sources: 200000,
  matched: 26068,
  withoutW4: 31000,
  clean: 9231,
  mips1: 2592,
  mips1Clean: 1096,
  irac4: 17904,
  irac4Clean: 6912,
  heldOut: 160
};

/**
 * The counts for other sizes, in the paper's proportions; `matched` 0 stands for the paper's share of the sources.
 * @throws when the sources, or the members, cannot hold that many matches.
 */
export function countsFor(members: number, sources: number, matched: number): Counts {
  const paper = paperCounts;
  const n = matched > 0 ? matched : Math.round((paper.matched * sources) / paper.sources);
  if (n > sources) throw new Error(`${n} matched sources do not fit in ${sources} sources; lower nMatched or raise nSources`);
  const share = (count: number): number => Math.round((count * n) / paper.matched);
  return {
    members,
    clusters: Math.max(2, Math.round((paper.clusters * members) / paper.members)),
    sources,
    matched: n,
    withoutW4: Math.min(share(paper.withoutW4), Math.floor((sources - n) / 2), Math.max(0, Math.floor(members / 4) - n)),
    clean: share(paper.clean),
    mips1: share(paper.mips1),
    mips1Clean: share(paper.mips1Clean),
    irac4: share(paper.irac4),
    irac4Clean: share(paper.irac4Clean),
    heldOut: share(paper.heldOut)
  };
}
