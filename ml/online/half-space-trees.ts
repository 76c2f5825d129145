import { type Random, randomOf } from "../learner/random.ts";
import { columnName, integer, number } from "../stages/parameters.ts";
import type { Columns, VectorValue } from "../stages/row-types.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { mustFit } from "./checks.ts";
import { type Every, everyRows } from "./every.ts";
import { addMass, massOf } from "./kernels/half-spaces.ts";
import { type OnlineEstimator, onlineEstimator } from "./online-estimator.ts";
import type { Answer, OnlineLearner, OnlineTask } from "./online-learner.ts";

/** Options of `halfSpaceTrees`. */
export interface HalfSpaceTreesOptions<Features extends string, Score extends string> {
  /** The column of vectors. Default `"features"`. */
  readonly features?: Features;
  /** The column that models add: how strange a row is, from 0 to 1. Default `"score"`. */
  readonly score?: Score;
  /** Trees, from 1. Default 25. */
  readonly trees?: number;
  /** Levels of a tree below its root, from 1 to 20. Default 8. */
  readonly height?: number;
  /** Rows of a window: rows are scored by the masses of the window before. Default 250. */
  readonly window?: number;
  /** The range of all features: scale them before. Default 0 to 1. */
  readonly min?: number;
  readonly max?: number;
  /** The same seed makes the same trees. Default 0. */
  readonly seed?: number;
  /** After how many rows, or in which windows, there is a new model. Default 250 rows. */
  readonly every?: Every;
}

/** Trees of half spaces, and how many rows of a window have passed each. */
export interface HalfSpaces {
  readonly features: Int32Array; // [trees × (2^height − 1)]
  readonly thresholds: Float64Array; // [trees × (2^height − 1)]
  /** Of the last whole window; zeros before the first. */
  readonly masses: Float64Array; // [trees × (2^(height + 1) − 1)]
  /** How many features rows have. */
  readonly size: number;
}

const kind = stageKind({
  name: "halfSpaceTrees",
  version: 1,
  parameters: {
    features: columnName("features"),
    score: columnName("score"),
    trees: integer({ default: 25, min: 1, unit: "trees" }),
    height: integer({ default: 8, min: 1, max: 20, unit: "levels" }),
    window: integer({ default: 250, min: 1, unit: "rows" }),
    min: number({ default: 0, unit: "units of the features" }),
    max: number({ default: 1, unit: "units of the features" }),
    seed: integer({ default: 0, min: 0 }),
    every: everyRows(250),
  },
  learned: { features: "int32", thresholds: "float64", masses: "float64", size: "number" },
  check: ({ features, thresholds, masses, size }, { trees, height }) =>
    features.length === trees * (2 ** height - 1) &&
    thresholds.length === features.length &&
    masses.length === trees * (2 ** (height + 1) - 1) &&
    features.every((feature) => feature >= 0 && feature < size)
      ? undefined
      : "it must have as many whole trees as its parameters say, of features that there are",
  make: (options: HalfSpaceTreesOptions<string, string>) => halfSpaceTrees(options) as never,
});

/**
 * Scores how strange rows are, and learns on: trees cut the range of the features in halves at random, and count the rows of each
 * window in each part; a row is strange where there were few. Anomalies that come together, as many as a window, are not strange.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { halfSpaceTrees, testThenTrain } from "millrace/ml";
 * const rows = from(Array.from({ length: 600 }, (_, at) => ({ at, features: [at === 599 ? 0.95 : 0.3 + (at % 10) / 100] })));
 * const scored = await rows.apply(testThenTrain(halfSpaceTrees())).collect();
 * console.log(scored[599]!.score > scored[598]!.score + 0.3); // true
 * ```
 * @see Tan, Ting, Liu, “Fast Anomaly Detection for Streaming Data”, IJCAI 2011. Trees are padded as river's HalfSpaceTrees pads them.
 */
export function halfSpaceTrees<const Features extends string = "features", const Score extends string = "score">(
  options: HalfSpaceTreesOptions<Features, Score> = {},
): OnlineEstimator<
  Columns<Features, VectorValue>,
  { [Name in NoInfer<Score>]: number },
  Columns<Features, VectorValue>,
  HalfSpaces
