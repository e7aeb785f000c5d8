import {counted} from "./words.ts";
import {fairCoinCdf, maxTrials} from "./binomial.ts";
import {benjaminiHochberg} from "./fdr.ts";
import {stream, type Rng} from "./random.ts";

export type Decision = "confirmed" | "tentative" | "rejected";

/** How the many tests are paid for: see {@link decide}. */
export type Correction = "twoStep" | "bonferroni";

export interface BorutaParams {
  /** Rounds are numbered 1 … maxIter − 1, as in BorutaPy. */
  readonly maxIter: number;
  /** The chance, after correction, of confirming or rejecting a feature that is neither better nor worse than chance. */
  readonly alpha: number;
  readonly correction: Correction;
  /** A hit is an importance above this percentile of the shadows' importances; 100 is their maximum. */
  readonly perc: number;
  readonly randomState: number;
}

export const borutaDefaults: BorutaParams = {maxIter: 100, alpha: 0.05, correction: "twoStep", perc: 100, randomState: 0};

export interface BorutaRound {
  /** By feature; NaN for those already rejected. */
  readonly importances: Float64Array;
  /** What a feature had to exceed. */
  readonly shadow: number;
  /** By feature, so far. */
  readonly hits: Int32Array;
  readonly decisions: readonly Decision[];
}

export interface BorutaResult {
  readonly decisions: readonly Decision[];
  /** Tentative features whose median importance exceeds the shadows' median (Kursa & Rudnicki's rough fix). */
  readonly leaning: readonly number[];
  readonly hits: Int32Array;
  readonly rounds: readonly BorutaRound[];
}

/** A column of numbers or of bin codes. */
type Values = Float64Array | Float32Array | Uint8Array;

/** Fits a model to the columns and tells how important each is. The columns are reused in the next round. */
export type Importances<V extends Values> = (columns: readonly V[], round: number) => ArrayLike<number>;

/** Before this round nothing is decided. */
const firstTestedRound = 5;

/** Fewer shadows than this make too weak a threshold. */
const fewestShadows = 5;

/**
 * Finds all relevant features (Kursa & Rudnicki 2010, J. Stat. Softw. 36, 11), in the form of BorutaPy: in each round the features
 * compete with shuffled copies of themselves, their shadows; one that beats the best shadow scores a hit; and a binomial test on
 * its hits confirms or rejects it. Each round draws from its own stream.
 * @throws on columns of unequal length, none at all, or more rounds than the test can count.
 */
export function boruta<V extends Values>(
  columns: readonly V[],
  importances: Importances<V>,
  params: BorutaParams = borutaDefaults,
  onRound: (round: number, undecided: number) => void = () => undefined
): BorutaResult {
  checkInput(columns, params);
  const p = columns.length;
  const buffers: V[] = [];
  const hits = new Int32Array(p);
  const rounds: BorutaRound[] = [];
  let decisions: readonly Decision[] = columns.map(() => "tentative");
  for (let round = 1; round < params.maxIter && decisions.includes("tentative"); ++round) {
    const live = indices(decisions, (d) => d !== "rejected");
    const real = live.map((j) => columns[j]!);
    const shadows = shuffledCopies(real, buffers, stream("boruta", params.randomState, "shadows", round));
    const found = Float64Array.from(importances([...real, ...shadows], round));
    const row = new Float64Array(p).fill(NaN);
    live.forEach((j, k) => (row[j] = found[k]!));
    const shadow = percentile(found.subarray(live.length), params.perc);
    for (const j of live) if (row[j]! > shadow) ++hits[j]!;
    if (round >= firstTestedRound) decisions = decide(decisions, hits, round, params);
    rounds.push({importances: row, shadow, hits: hits.slice(), decisions});
    onRound(round, decisions.filter((d) => d === "tentative").length);
  }
  return {decisions, leaning: leaningFeatures(decisions, rounds), hits, rounds};
}

/**
 * Decides, after `round` rounds, on features still tentative. A feature as good as chance hits in half the rounds, so its hits are
 * tested against a fair coin, both ways. "twoStep" holds the false discovery rate over the features that are left at alpha, and asks
 * besides for p ≤ alpha / round since every round tests anew; "bonferroni" asks for p ≤ alpha / (all features).
 */
export function decide(
  decisions: readonly Decision[],
  hits: ArrayLike<number>,
  round: number,
  {alpha, correction}: Pick<BorutaParams, "alpha" | "correction">
): readonly Decision[] {
  const live = indices(decisions, (d) => d !== "rejected");
  const pass = (pValues: readonly number[]): boolean[] => {
    if (correction === "bonferroni") return pValues.map((value) => value <= alpha / decisions.length);
    const discovered = benjaminiHochberg(pValues, alpha);
    return pValues.map((value, k) => discovered[k]! && value <= alpha / round);
  };
  const confirmed = pass(live.map((j) => fairCoinCdf(round - hits[j]!, round)));
  const rejected = pass(live.map((j) => fairCoinCdf(hits[j]!, round)));
  const next = [...decisions];
  live.forEach((j, k) => {
    if (next[j] !== "tentative") return;
    if (confirmed[k]) next[j] = "confirmed";
    if (rejected[k]) next[j] = "rejected";
  });
  return next;
}

/** Copies of the columns, each in an order of its own; repeated, as BorutaPy does, until there are enough. Buffers are kept for the next round. */
function shuffledCopies<V extends Values>(columns: readonly V[], buffers: V[], rng: Rng): V[] {
  let copies = 1;
  while (copies * columns.length < fewestShadows) copies *= 2;
  return Array.from({length: copies * columns.length}, (_, k) => {
    const column = columns[k % columns.length]!;
    const buffer = (buffers[k] ??= column.slice() as V);
    buffer.set(column);
    return rng.shuffle(buffer);
  });
}

/** The tentative features whose median importance exceeds the median threshold. */
function leaningFeatures(decisions: readonly Decision[], rounds: readonly BorutaRound[]): number[] {
  if (rounds.length === 0) return [];
  const threshold = percentile(
    Float64Array.from(rounds, (r) => r.shadow),
    50
  );
  return indices(decisions, (d) => d === "tentative").filter(
    (j) =>
      percentile(
        Float64Array.from(rounds, (r) => r.importances[j]!),
        50
      ) > threshold
  );
}

/** The value below which `percent` of the values lie, interpolated linearly (numpy's default). */
export function percentile(values: Float64Array, percent: number): number {
  const sorted = values.slice().sort();
  const at = (percent / 100) * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (at - below);
}

function indices(decisions: readonly Decision[], test: (decision: Decision) => boolean): number[] {
  return decisions.flatMap((d, j) => (test(d) ? [j] : []));
}

function checkInput(columns: readonly Values[], {maxIter, alpha, perc}: BorutaParams): void {
  if (columns.length === 0) throw new Error("no features to judge; need at least 1");
  const n = columns[0]!.length;
  columns.forEach((column, j) => {
    if (column.length !== n) throw new Error(`column ${j} has ${counted(column.length, "row")}, but column 0 has ${n}`);
  });
  if (!(Number.isInteger(maxIter) && maxIter >= 2 && maxIter <= maxTrials))
    throw new Error(`maxIter must be an integer in [2, ${maxTrials}]; got ${maxIter}`);
  if (!(alpha > 0 && alpha < 1)) throw new Error(`alpha must be in (0, 1); got ${alpha}`);
  if (!(perc > 0 && perc <= 100)) throw new Error(`perc must be in (0, 100]; got ${perc}`);
}
