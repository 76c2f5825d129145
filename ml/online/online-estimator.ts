import {
  checkOptions,
  type Dataset,
  type Duration,
  durationMs,
  inputOf,
  type KnownOptions,
  pipeInputs,
  type StepOptions,
} from "../../core/mod.ts";
import type { LearnedColumns } from "../learner/learn.ts";
import { define } from "../stages/definitions.ts";
import type { Learned, LearnedOf, LearnedTypes } from "../stages/learned.ts";
import { loadAs } from "../stages/load-model.ts";
import type { Mapping } from "../stages/mapping.ts";
import type { ParameterSpecs, ParametersOf } from "../stages/parameters.ts";
import type { With } from "../stages/row-types.ts";
import type { Model, Stage } from "../stages/stage.ts";
import type { StageKind } from "../stages/stage-kind.ts";
import { mapped, mustBeRows } from "../stages/transformer.ts";
import { answerMapping } from "./answers.ts";
import { batchingOf, type Every } from "./every.ts";
import type { OnlineLearner } from "./online-learner.ts";
import { onlinePipeline } from "./online-pipeline.ts";
import { server } from "./server.ts";
import { type ModelVersion, trainer } from "./trainer.ts";

/** How an online estimator learns. */
export interface OnlineFitOptions<Known> extends StepOptions {
  /** What it begins with: what a model has learned, of an earlier stream or of a bounded fit. Default: nothing. */
  readonly initial?: Known;
}

/** How rows are served by models that learn on. */
export interface ServeOptions<Version extends string> extends StepOptions {
  /**
   * How much older than a row its model may be, event time: a row waits until there is a model whose time is at least its own less
   * this. Default: any model will do, and rows wait for the first one only.
   */
  readonly maxModelDelay?: Duration;
  /** The column that tells which version of the model answered. Default `"modelVersion"`. */
  readonly version?: Version;
}

/**
 * Learns from rows as they come, bounded or unbounded: what it learns is a stream of models. Rows are learned from in one subtask, in
 * order; what is learned, what optimisers remember and the rows of open windows are state, so that after a failure the models are
 * those that there would have been without.
 */
export interface OnlineEstimator<In, Out, Serves, Known> extends Stage<In, Out> {
  readonly learner: OnlineLearner<Known>;
  /**
   * The models that the rows give, one after another. What is left when the rows end makes a last one.
   *
   * @throws TypeError where the rows are no dataset, or it cannot begin with `initial`.
   */
  fit<Row extends In>(dataset: Dataset<Row>, options?: OnlineFitOptions<Known>): ModelStream<Serves, Out, Known>;
  /** A model of what a version has learned, to transform with and to save. */
  model(learned: Known): Model<Serves, Out, Known>;
  /** A model that such an estimator has saved. */
  load(folder: string): Promise<Model<Serves, Out, Known>>;
}

/** Models, one after another. */
export interface ModelStream<In, Out, Known> extends Stage<In, Out> {
  /** A row for each model. */
  readonly versions: Dataset<ModelVersion<Known>>;
  /** Rows with the columns that models add, each by the newest model that there is when it comes, and that model's version. */
  transform<Row extends In, const Version extends string = "modelVersion">(
    dataset: Dataset<Row>,
    options?: ServeOptions<Version>,
  ): Dataset<With<With<Row, Out>, { [Name in Version]: number }>>;
}

/** What an online estimator is made of. */
export interface OnlineLearning<Known> {
  readonly learner: OnlineLearner<Known>;
  readonly columns: LearnedColumns;
  readonly every: Every;
  /** What is done with rows before they are learned from or served. Default: nothing. */
  readonly before?: (dataset: Dataset<unknown>) => Dataset<unknown>;
  /** What a model does with rows. Default: the columns of its answers. */
  readonly model?: (learned: Known) => Mapping;
}

const fitOptions: KnownOptions<OnlineFitOptions<unknown>> = { initial: true, name: true, onError: true };
const serveOptions: KnownOptions<ServeOptions<string>> = {
  maxModelDelay: true,
  version: true,
  name: true,
  onError: true,
};

const learnings = new WeakMap<object, OnlineLearning<never>>();

/** Notes what an online estimator is made of. */
export function noteLearning<Known>(estimator: object, learning: OnlineLearning<Known>): void {
  learnings.set(estimator, learning as unknown as OnlineLearning<never>);
}

