import type { Column } from "../../core/mod.ts";
import { classifierParameters } from "../learner/supervised.ts";
import { numberColumn, vectorColumn } from "../stages/columns.ts";
import { define, definitionOf } from "../stages/definitions.ts";
import type { Learned } from "../stages/learned.ts";
import { loadAs } from "../stages/load-model.ts";
import type { Mapping } from "../stages/mapping.ts";
import { integer, number, type ParametersOf, readParameters } from "../stages/parameters.ts";
import { descriptionOf } from "../stages/saved-stage.ts";
import type { Model, Transformer } from "../stages/stage.ts";
import { stageKind } from "../stages/stage-kind.ts";
import { mapped } from "../stages/transformer.ts";
import { answerMapping } from "./answers.ts";
import { baggedLearner, meanOf } from "./bagged-learner.ts";
import { learningOf, modelsOf, noteLearning, type OnlineEstimator, type OnlineLearning } from "./online-estimator.ts";
import { onlinePipeline } from "./online-pipeline.ts";

/** Options of `leveragingBagging`. */
export interface LeveragingBaggingOptions {
  /** Models, from 1. Default 10. */
  readonly models?: number;
  /** How often a model learns from a row, on average. Default 6. */
  readonly rate?: number;
  /** δ of the ADWIN of a model's errors: how likely it may be taken for worse where nothing has changed. Default 0.002. */
  readonly driftDelta?: number;
  /** The same seed draws the same. Default 0. */
  readonly seed?: number;
}

/** Several models of one classifier. */
export interface Bagged<Known> {
  readonly classes: Float64Array; // [classes], ascending
  readonly models: readonly Known[];
}

const own = {
  models: integer({ default: 10, min: 1, unit: "models" }),
  rate: number({ default: 6, above: 0, max: 100 }),
  driftDelta: number({ default: 0.002, above: 0, below: 1 }),
  seed: integer({ default: 0, min: 0 }),
};

const kind = stageKind({
  name: "leveragingBagging",
  version: 1,
  parameters: { ...classifierParameters, ...own },
  learned: { classes: "float64" },
  make: () => {
    throw new TypeError(
      "Cannot make leveragingBagging as it takes a classifier that learns on: got none; give for instance hoeffdingTreeClassifier()",
    );
  },
  ofStages: (models, { parameters: saved, learned }): AnyModel =>
    modelOf(kind.read(saved), (learned as { readonly classes: Float64Array }).classes, models),
});

/**
 * Several models of one online classifier, each of which learns from a row as often as a Poisson number says: they answer by the mean of
 * their probabilities. Where the errors of one grow, that with most errors is replaced by a new one. Columns, and when there is a model, are
 * those of the classifier.
 *
 * @param classifier Any that learns on and gives probabilities, such as `hoeffdingTreeClassifier()`. A scaler goes before it:
 *   `pipeline([onlineStandardScaler(), leveragingBagging(onlineSgdClassifier())])`.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { hoeffdingTreeClassifier, leveragingBagging, testThenTrain } from "millrace/ml";
 * const rows = from(Array.from({ length: 2000 }, (_, at) => ({ features: [(at * 7) % 10], label: Number((at * 7) % 10 > 4) })));
 * const answered = await rows.apply(testThenTrain(leveragingBagging(hoeffdingTreeClassifier(), { models: 3 }))).collect();
 * console.log(answered.slice(1000).every((row) => row.prediction === row.label)); // true
 * ```
 * @see Bifet, Holmes, Pfahringer, “Leveraging Bagging for Evolving Data Streams”, ECML PKDD 2010, algorithm 1 without output codes.
 */
