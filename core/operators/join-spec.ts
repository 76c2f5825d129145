import type { Select } from "./join-select.ts";
import { columnsReadBy, type KeySpec } from "./keyed-input.ts";
import type { Columns, Operator } from "./operator.ts";

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
}

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

/** What a join has to read of both inputs. */
export function joinReads({ how, keys }: JoinSpec): NonNullable<Operator["reads"]> {
  if (!onlyLeft(how)) return () => ["all", "all"];
  const [left, right] = keys.map((key) => columnsReadBy(key, [], false));
  return (wanted): readonly Columns[] => [
    wanted === "all" || left === "all" ? "all" : new Set([...wanted, ...left!]),
    right!,
  ];
}

/** For plans. */
export function joinDetails({ how, keys }: JoinSpec): Readonly<Record<string, string>> {
  const [left, right] = keys.map((key) =>
    key === undefined ? "none" : "columns" in key ? key.columns.join(", ") : "row lambda",
  );
  return { how, on: left === right ? left! : `${left} = ${right}` };
}
