import type { Dataset, StepOptions } from "../../core/mod.ts";
import type { OnlineEstimator } from "../online/online-estimator.ts";
import { definitionOf } from "./definitions.ts";
import { checkFit, fitTogether, mustResume, mustShareWork, resumes, sharesWork } from "./estimator.ts";
import { loadAs } from "./load-model.ts";
import { placeOf, saveStage } from "./model-files.ts";
import type { AddedNames } from "./row-types.ts";
import { describeStage, descriptionOf } from "./saved-stage.ts";
import type { Estimator, FitOptions, Model, Stage, Transformer } from "./stage.ts";
import { stageKind } from "./stage-kind.ts";

// biome-ignore lint/suspicious/noExplicitAny: stages of any rows
export type AnyStage = Estimator<any, any, Transformer<any, any>> | Transformer<any, any>;

/** The columns that stages read and that none before them adds. */
export type ReadBy<Stages extends readonly unknown[]> = Stages extends readonly [infer First, ...infer Others]
  ? ReadsOf<First> & Omit<ReadBy<Others>, AddedNames<AddedOf<First>>>
  : unknown;

/** What stages add, one after another. */
export type AddedBy<Stages extends readonly unknown[]> = { [At in keyof Stages]: AddedOf<Stages[At]> };

/** Stages that are fitted: estimators as their models. */
export type FittedStages<Stages extends readonly unknown[]> = {
  readonly [At in keyof Stages]: Stages[At] extends Estimator<infer _In, infer _Out, infer Fitted>
    ? Fitted
    : Stages[At];
};

export type ReadsOf<One> = One extends Stage<infer In, infer _Out> ? In : never;
export type AddedOf<One> = One extends Stage<infer _In, infer Out> ? Out : never;

/** Fitted stages, one after another. */
export interface PipelineModel<In, Out, Stages extends readonly unknown[]> extends Transformer<In, Out> {
  readonly stages: FittedStages<Stages>;
}

// biome-ignore lint/suspicious/noExplicitAny: stages of any rows
type AnyOnline = OnlineEstimator<any, any, any, any>;

/** Online estimators as their models. */
export type ServedStages<Stages extends readonly unknown[]> = {
  readonly [At in keyof Stages]: Stages[At] extends OnlineEstimator<infer _In, infer Out, infer Serves, infer Known>
    ? Model<Serves, Out, Known>
    : Stages[At];
};

/** What the online estimators among stages have learned, one after another. */
export type KnownBy<Stages extends readonly unknown[]> = Stages extends readonly [infer First, ...infer Others]
  ? First extends OnlineEstimator<infer _In, infer _Out, infer _Serves, infer Known>
    ? readonly [Known, ...KnownBy<Others>]
    : KnownBy<Others>
  : readonly [];

/**
 * Stages one after another as one: each estimator learns from what the stages before it give. Its model has a model in the
 * place of each estimator. Neighbours that learn in one pass, and do not read what the others add, share it.
 *
 * Of estimators that learn on, with transformers before them only, the pipeline is one that learns on: each row is learned from by the first
 * of them, then by the next as the vector that the first makes of it, and so on. Models come as the last one's `every` says.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { assemble, pipeline, standardScaler, stringIndexer } from "millrace/ml";
 * const flights = from([{ carrier: "AA", miles: 100 }, { carrier: "UA", miles: 300 }, { carrier: "AA", miles: 200 }]);
 * const features = pipeline([stringIndexer("carrier"), assemble(["carrierIndex", "miles"]), standardScaler({ withMean: true })]);
 * const model = await features.fit(flights);
 * const rows = await model.transform(flights).collect();
 * console.log(rows[0]?.features[1]); // -1
 * ```
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { onlineSgdClassifier, onlineStandardScaler, pipeline } from "millrace/ml";
 * const clicks = from([-200, 200, -100, 100].map((x) => ({ features: [x], label: Number(x > 0) })));
 * const models = pipeline([onlineStandardScaler(), onlineSgdClassifier({ every: 2 })]).fit(clicks);
 * console.log((await models.versions.collect()).map(({ learned: [scaler] }) => scaler.mean[0])); // [0, 0]
 * ```
 */
export function pipeline<
  // biome-ignore lint/suspicious/noExplicitAny: stages of any rows
  const Stages extends readonly [...(AnyOnline | Transformer<any, any>)[], AnyOnline],
>(stages: Stages): OnlineEstimator<ReadBy<Stages>, AddedBy<Stages>, ReadBy<ServedStages<Stages>>, KnownBy<Stages>>;
export function pipeline<const Stages extends readonly [AnyStage, ...AnyStage[]]>(
  stages: Stages,
): Estimator<ReadBy<Stages>, AddedBy<Stages>, PipelineModel<ReadBy<FittedStages<Stages>>, AddedBy<Stages>, Stages>>;
export function pipeline(stages: readonly AnyStage[]): unknown {
  mustBeStages(stages);
  const together = stages.map((stage) => definitionOf(stage)?.together).find((one) => one !== undefined);
  return together === undefined ? boundedPipeline(stages as never) : together(stages as never);
}