/** What an online estimator is made of. */
export function learningOf(estimator: unknown): OnlineLearning<unknown> {
  const learning = typeof estimator === "object" && estimator !== null ? learnings.get(estimator) : undefined;
  if (learning !== undefined) return learning as unknown as OnlineLearning<unknown>;
  throw new TypeError(
    `Cannot learn from rows as they come as that takes an online estimator: got ${estimator === null ? "null" : typeof estimator}; ` +
      "use for instance onlineLogisticRegression()",
  );
}

/** An estimator whose model is a stream. */
export function onlineEstimator<In, Out, Serves, Specs extends ParameterSpecs, Types extends LearnedTypes>(
  kind: StageKind<Specs, Types>,
  parameters: ParametersOf<Specs>,
  learning: OnlineLearning<LearnedOf<Types>>,
): OnlineEstimator<In, Out, Serves, LearnedOf<Types>> {
  type Known = LearnedOf<Types>;
  const { learner, columns } = learning;
  const mapping = learning.model ?? ((learned: Known) => answerMapping(learner, columns.features, learned));
  const modelOf = (learned: Known, schema: Model<Serves, Out>["schema"]): Model<Serves, Out, Known> => {
    kind.mustHaveLearned(learned as Learned, parameters);
    return mapped<Serves, Out, Known>(
      kind,
      parameters,
      { learned: learned as Known & Learned, schema },
      mapping(learned),
    );
  };
  const made: OnlineEstimator<In, Out, Serves, Known> = {
    kind: kind.name,
    parameters,
    learner,
    fit: (dataset, options = {}) => {
      if (options.initial !== undefined) kind.mustHaveLearned(options.initial as Learned, parameters);
      return modelsOf(made, learning, mapping, dataset, options);
    },
    model: (learned) => modelOf(learned, {}),
    load: (folder) => loadAs<Model<Serves, Out, Known>>(made, folder),
  };
  noteLearning(made, learning);
  const adds = learner.adds(1).map(({ name }) => name);
  const reads = [columns.features, columns.label, columns.weight].filter((name) => name !== undefined);
  define(made, { reads, adds, fold: undefined, modelOf: modelOf as never, together: onlinePipeline });
  return made;
}

/** The models that rows give, one after another. */
export function modelsOf<Serves, Out, Known>(
  { kind, parameters }: Pick<Stage<never, Out>, "kind" | "parameters">,
  { learner, columns, every, before = (rows) => rows }: OnlineLearning<Known>,
  mapping: (learned: Known) => Mapping,
  dataset: Dataset<unknown>,
  options: OnlineFitOptions<Known>,
): ModelStream<Serves, Out, Known> {
  mustBeRows(dataset, `fit ${kind}`);
  checkOptions(options, fitOptions, `fit of ${kind}`);
  const { initial, ...step } = options;
  const operator = trainer({ learner, columns, batching: batchingOf(every)!, initial });
  const versions = pipeInputs<ModelVersion<Known>>(operator, [inputOf(before(dataset), { to: "one subtask" })], step);
  const adds = learner.adds(1).map(({ name }) => name);
  return {
    kind,
    parameters,
    versions,
    transform: (served, given: ServeOptions<string> = {}) => {
      mustBeRows(served, `transform by ${kind}`);
      checkOptions(given, serveOptions, `transform by ${kind}`);
      const { maxModelDelay, version = "modelVersion", ...own } = given;
      const delay = maxModelDelay === undefined ? undefined : durationMs(maxModelDelay, "maxModelDelay");
      if (typeof version !== "string" || version === "" || adds.includes(version)) throw noVersionName(kind, version);
      const reads = [columns.features];
      const serving = server({ name: kind, mapping, reads, adds, version, maxModelDelayMs: delay, initial });
      return pipeInputs(serving, [inputOf(before(served)), inputOf(versions, { to: "every subtask" })], own) as never;
    },
  };
}

function noVersionName(kind: string, version: unknown): TypeError {
  return new TypeError(
    `Cannot add the version of the model in transform by ${kind} as its column must have a name of its own: got ${JSON.stringify(version)}; ` +
      'use for instance version: "modelVersion"',
  );
}
