import type { Fold } from "./estimator.ts";
import type { Learned } from "./learned.ts";
import type { Model } from "./stage.ts";

/** What the pipeline, and whoever loads a model, knows of an estimator. */
export interface Definition {
  /** Columns that it reads of rows to learn from. */
  readonly reads: readonly string[];
  /** Columns that its models add. */
  readonly adds: readonly string[];
  readonly fold: (() => Fold<Learned>) | undefined;
  /** Whether threads can share what it does. */
  readonly sharesWork?: boolean | undefined;
  /** The version of what a fit keeps of how far it is; undefined where it keeps nothing. */
  readonly resumes?: number | undefined;
  /** Of an estimator that learns on: what makes one of several such. */
  readonly together?: (stages: readonly never[]) => unknown;
  readonly modelOf: (learned: Learned, schema: Model<never, unknown>["schema"]) => Model<never, unknown>;
}

const definitions = new WeakMap<object, Definition>();

export function define(estimator: object, definition: Definition): void {
  definitions.set(estimator, definition);
}

/** Undefined where it is no estimator. */
export function definitionOf(estimator: object): Definition | undefined {
  return definitions.get(estimator);
}
