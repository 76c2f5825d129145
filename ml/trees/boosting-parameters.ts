import type { SharedTraining, Training } from "../learner/learner.ts";
import { Team, teamBytes } from "../learner/team.ts";
import { integer, number, optional, type Parameter } from "../stages/parameters.ts";
import { type BoostingTraining, joinedBoosting } from "./boosting-training.ts";
import { type FeatureKindParameters, featureKindParameters, featureKindsOf } from "./feature-kinds.ts";
import type { Boosted } from "./learned.ts";
import type { BoostingOptions } from "./options.ts";

type OptionalName = "maxDepth" | "stopAfter" | "categorySmoothing" | "categorical" | "increasing" | "decreasing";

type Parameters = {
  readonly [Name in Exclude<keyof BoostingOptions, OptionalName>]: Parameter<number>;
} & {
  readonly [Name in "maxDepth" | "stopAfter" | "categorySmoothing"]: Parameter<number | undefined>;
} & typeof featureKindParameters;

export const boostingParameters: Parameters = {
  rounds: integer({ default: 100, min: 1, unit: "rounds" }),
  learningRate: number({ default: 0.1, above: 0, max: 1 }),
  maxLeaves: integer({ default: 31, min: 2, unit: "leaves" }),
  maxDepth: optional(integer({ min: 1, unit: "splits" })),
  minLeafRows: integer({ default: 20, min: 1, unit: "rows" }),
  l2: number({ default: 0, min: 0 }),
  bins: integer({ default: 255, min: 2, max: 255, unit: "bins" }),
  ...featureKindParameters,
  categorySmoothing: optional(number({ min: 0 })),
  stopAfter: optional(integer({ min: 1, unit: "rounds" })),
  heldBack: number({ default: 0.1, above: 0, below: 1 }),
  seed: integer({ default: 0, min: 0 }),
};

/** Threads that each have a part of the rows, and boost the same trees. */
export function boostedTogether(train: (columns: number, team: Team) => Training<Boosted>): SharedTraining<Boosted> {
  return {
    train: (columns, share) => train(columns, new Team(share)),
    join: ([first]) => first!,
    joinKept: joinedBoosting,
    memoryBytes: (columns, parts) => teamBytes(4 * Math.ceil(columns / 4) * 512, parts),
  };
}

/** What is told of how boosting is to go on. */
type Told = Omit<BoostingTraining, "name" | "stopping" | OptionalName> & {
  readonly [Name in "maxDepth" | "stopAfter" | "categorySmoothing"]: number | undefined;
} & FeatureKindParameters & { readonly heldBack: number };

/** How boosting is to go on. @throws TypeError where features are told to be what does not go together. */
export function boostingOf(
  name: string,
  {
    maxDepth = Number.POSITIVE_INFINITY,
    categorical,
    categorySmoothing,
    increasing,
    decreasing,
    stopAfter,
    heldBack,
    ...how
  }: Told,
): BoostingTraining {
  const kinds = featureKindsOf(name, { categorical, increasing, decreasing });
  if (categorySmoothing !== undefined && kinds.categorical.length === 0) {
    throw new TypeError(
      `Cannot make ${name} as categorySmoothing is of categorical features: got none of these; give categorical`,
    );
  }
  const stopping = stopAfter === undefined ? undefined : { share: heldBack, patience: stopAfter };
  return { ...how, ...kinds, categorySmoothing: categorySmoothing ?? 10, name, maxDepth, stopping };
}
