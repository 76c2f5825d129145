import { Dataset, type DataType, type StepOptions } from "../../core/mod.ts";
import type { Learned } from "./learned.ts";
import { type Mapping, mappingOperator } from "./mapping.ts";
import { saveStage } from "./model-files.ts";
import type { ParameterSpecs } from "./parameters.ts";
import { describeStage, type SavedStage } from "./saved-stage.ts";
import type { Model, Transformer } from "./stage.ts";
import type { StageKind } from "./stage-kind.ts";

/**
 * A transformer that needs no data to learn from: what it does with each batch is a `Mapping`.
 *
 * @example
 * ```ts
 * import { columnName, numberColumn, stageKind, transformer } from "millrace/ml";
 * import type { Columns, NumberValue, Transformer } from "millrace/ml";
 * import { from } from "millrace";
 * const kind = stageKind({
 *   name: "squared",
 *   version: 1,
 *   parameters: { input: columnName(), output: columnName("squared") },
 *   make: ({ input, output }: { readonly input: string; readonly output: string }) => squared(input, output),
 * });
 * function squared<Input extends string, Output extends string>(
 *   input: Input,
 *   output: Output,
 * ): Transformer<Columns<Input, NumberValue>, { [Name in Output]: number }> {
 *   const parameters = kind.read({ input, output });
 *   return transformer(kind, parameters, {
 *     reads: [input],
 *     adds: [output],
 *     open: () => (batch) => [numberColumn(batch.numbers(input).map((x) => x * x))],
 *   });
 * }
 * console.log(await squared("n", "squared").transform(from([{ n: 3 }])).collect()); // [{ n: 3, squared: 9 }]
 * ```
 */
export function transformer<In, Out, Specs extends ParameterSpecs>(
  kind: StageKind<Specs, Record<never, never>>,
  parameters: Readonly<Record<keyof Specs, unknown>>,
  mapping: Mapping,
): Transformer<In, Out> {
  return mapped<In, Out, Record<never, never>>(kind, parameters, { learned: {}, schema: {} }, mapping);
}

interface MappedValues<Known> {
  readonly learned: Known & Learned;
  readonly schema: Readonly<Record<string, DataType>>;
  /** Of a model that asks others. */
  readonly stages?: Pick<SavedStage, "stages">;
}

/** A model that does with each batch what a mapping says. */
export function mapped<In, Out, Known>(
  kind: Pick<StageKind, "name" | "version">,
  parameters: Readonly<Record<string, unknown>>,
  { learned, schema, stages }: MappedValues<Known>,
  mapping: Mapping,
): Model<In, Out, Known> {
  const model: Model<In, Out, Known> = {
    kind: kind.name,
    parameters,
    learned,
    schema,
    transform: (dataset, options: StepOptions = {}) => {
      mustBeRows(dataset, `transform by ${kind.name}`);
      return dataset.pipe(mappingOperator(kind.name, mapping), options);
    },
    save: (folder) => saveStage(model, folder),
  };
  const { name, version } = kind;
  const { reads, adds } = mapping;
  describeStage(model, { kind: name, version, parameters, learned, schema, reads, adds, mapping, ...stages });
  return model;
}

/** Refuses what is no dataset. */
export function mustBeRows(dataset: unknown, doing: string): void {
  if (dataset instanceof Dataset) return;
  throw new TypeError(
    `Cannot ${doing} as it takes a dataset: got ${Array.isArray(dataset) ? "an array" : typeof dataset}; use for instance from(rows)`,
  );
}
