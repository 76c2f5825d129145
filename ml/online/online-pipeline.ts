import type { Dataset } from "../../core/mod.ts";
import { define, definitionOf } from "../stages/definitions.ts";
import type { Learned } from "../stages/learned.ts";
import { loadAs } from "../stages/load-model.ts";
import { type AnyStage, pipelineModel } from "../stages/pipeline.ts";
import type { Model, Transformer } from "../stages/stage.ts";
import { answerMapping } from "./answers.ts";
import { chainedLearners } from "./chained-learners.ts";
import type { Every } from "./every.ts";
import { learningOf, modelsOf, noteLearning, type OnlineEstimator, type OnlineLearning } from "./online-estimator.ts";

// biome-ignore lint/suspicious/noExplicitAny: of any rows
type AnyOnline = OnlineEstimator<any, any, any, any>;
type AnyTransformer = Transformer<never, unknown>;
type Known = readonly unknown[];

/**
 * Transformers, and online estimators behind them, as one online estimator: they learn together, row by row.
 *
 * @throws TypeError where a stage learns from bounded data, comes too late, or does not read what the one before it gives.
 */
export function onlinePipeline(stages: readonly (AnyStage | AnyOnline)[]): AnyOnline {
  const first = stages.findIndex((stage) => "fit" in stage);
  const before = stages.slice(0, first) as readonly AnyTransformer[];
  const estimators = stages.slice(first).map(mustBeOnline);
  const learnings = estimators.map(learningOf);
  mustChain(learnings);
  const learner = chainedLearners(learnings.map((one) => one.learner));
  const { label, weight } = learnings.at(-1)!.columns;
  const { features } = learnings[0]!.columns;
  const learning: OnlineLearning<Known> = {
    learner,
    columns: { features, label, weight },
    every: learnings.at(-1)!.every,
    before: (rows) => before.reduce((now, stage) => stage.transform(now as Dataset<never>) as never, rows),
  };
  const modelOf = (learned: Known): Model<never, unknown, Known> => {
    mustHaveLearned(learned, estimators.length);
    const models = estimators.map((estimator, at) => definitionOf(estimator)!.modelOf(learned[at] as Learned, {}));
    return withLearned(pipelineModel([...before, ...models]), learned);
  };
  const made: AnyOnline = {
    kind: "pipeline",
    parameters: { stages },
    learner,
    fit: (dataset, options = {}) => {
      if (options.initial !== undefined) modelOf(options.initial as Known);
      return modelsOf(made, learning, (learned) => answerMapping(learner, features, learned), dataset, options);
    },
    model: modelOf as AnyOnline["model"],
    load: async (folder) => {
      const model = await loadAs<ReturnType<typeof pipelineModel>>(made, folder);
      const learned = model.stages.slice(before.length).map((stage) => (stage as Model<never, unknown>).learned);
      return withLearned(model, learned) as never;
    },
  };
  noteLearning(made, learning);
  define(made, { reads: [], adds: [], fold: undefined, modelOf: undefined as never, together: onlinePipeline });
  return made;
}

function withLearned(model: AnyTransformer, learned: Known): Model<never, unknown, Known> {
  return Object.assign(model, { learned, schema: {} });
}

function mustHaveLearned(learned: unknown, stages: number): void {
  if (Array.isArray(learned) && learned.length === stages) return;
  throw new TypeError(
    `Cannot make a model of the pipeline as it must be what each of its ${stages} online stages has learned, in a list: got ` +
      `${Array.isArray(learned) ? `${learned.length} of them` : typeof learned}; give what a version of its models has as learned`,
  );
}

function mustBeOnline(stage: AnyStage | AnyOnline, at: number): AnyOnline {
  if (definitionOf(stage)?.together !== undefined && stage.kind !== "pipeline") return stage as AnyOnline;
  if (stage.kind === "pipeline" && "fit" in stage) {
    throw new TypeError(
      "Cannot make a pipeline that learns on of a pipeline as its stages learn together: got a pipeline in it; put all its stages into one",
    );
  }
  throw new TypeError(
    "fit" in stage
      ? `Cannot make a pipeline that learns on as each of its estimators must learn on: got ${stage.kind}, which learns from bounded data; ` +
          "fit it before and give its model, or take one as onlineStandardScaler()"
      : `Cannot make a pipeline that learns on as transformers must come before all that learns: got ${stage.kind} as stage ${at + 1} of those ` +
          "that learn; put it first, or transform what is served",
  );
}

/** Each gives vectors that the next reads, and asks for no labels; models come as the last one says. */
function mustChain(learnings: readonly OnlineLearning<unknown>[]): void {
  const last = learnings.at(-1)!;
  for (const [at, { learner, every }] of learnings.slice(0, -1).entries()) {
    const adds = learner.adds(1);
    const next = learnings[at + 1]!;
    if (adds.length !== 1 || adds[0]!.vectorSize === undefined || adds[0]!.name !== next.columns.features) {
      throw new TypeError(
        `Cannot make a pipeline that learns on as each of its estimators must give the vectors that the next one learns from: got ${learner.name}, ` +
          `which adds ${adds.map(({ name }) => name).join(", ")}, before ${next.learner.name}, which reads ${next.columns.features}; ` +
          "name its column so, or learn one after the other: by testThenTrain",
      );
    }
    if (every !== last.every && every !== anyway) {
      throw new TypeError(
        `Cannot make a pipeline that learns on as its models come when the last estimator says: got every of ${learner.name} as well; ` +
          `give it to ${last.learner.name} alone`,
      );
    }
  }
}

/** How often models come where nothing is said. */
const anyway: Every = 1000;
