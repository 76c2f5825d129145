import { integer, number, optional, type Parameter } from "../stages/parameters.ts";
import type { BoostingTraining } from "./boosting-training.ts";
import type { BoostingOptions } from "./options.ts";

type Parameters = {
  readonly [Name in Exclude<keyof BoostingOptions, "maxDepth" | "stopAfter">]: Parameter<number>;
} & { readonly maxDepth: Parameter<number | undefined>; readonly stopAfter: Parameter<number | undefined> };

export const boostingParameters: Parameters = {
  rounds: integer({ default: 100, min: 1, unit: "rounds" }),
  learningRate: number({ default: 0.1, above: 0, max: 1 }),
  maxLeaves: integer({ default: 31, min: 2, unit: "leaves" }),
  maxDepth: optional(integer({ min: 1, unit: "splits" })),
  minLeafRows: integer({ default: 20, min: 1, unit: "rows" }),
  l2: number({ default: 0, min: 0 }),
  bins: integer({ default: 255, min: 2, max: 255, unit: "bins" }),
  stopAfter: optional(integer({ min: 1, unit: "rounds" })),
  heldBack: number({ default: 0.1, above: 0, below: 1 }),
  seed: integer({ default: 0, min: 0 }),
};

/** How boosting is to go on. */
export function boostingOf(
  name: string,
  {
    maxDepth = Number.POSITIVE_INFINITY,
    stopAfter,
    heldBack,
    ...how
  }: Omit<BoostingTraining, "name" | "stopping" | "maxDepth"> & {
    readonly maxDepth: number | undefined;
    readonly stopAfter: number | undefined;
    readonly heldBack: number;
  },
): BoostingTraining {
  return {
    ...how,
    name,
    maxDepth,
    stopping: stopAfter === undefined ? undefined : { share: heldBack, patience: stopAfter },
  };
}
