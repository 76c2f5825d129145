import type { DataType } from "../../core/io/mod.ts";
import { float64, list, sameType } from "../../core/io/mod.ts";

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

/** The type of what has no value in any row: of whatever type other files have there. It is known by itself, not by its kind. */
export const nothing: DataType = { kind: "any" };

/** A text that only types of the same values share. */
export function typeKey(type: DataType): string {
  return JSON.stringify(type, (_, part: unknown) => (part === nothing ? "nothing" : part));
}

/** Types at the same place within a column, where it is not the column itself: `.a[].b`. */
export interface TypeConflict {
  readonly at: string;
  readonly types: readonly [DataType, DataType];
}

export function isConflict(found: DataType | TypeConflict): found is TypeConflict {
  return "types" in found;
}

/**
 * The type as which the values of two files are read: that which holds both. Items of lists are as wide as both need, and structs have
 * the fields of both.
 */
export function commonReadType(a: DataType, b: DataType, at = ""): DataType | TypeConflict {
  if (a === nothing || b === nothing) return a === nothing ? b : a;
  if (a === b) return a;
  const [items, others] = [itemType(a), itemType(b)];
  if (items !== undefined && others !== undefined && !(a.kind === "vector" && sameType(a, b))) {
    const item = commonPart(items, others, `${at}[]`);
    return isConflict(item) ? item : list(item);
  }
  if (a.kind === "struct" && b.kind === "struct") return commonStruct(a, b, at);
  return commonType(a, b) ?? widerDecimal(a, b) ?? { at, types: [a, b] };
}

/** Of decimals with the same digits behind the point the one with more before it. */
function widerDecimal(a: DataType, b: DataType): DataType | undefined {
  if (a.kind !== "decimal" || b.kind !== "decimal" || a.scale !== b.scale) return undefined;
  return a.precision > b.precision ? a : b;
}

/** As that of values within others: JSON of one file and text of another do not mix. */
export function commonPart(a: DataType, b: DataType, at = ""): DataType | TypeConflict {
  const mix = a === nothing || b === nothing || sameType(a, b) || (a.kind !== "any" && b.kind !== "any");
  return mix ? commonReadType(a, b, at) : { at, types: [a, b] };
}

type StructType = DataType & { readonly kind: "struct" };

function commonStruct(a: StructType, b: StructType, at: string): DataType | TypeConflict {
  const fields = new Map(a.fields.map((field) => [field.name, field]));
  for (const field of b.fields) {
    const before = fields.get(field.name);
    const type = before === undefined ? field.type : commonPart(before.type, field.type, `${at}.${field.name}`);
    if (isConflict(type)) return type;
    fields.set(field.name, { ...field, type });
  }
  return { kind: "struct", fields: [...fields.values()] };
}

function itemType(type: DataType): DataType | undefined {
  if (type.kind === "vector") return float64;
  return type.kind === "list" ? type.item : undefined;
}

/** What becomes of fields of a struct that are not among those wanted. */
export type MoreFields = "left out" | "refused";

/**
 * Why the values of a file are not read as those of a wanted type; undefined where they are: as wider ones, as lists of doubles that are
 * vectors, of which each is looked at, and as structs of which fields are absent.
 */
export function readConflict(own: DataType, wanted: DataType, more: MoreFields, at = ""): TypeConflict | undefined {
  if (own === nothing) return undefined;
  const both = commonType(wanted, own) ?? widerDecimal(wanted, own);
  if (both !== undefined && sameType(both, wanted)) return undefined;
  if (isWholeDecimal(wanted) && ["int32", "int64", "bigint"].includes(own.kind)) return undefined;
  const [items, wantedItems] = [itemType(own), itemType(wanted)];
  const areVectors = own.kind === "vector" && wanted.kind === "vector";
  if (items !== undefined && wantedItems !== undefined && !areVectors)
    return partConflict(items, wantedItems, more, `${at}[]`);
  if (own.kind !== "struct" || wanted.kind !== "struct") return { at, types: [own, wanted] };
  const names = new Set(wanted.fields.map(({ name }) => name));
  if (more === "refused" && own.fields.some(({ name }) => !names.has(name))) return { at, types: [own, wanted] };
  const types = new Map(own.fields.map(({ name, type }) => [name, type]));
  for (const { name, type } of wanted.fields) {
    const part = types.get(name);
    const found = part && partConflict(part, type, more, `${at}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The digits of any integer of 64 bits, with a sign or without. */
const integerDigits = 20;

/** Whether it holds all integers, as text. */
export function isWholeDecimal(type: DataType): boolean {
  return type.kind === "decimal" && type.precision >= integerDigits && type.scale === 0;
}

function partConflict(own: DataType, wanted: DataType, more: MoreFields, at: string): TypeConflict | undefined {
  if (own === nothing || sameType(own, wanted)) return undefined;
  return own.kind === "any" || wanted.kind === "any"
    ? { at, types: [own, wanted] }
    : readConflict(own, wanted, more, at);
}

/** The place of a wanted field that no file has. */
export function absentPart(owns: readonly DataType[], wanted: DataType, at = ""): string | undefined {
  if (wanted.kind === "list") {
    const items = owns.flatMap((own) => itemType(own) ?? []);
    return items.length === 0 ? undefined : absentPart(items, wanted.item, `${at}[]`);
  }
  if (wanted.kind !== "struct") return undefined;
  const structs = owns.filter((own) => own.kind === "struct");
  if (structs.length === 0) return undefined;
  for (const { name, type } of wanted.fields) {
    const parts = structs.flatMap(({ fields }) => fields.filter((field) => field.name === name));
    const absent =
      parts.length === 0
        ? `${at}.${name}`
        : absentPart(
            parts.map((part) => part.type),
            type,
            `${at}.${name}`,
          );
    if (absent !== undefined) return absent;
  }
  return undefined;
}

/** Whether there are vectors in it, at whatever depth. */
export function hasVectors(type: DataType): boolean {
  if (type.kind === "list") return hasVectors(type.item);
  return type.kind === "struct" ? type.fields.some((field) => hasVectors(field.type)) : type.kind === "vector";
}