> {
  const parameters = kind.read(options);
  const { features, score, every, min, max } = parameters;
  if (min >= max) {
    throw new RangeError(
      `Cannot set max in halfSpaceTrees as it must be above min: got ${min} and ${max}; give the range of the features`,
    );
  }
  const learner: OnlineLearner<HalfSpaces> = {
    name: kind.name,
    labels: "none",
    adds: () => [{ name: score }],
    sizeOf: ({ size }) => size,
    answerOf: (learned) => scoring(learned, parameters),
    open: (columns, { saved, initial }) => {
      if (initial !== undefined) mustFit(kind.name, columns, initial.size);
      return openTrees(columns, parameters, saved as Saved | undefined, initial);
    },
  };
  return onlineEstimator(kind, parameters, { learner, columns: { features }, every });
}

interface Shape {
  readonly trees: number;
  readonly height: number;
  readonly window: number;
  readonly min: number;
  readonly max: number;
  readonly seed: number;
}

interface Saved extends HalfSpaces {
  /** Masses of the window at hand, and how many rows it has. */
  readonly coming: Float64Array;
  readonly count: number;
}

function openTrees(
  columns: number,
  shape: Shape,
  saved: Saved | undefined,
  initial: HalfSpaces | undefined,
): OnlineTask<HalfSpaces> {
  const { trees, height, window } = shape;
  const { features, thresholds, masses } = saved ?? copyOf(initial ?? emptyTrees(columns, shape));
  const coming = saved?.coming ?? new Float64Array(masses.length);
  let count = saved?.count ?? 0;
  const own: HalfSpaces = { features, thresholds, masses, size: columns };
  const at = new Int32Array(trees);
  return {
    learn: ({ features: { data } }, from, to) => {
      for (let row = from; row < to; row++) {
        addMass(data, row * columns, features, thresholds, coming, trees, height, at);
        if (++count < window) continue;
        masses.set(coming);
        coming.fill(0);
        count = 0;
      }
    },
    endBatch: () => undefined,
    learned: () => copyOf(own),
    save: (): Saved => ({ ...own, coming, count }),
    answer: scoring(own, shape),
  };
}

/** 0 before the first whole window. */
function scoring({ features, thresholds, masses }: HalfSpaces, { trees, height, window }: Shape): Answer {
  const most = trees * window * (2 ** (height + 1) - 1);
  return (rows, row, out, at) => {
    const { data, columns } = rows.features;
    const mass = massOf(data, row * columns, features, thresholds, masses, trees, height, 0.1 * window);
    // Each row of a whole window has passed each root.
    out[at] = masses[0] === 0 ? 0 : 1 - mass / most;
  };
}

function copyOf({ features, thresholds, masses, size }: HalfSpaces): HalfSpaces {
  return { features, thresholds, masses: masses.slice(), size };
}

/** Trees that cut a feature, the longer the likelier, at random, but not near the ends of what is left of it. */
function emptyTrees(columns: number, { trees, height, min, max, seed }: Shape): HalfSpaces {
  const inner = 2 ** height - 1;
  const features = new Int32Array(trees * inner);
  const thresholds = new Float64Array(trees * inner);
  const random = randomOf(seed);
  for (let tree = 0; tree < trees; tree++) {
    const low = new Float64Array(columns).fill(min);
    const high = new Float64Array(columns).fill(max);
    const cut = (node: number): void => {
      if (node >= inner) return;
      const feature = longest(low, high, random);
      const [from, to] = [low[feature]!, high[feature]!];
      const threshold = from + (padding + random.next() * (1 - 2 * padding)) * (to - from);
      features[tree * inner + node] = feature;
      thresholds[tree * inner + node] = threshold;
      high[feature] = threshold;
      cut(2 * node + 1);
      high[feature] = to;
      low[feature] = threshold;
      cut(2 * node + 2);
      low[feature] = from;
    };
    cut(0);
  }
  return { features, thresholds, masses: new Float64Array(trees * (2 * inner + 1)), size: columns };
}

const padding = 0.15;

/** A feature, by the length of its range. */
function longest(low: Float64Array, high: Float64Array, random: Random): number {
  let left = random.next() * high.reduce((sum, to, feature) => sum + to - low[feature]!, 0);
  for (let feature = 0; feature < low.length - 1; feature++) {
    left -= high[feature]! - low[feature]!;
    if (left < 0) return feature;
  }
  return low.length - 1;
}
