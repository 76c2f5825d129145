import { checkOptions, type Dataset, type KnownOptions } from "../../core/mod.ts";
import { define, definitionOf } from "./definitions.ts";
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

const knownOptions: KnownOptions<FitOptions> = { signal: true, onProgress: true, memoryBytes: true, run: true };

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
      if (!("fit" in learning)) return (await fitTogether([made], dataset, options))[0] as Fitted;
      const input = fitInput(kind.name, dataset, learning.reads, { ...options, passes: "several" });
      return modelOf(await learning.fit(input), input.schema);
    },
    load: (folder) => loadAs<Fitted>(made, folder),
  };
  const fold = "fold" in learning ? (learning.fold as () => Fold<Learned>) : undefined;
  define(made, { reads: learning.reads, adds: learning.adds, fold, modelOf: modelOf as never });
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
}
