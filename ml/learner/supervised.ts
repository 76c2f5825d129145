import { estimator } from "../stages/estimator.ts";
import type { LearnedOf, LearnedTypes } from "../stages/learned.ts";
import { columnName, optional, type Parameter, type ParameterSpecs, type ParametersOf } from "../stages/parameters.ts";
import type { Columns, NumberValue, VectorValue } from "../stages/row-types.ts";
import type { Estimator, Model } from "../stages/stage.ts";
import type { StageKind } from "../stages/stage-kind.ts";
import { learn } from "./learn.ts";
import type { Learner } from "./learner.ts";
import { type Answers, answering } from "./predictions.ts";

/** Names of the columns that a learner with labels reads and adds. */
export interface SupervisedOptions<Features extends string, Label extends string, Prediction extends string> {
  /** The column of vectors to learn from. Default `"features"`. */
  readonly features?: Features;
  /** The column of what is to be predicted. Default `"label"`. */
  readonly label?: Label;
  /** A column of weights, not negative: how much a row counts in learning. Default: each 1. */
  readonly weight?: string;
  /** The column that models add. Default `"prediction"`. */
  readonly prediction?: Prediction;
}

/** … of a classifier. */
export interface ClassifierOptions<
  Features extends string,
  Label extends string,
  Prediction extends string,
  Probability extends string,
> extends SupervisedOptions<Features, Label, Prediction> {
  /** The column of vectors with a probability for each class, in ascending order of the labels, that models add. Default `"probability"`. */
  readonly probability?: Probability;
}

/** Learns numbers. */
export type Regressor<Features extends string, Label extends string, Prediction extends string, Known> = Supervised<
  Features,
  Label,
  { [Name in Prediction]: number },
  Known
>;

/** Learns classes, and gives a probability for each. */
export type Classifier<
  Features extends string,
  Label extends string,
  Prediction extends string,
  Probability extends string,
  Known,
> = Supervised<Features, Label, { [Name in Prediction]: number } & { [Name in Probability]: Float64Array }, Known>;

/** An estimator that reads features and labels; its models read features only. */
export type Supervised<Features extends string, Label extends string, Out, Known> = Estimator<
  Columns<Features, VectorValue> & Columns<Label, NumberValue>,
  Out,
  Model<Columns<Features, VectorValue>, Out, Known>
> &
  Trainable<Known>;

/** What `fitRows` trains. */
export interface Trainable<Known> {
  readonly learner: Learner<Known>;
}

/** What can be set of all learners with labels. */
interface SupervisedSpecs extends ParameterSpecs {
  readonly features: Parameter<string>;
  readonly label: Parameter<string>;
  readonly prediction: Parameter<string>;
}

/** Parameters that learners with labels have. */
export const supervisedParameters: Pick<SupervisedSpecs, "features" | "label" | "prediction"> & {
  readonly weight: Parameter<string | undefined>;
} = {
  features: columnName("features"),
  label: columnName("label"),
  weight: optional(columnName()),
  prediction: columnName("prediction"),
};

/** … and classifiers. */
export const classifierParameters: typeof supervisedParameters & { readonly probability: Parameter<string> } = {
  ...supervisedParameters,
  probability: columnName("probability"),
};

/** An estimator that trains a learner, and whose models answer. */
export function supervised<
  Specs extends SupervisedSpecs,
  Types extends LearnedTypes,
  Features extends string,
  Label extends string,
  Out,
>(
  kind: StageKind<Specs, Types>,
  parameters: ParametersOf<Specs>,
  learner: Learner<LearnedOf<Types>>,
  answers: (learned: LearnedOf<Types>) => Omit<Answers, "features">,
): Supervised<Features, Label, Out, LearnedOf<Types>> {
  const { features, label, weight } = parameters as Partial<ParametersOf<typeof supervisedParameters>> &
    ParametersOf<SupervisedSpecs>;
  const columns = { features, label, weight };
  const adds = [parameters.prediction, ...("probability" in parameters ? [parameters.probability] : [])] as string[];
  const made = estimator(kind, parameters, {
    reads: [features, label, ...(weight === undefined ? [] : [weight])],
    adds,
    fit: (input) => learn(learner, columns, input, { kind: kind.name, parameters }),
    resumes: learner.resumes,
    sharesWork: learner.inThreads !== undefined,
    model: (learned) => answering({ ...answers(learned), features }),
  });
  return Object.assign(made, { learner }) as unknown as Supervised<Features, Label, Out, LearnedOf<Types>>;
}
