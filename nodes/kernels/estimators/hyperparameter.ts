/** How a hyperparameter is drawn. Bounds are inclusive. */
export type Distribution =
  | {readonly integer: readonly [low: number, high: number]}
  | {readonly real: readonly [low: number, high: number]}
  | {readonly logUniform: readonly [low: number, high: number]}
  | {readonly choice: readonly Setting[]};

/** A value of a hyperparameter; null for no limit. */
export type Setting = number | string | boolean | null;

/** A setting of an estimator that a search may vary. */
export interface Hyperparameter {
  /** What people call it: "trees". */
  readonly title: string;
  /** What it is, in a line. */
  readonly doc: string;
  /** What its numbers are; a share is a fraction up to 1, or else a count. */
  readonly numbers: "integer" | "real" | "share" | "none";
  readonly default: Setting;
  /** What a search draws it from unless told otherwise; the default where it is not varied. */
  readonly usual?: Distribution;
  /** Says in words what a valid value is, to end the sentence "must be …". */
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

interface Told {
  readonly title: string;
  readonly doc: string;
  readonly default: Setting;
  readonly usual?: Distribution;
}

/** An integer in [min, max], or null where that means no limit. */
export function whole(told: Told & {readonly min: number; readonly max?: number; readonly unlimited?: boolean}): Hyperparameter {
  const {min, max = Infinity, unlimited = false, ...rest} = told;
  const range = max === Infinity ? `of at least ${min}` : `in [${min}, ${max}]`;
  return {
    ...rest,
    numbers: "integer",
    expected: `an integer ${range}${unlimited ? ", or null" : ""}`,
    accepts: (x) => (unlimited && x === null) || (typeof x === "number" && Number.isInteger(x) && x >= min && x <= max)
  };
}

/** A finite number from `min`, or above it where it is open, up to `max`. */
export function real(told: Told & {readonly min: number; readonly max?: number; readonly open?: boolean}): Hyperparameter {
  const {min, max = Infinity, open = false, ...rest} = told;
  const least = open ? `above ${min}` : `of at least ${min}`;
  return {
    ...rest,
    numbers: "real",
    expected: `a number ${least}${max === Infinity ? "" : ` and at most ${max}`}`,
    accepts: (x) => typeof x === "number" && Number.isFinite(x) && (open ? x > min : x >= min) && x <= max
  };
}

/** A count of features from 1, a fraction of them below 1, or one of a few words. */
export function share(told: Told & {readonly words: readonly string[]}): Hyperparameter {
  const {words, ...rest} = told;
  const named = words.map((word) => `"${word}"`);
  return {
    ...rest,
    numbers: "share",
    expected: `a number of features, a fraction in (0, 1), ${named.slice(0, -1).join(", ")} or ${named.at(-1)!}`,
    accepts: (x) => (typeof x === "number" && x > 0 && (x < 1 || Number.isSafeInteger(x))) || words.includes(x as string)
  };
}

/** One of a few values. */
export function oneOf(told: Told & {readonly values: readonly Setting[]}): Hyperparameter {
  const {values, ...rest} = told;
  const named = values.map((value) => JSON.stringify(value));
  return {
    ...rest,
    numbers: "none",
    expected: `${named.slice(0, -1).join(", ")} or ${named.at(-1)!}`,
    accepts: (x) => values.includes(x as Setting)
  };
}
