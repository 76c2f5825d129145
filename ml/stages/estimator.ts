import { checkOptions, type Dataset, type KnownOptions } from "../../core/mod.ts";
import { define, definitionOf, fittingOf } from "./definitions.ts";
import { mustBeCheckpoint } from "./fit-checkpoint.ts";
import { type FitInput, fitInput } from "./fit-input.ts";
import type { Learned, LearnedOf, LearnedTypes } from "./learned.ts";
import { loadAs } from "./load-model.ts";
import type { Mapping } from "./mapping.ts";
import type { ParameterSpecs } from "./parameters.ts";
import type { Estimator, FitOptions, Model } from "./stage.ts";
import type { StageBatch } from "./stage-batch.ts";
import type { StageKind } from "./stage-kind.ts";
import { mapped, mustBeRows } from "./transformer.ts";

/** How an estimator learns, and what its models do. */
export type Learning<Known> = {
  /** Names of the columns that it reads of rows to learn from. */
  readonly reads: readonly string[];
  /** Names of the columns that its models add. */
  readonly adds: readonly string[];
  /** What a model that has learned so does with batches. */
  readonly model: (learned: Known) => Mapping;
  /** Whether threads can share what it does. */
  readonly sharesWork?: boolean;
  /**
   * That it keeps how far it is, by `input.keep`: the version of what it keeps, from 1, raised when that changes or is gone on with in another
   * way. A state of another version is refused.
   */
  readonly resumes?: number | undefined;
} & (FitByPasses<Known> | FitByFold<Known>);

/** Learns by as many passes over the rows as it takes. */
export interface FitByPasses<Known> {
  readonly fit: (input: FitInput) => Promise<Known>;
}

/** Learns in one pass. Estimators of a pipeline that do not read what the others add then share it. */
export interface FitByFold<Known> {
  readonly fold: () => Fold<Known>;
}

export interface Fold<Known> {
  add(batch: StageBatch): void;
  finish(): Known;
}

const knownOptions: KnownOptions<FitOptions> = {
  signal: true,
  onProgress: true,
  memoryBytes: true,
  threads: true,
  checkpoint: true,
  run: true,
};

/** An estimator that `learning` describes; `transformer` has an example of a kind. */
export function estimator<In, Out, Specs extends ParameterSpecs, Types extends LearnedTypes, Serves = In>(
  kind: StageKind<Specs, Types>,
  parameters: Readonly<Record<keyof Specs, unknown>>,
  learning: Learning<LearnedOf<Types>>,
): Estimator<In, Out, Model<Serves, Out, LearnedOf<Types>>> {
  type Fitted = Model<Serves, Out, LearnedOf<Types>>;
  const modelOf = (learned: Learned, schema: Fitted["schema"]): Fitted => {
    kind.mustHaveLearned(learned, parameters as never);
    const known = learned as LearnedOf<Types> & Learned;
    const values = { learned: known, schema };
    return mapped<Serves, Out, LearnedOf<Types> & Learned>(kind, parameters, values, learning.model(known));
  };
  const made: Estimator<In, Out, Fitted> = {
    kind: kind.name,
    parameters,
    fit: async (dataset, options: FitOptions = {}) => {
      checkFit(kind.name, dataset, options);
      mustShareWork(made, options);
      mustResume(made, options);
      if (!("fit" in learning)) return (await fitTogether([made], dataset, options))[0] as Fitted;
      const how = { passes: "several", parameters, resumes: learning.resumes } as const;
      const input = fitInput(kind.name, dataset, learning.reads, { ...options, ...how });
      return modelOf(await learning.fit(input), input.schema);
    },
    load: (folder) => loadAs<Fitted>(made, folder),
  };
  const fold = "fold" in learning ? (learning.fold as () => Fold<Learned>) : undefined;
  define(made, {
    reads: learning.reads,
    adds: learning.adds,
    fold,
    sharesWork: learning.sharesWork,
    resumes: learning.resumes,
    modelOf: modelOf as never,
  });
  return made;
}

/** Models of estimators that learn by folds, in one pass over the rows. */
export async function fitTogether(
  estimators: readonly { readonly kind: string }[],
  dataset: Dataset<unknown>,
  options: FitOptions,
): Promise<Model<never, unknown>[]> {
  const learnings = estimators.map((one) => definitionOf(one)!);
  const folds = learnings.map(({ fold }) => fold!());
  const columns = [...new Set(learnings.flatMap(({ reads }) => reads))];
  const name = estimators.map(({ kind }) => kind).join(", ");
  const input = fitInput(name, dataset, columns, { ...options, passes: "one" });
  await input.pass((batch) => {
    for (const fold of folds) fold.add(batch);
  });
  return learnings.map(({ modelOf, reads }, at) => {
    const own = Object.entries(input.schema).filter(([column]) => reads.includes(column));
    return modelOf(folds[at]!.finish(), Object.fromEntries(own));
  });
}

/** Refuses what cannot be fitted to, and options that there are not. */
export function checkFit(kind: string, dataset: unknown, options: FitOptions): void {
  mustBeRows(dataset, `fit ${kind}`);
  checkOptions(options, knownOptions, `fit of ${kind}`);
  mustBeThreads(`fit ${kind}`, options.threads ?? 1);
  mustBeCheckpoint(`fit ${kind}`, options.checkpoint);
}

export function mustBeThreads(what: string, threads: number): void {
  if (Number.isSafeInteger(threads) && threads >= 1 && threads <= mostThreads) return;
  throw new RangeError(
    `Cannot ${what} as threads must be a whole number from 1 to ${mostThreads}: got ${String(threads)}; leave it out for 1`,
  );
}

const mostThreads = 256;

/** Refuses threads where nothing is shared out among them. */
export function mustShareWork(stage: { readonly kind: string }, { threads = 1 }: FitOptions): void {
  if (threads === 1 || sharesWork(stage)) return;
  throw new TypeError(
    `Cannot fit ${stage.kind} in ${threads} threads as only forests and boosting share their work out: got ${stage.kind}; leave threads out`,
  );
}

/** Refuses a checkpoint where nothing is kept. */
export function mustResume(stage: { readonly kind: string }, options: FitOptions): void {
  if (options.checkpoint === undefined || resumes(stage)) return;
  throw new TypeError(
    `Cannot fit ${stage.kind} with a checkpoint as no fit of this kind can be gone on with midway: got checkpoint; leave it out`,
  );
}

/** Whether threads can share what a stage, or one of a pipeline's, does. */
export function sharesWork(stage: AnyStage): boolean {
  return anyOf(stage, (one) => fittingOf(one)?.sharesWork === true);
}

/** Whether a stage, or one of a pipeline's, keeps how far its fit is. */
export function resumes(stage: AnyStage): boolean {
  return anyOf(stage, (one) => fittingOf(one)?.resumes !== undefined);
}

interface AnyStage {
  readonly kind: string;
  readonly parameters?: object;
}

function anyOf(stage: AnyStage, is: (stage: AnyStage) => boolean): boolean {
  const { stages } = (stage.parameters ?? {}) as { readonly stages?: readonly AnyStage[] };
  return stage.kind === "pipeline" && stages !== undefined ? stages.some((one) => anyOf(one, is)) : is(stage);
}
