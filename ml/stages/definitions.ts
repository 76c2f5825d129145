import type { Fold } from "./estimator.ts";
import type { Learned } from "./learned.ts";
import type { Model } from "./stage.ts";

/** How an estimator fits. */
export interface Fitting {
  /** Whether threads can share what it does. */
  readonly sharesWork?: boolean | undefined;
  /** The version of what a fit keeps of how far it is; undefined where it keeps nothing. */
  readonly resumes?: number | undefined;
  /** The estimators that it is made of, where its parameters do not tell. */
  readonly parts?: readonly { readonly kind: string; readonly parameters?: object }[];
}

/** What the pipeline, and whoever loads a model, knows of an estimator. */
export interface Definition extends Fitting {
  /** Columns that it reads of rows to learn from. */
  readonly reads: readonly string[];
  /** Columns that its models add. */
  readonly adds: readonly string[];
  readonly fold: (() => Fold<Learned>) | undefined;
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

const fittings = new WeakMap<object, Fitting>();

/** Of an estimator whose models cannot be made of what they have learned alone. */
export function defineFitting(estimator: object, fitting: Fitting): void {
  fittings.set(estimator, fitting);
}

export function fittingOf(estimator: object): Fitting | undefined {
  return fittings.get(estimator) ?? definitions.get(estimator);
}
