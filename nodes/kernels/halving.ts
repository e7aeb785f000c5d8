/** A round of successive halving: how many configurations are scored on how many rows. */
export interface Rung {
  readonly configurations: number;
  readonly rows: number;
}

/** A third of the configurations go on, to three times the rows. */
const FACTOR = 3;
/** Fewer rows in a fold than this say too little to judge by. */
const LEAST_ROWS_IN_A_FOLD = 5;

/**
 * The rounds of successive halving (Jamieson & Talwalkar 2016, AISTATS 51, 240), the last of them on all rows: as many before it as there
 * are configurations to leave out and rows to leave in every fold.
 */
export function rungsOf(configurations: number, rows: number, nSplits: number): readonly Rung[] {
  const least = LEAST_ROWS_IN_A_FOLD * nSplits;
  let cut = 1;
  while (cut * FACTOR <= configurations && Math.floor(rows / (cut * FACTOR)) >= least) cut *= FACTOR;
  const rungs: Rung[] = [];
  for (let share = cut; share >= 1; share /= FACTOR)
    rungs.push({configurations: Math.ceil((configurations * share) / cut), rows: Math.floor(rows / share)});
  return rungs;
}
