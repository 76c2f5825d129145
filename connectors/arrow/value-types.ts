import {
  type Batch,
  bigint,
  boolean,
  bytes,
  type DataType,
  dateTime,
  float64,
  int64,
  list,
  rowSchema,
  type Schema,
  string,
  typeText,
  valueAt,
} from "../../core/io/mod.ts";
import { commonPart, isConflict, nothing, type TypeConflict } from "../files/mod.ts";
import { quote } from "./errors.ts";

/**
 * The columns of batches, each of the one type that its values are of, at any depth: those of lists and objects whose type nobody has
 * said, too. Columns without a value are of `nothing`.
 *
 * @param what What they are for, in errors.
 * @throws Where the values of a column are of several types, as text and numbers.
 */
export function valueTypes(declared: Schema, batches: readonly Batch[], what: string): Schema {
  return rowSchema(
    declared.fields.map((field) =>
      holdsAny(field.type) ? { ...field, type: columnValueType(field.name, batches, what) } : field,
    ),
  );
}

function holdsAny(type: DataType): boolean {
  if (type.kind === "list") return holdsAny(type.item);
  return type.kind === "struct" ? type.fields.some((field) => holdsAny(field.type)) : type.kind === "any";
}

function columnValueType(name: string, batches: readonly Batch[], what: string): DataType {
  let type = nothing;
  try {
    for (const { schema, columns, rowCount } of batches) {
      const column = columns[schema.index.get(name) ?? -1];
      if (column === undefined) continue;
      if (!holdsAny(column.type)) type = joined(type, column.type, "");
      else for (let row = 0; row < rowCount; row++) type = joined(type, valueType(valueAt(column, row), ""), "");
    }
  } catch (cause) {
    if (!(cause instanceof NoType)) throw cause;
    throw new TypeError(
      `Cannot make ${what} as the values of column ${quote(name)} must be of one type: got ${cause.message}` +
        `${cause.at === "" ? "" : ` at ${quote(name + cause.at)}`}; map them to one before, for instance to text, or leave the column out`,
    );
  }
  return type;
}

/** Values, at a place within a column, that no type holds. */
class NoType extends Error {
  readonly at: string;

  constructor(got: string, at: string) {
    super(got);
    this.at = at;
  }
}

function joined(a: DataType, b: DataType, at: string): DataType {
  const type: DataType | TypeConflict = commonPart(a, b, at);
  if (!isConflict(type)) return type;
  throw new NoType(type.types.map((each) => typeText(each).slice(0, 100)).join(" and "), type.at);
}

function valueType(value: unknown, at: string): DataType {
  switch (typeof value) {
    case "boolean":
      return boolean;
    case "number":
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? int64 : float64;
    case "bigint":
      return bigint;
    case "string":
      return string;
    case "undefined":
      return nothing;
  }
  if (value === null) return nothing;
  if (value instanceof Date) return dateTime;
  if (value instanceof Uint8Array) return bytes;
  if (value instanceof Float64Array) return list(float64);
  if (Array.isArray(value))
    return list(value.reduce((type, item) => joined(type, valueType(item, `${at}[]`), `${at}[]`), nothing));
  const made: unknown = typeof value === "object" ? Object.getPrototypeOf(value) : undefined;
  if (made !== Object.prototype && made !== null) throw new NoType(describe(value), at);
  const fields = Object.entries(value as object).map(([name, part]) => ({
    name,
    type: valueType(part, `${at}.${name}`),
  }));
  if (fields.length === 0) throw new NoType("an object without properties", at);
  return { kind: "struct", fields };
}

function describe(value: unknown): string {
  if (typeof value !== "object") return `a ${typeof value}`;
  return `an object of ${(value as { readonly constructor?: { readonly name?: string } }).constructor?.name ?? "another kind"}`;
}
