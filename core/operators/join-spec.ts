import type { Batch } from "../data/batch.ts";
import type { Select } from "./join-select.ts";
import type { KeySpec } from "./keyed-input.ts";

/** Which rows of two inputs a join gives, by key. */
export type JoinHow = "inner" | "left" | "right" | "full" | "semi" | "anti";

/** How two inputs meet. */
export interface JoinSpec {
  readonly how: JoinHow;
  readonly keys: readonly [left: KeySpec, right: KeySpec];
  /** Key columns that both sides have by the same name. */
  readonly shared: readonly string[];
  /** What becomes of a pair; without it the columns of both. */
  readonly select?: Select;
  /** Which of them are made; all unless said. */
  readonly wanted?: ReadonlySet<string>;
  readonly known?: KnownColumns;
}

/** The columns of the left and of the right input, without rows, where they are known before any row. */
export type KnownColumns = readonly [left: Batch | undefined, right: Batch | undefined];

/** Whether left rows without a partner come out. */
export function keepsLeft(how: JoinHow): boolean {
  return how === "left" || how === "full";
}

export function keepsRight(how: JoinHow): boolean {
  return how === "right" || how === "full";
}

/** Whether left rows come out as they are, for whether there is a partner. */
export function onlyLeft(how: JoinHow): how is "semi" | "anti" {
  return how === "semi" || how === "anti";
}

/** Keys with what becomes of null ones: they never match, so a side that only gives matches leaves them out. */
export function nullsFor(how: JoinHow, [left, right]: readonly [KeySpec, KeySpec]): readonly [KeySpec, KeySpec] {
  const leftNulls = keepsLeft(how) || how === "anti" ? "single" : "drop";
  return [left && { ...left, nulls: leftNulls }, right && { ...right, nulls: keepsRight(how) ? "single" : "drop" }];
}