export function leveragingBagging<In, Out, Serves, Known>(
  classifier: OnlineEstimator<In, Out, Serves, Known>,
  options: LeveragingBaggingOptions = {},
): OnlineEstimator<In, Out, Serves, Bagged<Known>> {
  const given = readParameters(kind.name, own, options);
  const inner = learningOf(classifier);
  mustHaveProbabilities(classifier, inner);
  const names = Object.keys(classifierParameters) as (keyof typeof classifierParameters)[];
  const read = kind.read({ ...Object.fromEntries(names.map((name) => [name, classifier.parameters[name]])), ...given });
  const learner = baggedLearner(inner.learner, read);
  const learning: OnlineLearning<Bagged<unknown>> = { learner, columns: inner.columns, every: inner.every };
  const model = ({ classes, models }: Bagged<unknown>): Model<never, unknown, Bagged<unknown>> =>
    modelOf(
      read,
      classes,
      models.map((learned) => definitionOf(classifier)!.modelOf(learned as Learned, {})),
    );
  const made: OnlineEstimator<never, unknown, never, Bagged<unknown>> = {
    kind: kind.name,
    parameters: { ...classifier.parameters, ...read },
    learner,
    fit: (dataset, how = {}) => {
      if (how.initial !== undefined) model(how.initial);
      const mapping = (learned: Bagged<unknown>): Mapping => answerMapping(learner, inner.columns.features, learned);
      return modelsOf(made, learning, mapping, dataset, how);
    },
    model,
    load: (folder) => loadAs(made, folder),
  };
  noteLearning(made, learning);
  const { features, label, weight } = inner.columns;
  const reads = [features, label, weight].filter((name) => name !== undefined);
  const adds = learner.adds(1).map(({ name }) => name);
  define(made, { reads, adds, fold: undefined, modelOf: model as never, together: onlinePipeline });
  return made as never;
}

function mustHaveProbabilities(classifier: { readonly kind: string }, { learner }: OnlineLearning<unknown>): void {
  const [prediction, probability, ...others] = learner.adds(1);
  const { classes } = learner;
  const has =
    prediction?.vectorSize === undefined && probability?.vectorSize === classes?.length && others.length === 0;
  if (classes !== undefined && has && classifier.kind !== "pipeline") return;
  throw new TypeError(
    `Cannot make leveragingBagging as it takes a classifier that learns on and adds a class and probabilities: got ${classifier.kind}; ` +
      "give for instance hoeffdingTreeClassifier(), and put scalers before it: pipeline([onlineStandardScaler(), leveragingBagging(…)])",
  );
}

type Read = ParametersOf<typeof classifierParameters & typeof own>;
type AnyModel = Transformer<never, unknown>;

function modelOf(
  read: Read,
  classes: Float64Array,
  models: readonly AnyModel[],
): Model<never, unknown, Bagged<unknown>> {
  kind.mustHaveLearned({ classes }, read);
  const parts = models.map((model) => descriptionOf(model));
  const [reads, adds] = [[read.features], [read.prediction, read.probability]];
  const isAlike = parts.every(
    (part) =>
      part.mapping !== undefined && part.adds.join("\n") === adds.join("\n") && part.reads.join() === reads.join(),
  );
  if (models.length !== read.models || !isAlike || classes.length < 2) {
    throw new TypeError(
      `Cannot make a model of ${kind.name} as there must be ${read.models} classifiers of the same columns: got ${models.map((model) => model.kind).join()}; ` +
        "give what a version of its models has as learned",
    );
  }
  const mapping: Mapping = {
    reads,
    adds,
    types: () => [{ kind: "float64" }, { kind: "vector", size: classes.length }],
    open: () => {
      const answers = parts.map((part) => part.mapping!.open());
      return (batch) =>
        combined(
          answers.map((answer) => answer(batch)[1]!),
          classes,
          batch.rowCount,
        );
    },
  };
  const values = { learned: { classes }, schema: {}, stages: { stages: parts } };
  const made = mapped<never, unknown, { readonly classes: Float64Array }>(kind, read, values, mapping);
  const known = { classes, models: models.map((model) => (model as Model<never, unknown>).learned) };
  return Object.assign(made, { learned: known, models }) as never;
}

function combined(shares: readonly Column[], classes: Float64Array, rows: number): readonly Column[] {
  const count = classes.length;
  const predictions = new Float64Array(rows);
  const probabilities = new Float64Array(rows * count);
  const given = shares.map((column) => (column as { readonly data: Float64Array }).data);
  const own = new Float64Array(1 + count);
  for (let row = 0; row < rows; row++) {
    own.fill(0);
    for (const data of given) for (let k = 0; k < count; k++) own[1 + k]! += data[row * count + k]!;
    meanOf(own, 0, classes, given.length);
    predictions[row] = own[0]!;
    probabilities.set(own.subarray(1), row * count);
  }
  return [numberColumn(predictions), vectorColumn({ data: probabilities, rows, columns: count })];
}
