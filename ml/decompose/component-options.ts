import type { LearnedOf } from "../stages/learned.ts";
import { columnName, integer, type Parameter } from "../stages/parameters.ts";

/** Options of what projects rows to components. */
export interface ComponentOptions<Input extends string, Output extends string> {
  /** How many components, from 1; not more than there are features. */
  readonly components: number;
  /** The column of vectors that it reads. Default `"features"`. */
  readonly input?: Input;
  /** The column of projections that it adds. Default: in the place of the one that it reads. */
  readonly output?: Output;
}

export const componentParameters: {
  readonly components: Parameter<number>;
  readonly input: Parameter<string>;
  readonly output: Parameter<string>;
} = {
  components: integer({ min: 1, unit: "components" }),
  input: columnName("features"),
  output: columnName("features"),
};

export const componentsLearned = {
  components: "float64",
  mean: "float64",
  explainedVariance: "float64",
  explainedVarianceRatio: "float64",
  singularValues: "float64",
} as const;

/** Says what is wrong with sizes that do not fit. */
export function checkComponents(
  { components, mean, explainedVariance }: LearnedOf<typeof componentsLearned>,
  { components: count }: { readonly components: number },
): string | undefined {
  if (components.length !== count * mean.length) return "it must have as many components as were asked for";
  return explainedVariance.length === count ? undefined : "it must have a variance for each component";
}
