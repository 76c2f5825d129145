import type { Batch } from "../data/batch.ts";
import { type Column, isValid } from "../data/column.ts";
import type { DataType } from "../data/data-type.ts";

// What a key is to a comparison, as bits: keys of different ones are never equal.
export const keyKinds = { number: 1, string: 2, boolean: 4, object: 8, bigint: 16 } as const;
/** It is not known, or may be any. */
export const anyKind = 31;

/** The kinds of a column's values, but for those that are absent. */
export function kindsIn(column: Column, { rowCount, selection }: Batch): number {
  const length = selection?.length ?? rowCount;
  const typed = kindOf(column.type);
  let found = 0;
  for (let k = 0; k < length && found !== anyKind; k++) {
    const row = selection === undefined ? k : selection[k]!;
    if (column.layout === "values") found |= kindOfValue(column.values[row]);
    else if (isValid(column.validity, row)) return typed;
  }
  return found;
}

function kindOf({ kind }: DataType): number {
  if (kind === "int32" || kind === "float64" || kind === "int64") return keyKinds.number;
  if (kind === "bigint") return keyKinds.bigint;
  if (kind === "string") return keyKinds.string;
  return kind === "boolean" ? keyKinds.boolean : anyKind;
}

export function kindOfValue(value: unknown): number {
  if (value === null || value === undefined) return 0;
  // A Date is a number where the other side has a column of times.
  if (value instanceof Date) return anyKind;
  if (typeof value === "number") return keyKinds.number;
  if (typeof value === "bigint") return keyKinds.bigint;
  if (typeof value === "string") return keyKinds.string;
  return typeof value === "boolean" ? keyKinds.boolean : keyKinds.object;
}

export function kindText(found: number): string {
  const names = { number: "numbers", string: "texts", boolean: "booleans", object: "objects", bigint: "bigints" };
  return (Object.keys(keyKinds) as (keyof typeof keyKinds)[])
    .filter((kind) => (found & keyKinds[kind]) !== 0)
    .map((kind) => names[kind])
    .join(" and ");
}