function boundedPipeline<const Stages extends readonly [AnyStage, ...AnyStage[]]>(
  stages: Stages,
): Estimator<ReadBy<Stages>, AddedBy<Stages>, PipelineModel<ReadBy<FittedStages<Stages>>, AddedBy<Stages>, Stages>> {
  type Fitted = PipelineModel<ReadBy<FittedStages<Stages>>, AddedBy<Stages>, Stages>;
  const made: Estimator<ReadBy<Stages>, AddedBy<Stages>, Fitted> = {
    kind: "pipeline",
    parameters: { stages },
    fit: async (dataset, options: FitOptions = {}) => {
      checkFit("pipeline", dataset, options);
      mustShareWork(made, options);
      mustResume(made, options);
      return pipelineModel(await fitStages(stages, dataset, options)) as unknown as Fitted;
    },
    load: (folder) => loadAs<Fitted>(made, folder),
  };
  return made;
}

const kind = stageKind({
  name: "pipeline",
  version: 1,
  parameters: {},
  make: () => {
    throw new TypeError("Cannot make a pipeline as it takes stages: got none");
  },
  ofStages: pipelineModel,
});

/** Fitted stages as one. */
export function pipelineModel(
  stages: readonly Transformer<never, unknown>[],
): PipelineModel<never, unknown, readonly unknown[]> {
  const model: PipelineModel<never, unknown, readonly unknown[]> = {
    kind: "pipeline",
    parameters: {},
    stages,
    transform: (dataset, options = {}) => {
      const named = (kind: string): StepOptions =>
        options.name === undefined ? options : { ...options, name: `${options.name}: ${kind}` };
      return stages.reduce(
        (rows, stage) => stage.transform(rows as Dataset<never>, named(stage.kind)) as never,
        dataset,
      ) as never;
    },
    save: (folder) => saveStage(model, folder),
  };
  const parts = stages.map((stage) => descriptionOf(stage));
  const adds = [...new Set(parts.flatMap((part) => part.adds))];
  const reads = new Set(parts.flatMap((part, at) => withoutAdded(part.reads, parts.slice(0, at))));
  describeStage(model, {
    kind: kind.name,
    version: kind.version,
    parameters: {},
    learned: {},
    schema: {},
    reads: [...reads],
    adds,
    stages: parts,
  });
  return model;
}

function withoutAdded(reads: readonly string[], before: readonly { readonly adds: readonly string[] }[]): string[] {
  return reads.filter((column) => !before.some(({ adds }) => adds.includes(column)));
}

async function fitStages(
  stages: readonly AnyStage[],
  dataset: Dataset<unknown>,
  options: FitOptions,
): Promise<Transformer<never, unknown>[]> {
  const fitted: Transformer<never, unknown>[] = [];
  let rows = dataset;
  let at = 0;
  while (at < stages.length) {
    const together = neighbours(stages, at);
    const models =
      together.length > 1
        ? await fitTogether(together, rows, options)
        : [await fittedStage(stages[at]!, rows, options, at)];
    at += models.length;
    for (const model of models) {
      fitted.push(model);
      if (at < stages.length) rows = model.transform(rows as Dataset<never>) as Dataset<unknown>;
    }
  }
  return fitted;
}

async function fittedStage(
  stage: AnyStage,
  rows: Dataset<unknown>,
  options: FitOptions,
  at: number,
): Promise<Transformer<never, unknown>> {
  if (!("fit" in stage)) return stage;
  const { threads, checkpoint, ...others } = options;
  return stage.fit(rows as Dataset<never>, {
    ...others,
    ...(threads !== undefined && sharesWork(stage) ? { threads } : {}),
    ...(checkpoint !== undefined && resumes(stage)
      ? { checkpoint: { ...checkpoint, dir: placeOf(checkpoint.dir, `${at}-${stage.kind}`) } }
      : {}),
  });
}

/** The estimators from there on that learn in one pass, of rows as they are before the first of them. */
function neighbours(stages: readonly AnyStage[], from: number): AnyStage[] {
  const together: AnyStage[] = [];
  const added = new Set<string>();
  for (const stage of stages.slice(from)) {
    const definition = definitionOf(stage);
    if (definition?.fold === undefined || definition.reads.some((column) => added.has(column))) break;
    together.push(stage);
    for (const column of definition.adds) added.add(column);
  }
  return together;
}

function mustBeStages(stages: readonly unknown[]): void {
  if (!Array.isArray(stages) || stages.length === 0) {
    throw new TypeError(
      "Cannot make a pipeline as it takes a list of stages: got none; use for instance pipeline([standardScaler()])",
    );
  }
  for (const [at, stage] of stages.entries()) {
    if (typeof stage === "object" && stage !== null && ("fit" in stage || "transform" in stage)) continue;
    throw new TypeError(
      `Cannot make a pipeline as each of its stages must be an estimator or a transformer: got ${typeof stage} as stage ${at + 1}; call its factory, as in standardScaler()`,
    );
  }
}
