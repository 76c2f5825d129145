import type { AddedColumn } from "../learner/predictions.ts";
import { type ClassifierOptions, classifierParameters } from "../learner/supervised.ts";
import { optional, type Parameter } from "../stages/parameters.ts";
import type { Columns, NumberValue, VectorValue } from "../stages/row-types.ts";
import { type Every, everyRows } from "./every.ts";
import type { OnlineEstimator } from "./online-estimator.ts";

/** Options of classifiers that learn on. */
export interface OnlineClassifierOptions<
  Features extends string,
  Label extends string,
  Prediction extends string,
  Probability extends string,
> extends ClassifierOptions<Features, Label, Prediction, Probability> {
  /** After how many rows, or in which windows, there is a new model. Default 1000 rows. */
  readonly every?: Every;
}

/** … of more than two classes. */
export interface OnlineClassesOptions<F extends string, L extends string, P extends string, Q extends string>
  extends OnlineClassifierOptions<F, L, P, Q> {
  /** The labels there can be, all of them: learning begins before they have come. Default 0 and 1. */
  readonly classes?: readonly number[];
}

/** A classifier that learns on. */
export type OnlineClassifier<
  Features extends string,
  Label extends string,
  Prediction extends string,
  Probability extends string,
  Known,
> = OnlineEstimator<
  Columns<Features, VectorValue> & Columns<Label, NumberValue>,
  { [Name in NoInfer<Prediction>]: number } & { [Name in NoInfer<Probability>]: Float64Array },
  Columns<Features, VectorValue>,
  Known
>;

/** A learner of numbers that learns on. */
export type OnlineRegressor<
  Features extends string,
  Label extends string,
  Prediction extends string,
  Known,
> = OnlineEstimator<
  Columns<Features, VectorValue> & Columns<Label, NumberValue>,
  { [Name in NoInfer<Prediction>]: number },
  Columns<Features, VectorValue>,
  Known
>;

/** Parameters that they have. */
export const onlineClassifierParameters: typeof classifierParameters & { readonly every: Parameter<Every> } = {
  ...classifierParameters,
  every: everyRows(1000),
};

/** … of more than two classes. */
export const onlineClassesParameters: typeof onlineClassifierParameters & {
  readonly classes: Parameter<readonly number[] | undefined>;
} = { ...onlineClassifierParameters, classes: optional(classLabels()) };

function classLabels(): Parameter<readonly number[]> {
  return {
    default: undefined,
    range: "a list of at least two different finite numbers",
    takes: (value) =>
      Array.isArray(value) && value.length >= 2 && value.every(Number.isFinite) && new Set(value).size === value.length,
  };
}

/** The labels there can be, ascending. */
export function classesOf({ classes = [0, 1] }: { readonly classes: readonly number[] | undefined }): Float64Array {
  return Float64Array.from(classes).sort();
}

/** The class, and a probability for each. */
export function classesAdds(
  { prediction, probability }: { readonly prediction: string; readonly probability: string },
  classes: Float64Array,
): readonly AddedColumn[] {
  return [{ name: prediction }, { name: probability, vectorSize: classes.length }];
}
