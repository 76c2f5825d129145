import type { DataType } from "./data-type.ts";

/** A column of lists or of objects. */
export type NestedType = DataType & { readonly kind: "list" | "struct" };

/**
 * A list or an object whose items are what `formOf` makes of each: the same one where that is what it held. Undefined where it
 * is none, or where an item does not fit. Absent items are null; properties that the type does not name are left out.
 */
export function nestedValue(
  type: NestedType,
  value: unknown,
  formOf: (type: DataType, item: unknown) => unknown,
): unknown[] | Readonly<Record<string, unknown>> | undefined {
  return type.kind === "list" ? listOf(type.item, value, formOf) : structOf(type.fields, value, formOf);
}

type FormOf = (type: DataType, item: unknown) => unknown;

function listOf(type: DataType, value: unknown, formOf: FormOf): unknown[] | undefined {
  if (!Array.isArray(value)) return undefined;
  let changed = false;
  const items = new Array<unknown>(value.length);
  for (let at = 0; at < value.length; at++) {
    const item: unknown = value[at] ?? null;
    const made = item === null ? null : formOf(type, item);
    if (made === undefined) return undefined;
    items[at] = made;
    changed ||= !Object.is(made, value[at]);
  }
  return changed ? items : value;
}

function structOf(
  fields: (DataType & { kind: "struct" })["fields"],
  value: unknown,
  formOf: FormOf,
): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const given = value as Readonly<Record<string, unknown>>;
  const made: [name: string, item: unknown][] = [];
  let same = 0;
  for (const { name, type } of fields) {
    const item = Object.hasOwn(given, name) ? (given[name] ?? null) : null;
    const stored = item === null ? null : formOf(type, item);
    if (stored === undefined) return undefined;
    if (Object.hasOwn(given, name) && Object.is(stored, given[name])) same++;
    made.push([name, stored]);
  }
  const isSame = same === fields.length && Object.keys(given).length === same;
  return isSame ? given : Object.fromEntries(made);
}
