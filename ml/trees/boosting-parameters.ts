import type { SharedTraining, Training } from "../learner/learner.ts";
import { Team, teamBytes } from "../learner/team.ts";
import { integer, number, optional, type Parameter, places } from "../stages/parameters.ts";
import type { BoostingTraining } from "./boosting-training.ts";
import type { Boosted } from "./learned.ts";
import type { BoostingOptions } from "./options.ts";

type OptionalName = "maxDepth" | "stopAfter" | "categorySmoothing" | "categorical" | "increasing" | "decreasing";

type Parameters = {
  readonly [Name in Exclude<keyof BoostingOptions, OptionalName>]: Parameter<number>;
} & {
  readonly [Name in "maxDepth" | "stopAfter" | "categorySmoothing"]: Parameter<number | undefined>;
} & {
  readonly [Name in "categorical" | "increasing" | "decreasing"]: Parameter<readonly number[] | undefined>;
};

export const boostingParameters: Parameters = {
  rounds: integer({ default: 100, min: 1, unit: "rounds" }),
  learningRate: number({ default: 0.1, above: 0, max: 1 }),
  maxLeaves: integer({ default: 31, min: 2, unit: "leaves" }),
  maxDepth: optional(integer({ min: 1, unit: "splits" })),
  minLeafRows: integer({ default: 20, min: 1, unit: "rows" }),
  l2: number({ default: 0, min: 0 }),
  bins: integer({ default: 255, min: 2, max: 255, unit: "bins" }),
  categorical: optional(places("features")),
  categorySmoothing: optional(number({ min: 0 })),
  increasing: optional(places("features")),
  decreasing: optional(places("features")),
  stopAfter: optional(integer({ min: 1, unit: "rounds" })),
  heldBack: number({ default: 0.1, above: 0, below: 1 }),
  seed: integer({ default: 0, min: 0 }),
};

/** Threads that each have a part of the rows, and boost the same trees. */
export function boostedTogether(train: (columns: number, team: Team) => Training<Boosted>): SharedTraining<Boosted> {
  return {
    train: (columns, share) => train(columns, new Team(share)),
    join: ([first]) => first!,
    memoryBytes: (columns, parts) => teamBytes(4 * Math.ceil(columns / 4) * 512, parts),
  };
}

/** What is told of how boosting is to go on. */
type Told = Omit<BoostingTraining, "name" | "stopping" | OptionalName> & {
  readonly [Name in "maxDepth" | "stopAfter" | "categorySmoothing"]: number | undefined;
} & {
  readonly [Name in "categorical" | "increasing" | "decreasing"]: readonly number[] | undefined;
} & { readonly heldBack: number };

/** How boosting is to go on. @throws TypeError where features are told to be what does not go together. */
export function boostingOf(
  name: string,
  {
    maxDepth = Number.POSITIVE_INFINITY,
    categorical = [],
    categorySmoothing,
    increasing = [],
    decreasing = [],
    stopAfter,
    heldBack,
    ...how
  }: Told,
): BoostingTraining {
  const refused = (as: string, remedy: string): TypeError => new TypeError(`Cannot make ${name} as ${as}; ${remedy}`);
  const twice = [...categorical, ...increasing, ...decreasing].find((feature, at, all) => all.indexOf(feature) !== at);
  if (twice !== undefined) {
    const as = `a feature must be in one of categorical, increasing and decreasing: got ${twice} in two`;
    throw refused(as, "categories have no order, and what both rises and falls stays as it is");
  }
  if (categorySmoothing !== undefined && categorical.length === 0)
    throw refused("categorySmoothing is of categorical features: got none of these", "give categorical");
  const stopping = stopAfter === undefined ? undefined : { share: heldBack, patience: stopAfter };
  const order = { categorical, categorySmoothing: categorySmoothing ?? 10, increasing, decreasing };
  return { ...how, ...order, name, maxDepth, stopping };
}
