import type { DataType } from "../../core/io/mod.ts";
import { list, sameType } from "../../core/io/mod.ts";

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
  if (holdsVectors(a) && holdsVectors(b)) return list("float64");
  if (a.kind === "timestamp" && b.kind === "timestamp") return a;
  if (a.kind === "any" || b.kind === "any") return a.kind === "any" ? a : b;
  if (widenings.some(([narrow, wide]) => narrow === a.kind && wide === b.kind)) return b;
  if (widenings.some(([narrow, wide]) => narrow === b.kind && wide === a.kind)) return a;
  return undefined;
}

/** Whether every value is a vector, or may be one: a list of doubles. */
export function holdsVectors(type: DataType): boolean {
  return type.kind === "vector" || (type.kind === "list" && type.item.kind === "float64");
}

/** Whether the values of a file are read as those of a wider type, or lists of doubles as vectors, of which each is looked at. */
export function canBeRead(own: DataType, wanted: DataType): boolean {
  const both = commonType(wanted, own);
  return (both !== undefined && sameType(both, wanted)) || (hasVectors(wanted) && differByVectors(own, wanted));
}

/** Whether there are vectors in it, at whatever depth. */
export function hasVectors(type: DataType): boolean {
  if (type.kind === "list") return hasVectors(type.item);
  return type.kind === "struct" ? type.fields.some((field) => hasVectors(field.type)) : type.kind === "vector";
}

/** Whether a type has lists of doubles where the wanted one has vectors, and else the same. */
function differByVectors(own: DataType, wanted: DataType): boolean {
  if (sameType(own, wanted)) return true;
  if (wanted.kind === "vector") return own.kind === "list" && holdsVectors(own);
  if (own.kind === "list" && wanted.kind === "list") return differByVectors(own.item, wanted.item);
  if (own.kind !== "struct" || wanted.kind !== "struct" || own.fields.length !== wanted.fields.length) return false;
  return wanted.fields.every(({ name, type }, at) => {
    const field = own.fields[at]!;
    return field.name === name && differByVectors(field.type, type);
  });
}
