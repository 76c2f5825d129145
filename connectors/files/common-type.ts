import type { DataType } from "../../core/io/mod.ts";
import { sameType } from "../../core/io/mod.ts";

// Narrower, wider: every value of the one is a value of the other.
const widenings: readonly (readonly [DataType["kind"], DataType["kind"]])[] = [
  ["int32", "int64"],
  ["int32", "float64"],
  ["int64", "float64"], // below 2^53, as it is checked to be
  ["int32", "bigint"],
  ["int64", "bigint"],
];

/** The type that holds the values of both, or undefined where there is none. */
export function commonType(a: DataType, b: DataType): DataType | undefined {
  if (sameType(a, b)) return a;
  if (a.kind === "timestamp" && b.kind === "timestamp") return a;
  if (a.kind === "any" || b.kind === "any") return a.kind === "any" ? a : b;
  if (widenings.some(([narrow, wide]) => narrow === a.kind && wide === b.kind)) return b;
  if (widenings.some(([narrow, wide]) => narrow === b.kind && wide === a.kind)) return a;
  return undefined;
}
