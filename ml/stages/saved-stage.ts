import type { DataType } from "../../core/mod.ts";
import type { Learned } from "./learned.ts";
import type { Mapping } from "./mapping.ts";

/** All that is written of a stage, but for its mapping; a pipeline is its stages. */
export interface SavedStage {
  readonly kind: string;
  readonly version: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly learned: Learned;
  /** The types of the columns that it learned from. */
  readonly schema: Readonly<Record<string, DataType>>;
  /** The columns that it reads and adds. */
  readonly reads: readonly string[];
  readonly adds: readonly string[];
  readonly stages?: readonly SavedStage[];
  /** What it does with batches; undefined where stages do it one after another. */
  readonly mapping?: Mapping;
}

const descriptions = new WeakMap<object, SavedStage>();

/** Notes what there is to save of a transformer. */
export function describeStage(stage: object, description: SavedStage): void {
  descriptions.set(stage, description);
}

/** What there is to save of a transformer, or to know of it: columns. */
export function descriptionOf(stage: { readonly kind?: unknown }): SavedStage {
  const description = descriptions.get(stage);
  if (description !== undefined) return description;
  throw new TypeError(
    `Cannot use ${String(stage?.kind ?? stage)} as a stage as it must be one that transformer(…), estimator(…) or pipeline(…) gave: got another value; do not copy stages`,
  );
}
