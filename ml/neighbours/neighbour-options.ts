import { choice, integer, type Parameter } from "../stages/parameters.ts";

/** Options of what asks neighbours. */
export interface NeighbourOptions {
  /** Neighbours that are asked, from 1. Default 5. */
  readonly k?: number;
  /** `"distance"`: a neighbour counts by 1 ÷ its distance; ones at the very place count alone. Default `"uniform"`: all count alike. */
  readonly weights?: "uniform" | "distance";
}

export const neighbourParameters: {
  readonly k: Parameter<number>;
  readonly weights: Parameter<"uniform" | "distance">;
} = {
  k: integer({ default: 5, min: 1, unit: "neighbours" }),
  weights: choice(["uniform", "distance"]),
};

/** Says what is wrong with sizes that do not fit. */
export function checkKept(
  { features, labels }: { readonly features: Float64Array; readonly labels: Float64Array },
  { k }: { readonly k: number },
): string | undefined {
  if (labels.length < k) return "it must have at least k rows";
  return features.length % labels.length === 0 ? undefined : "its rows must have as many features each";
}
