/** The type of a column's values. What a lambda sees of each is in the comment. */
export type DataType =
  | { readonly kind: "boolean" } // boolean
  | { readonly kind: "int32" } // number
  | { readonly kind: "float64" } // number
  | { readonly kind: "int64" } // number, |x| ≤ 2^53 − 1
  | { readonly kind: "bigint" } // bigint, 64 bits signed
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number } // number up to 15 digits, else string
  | { readonly kind: "string" } // string
  | { readonly kind: "timestamp"; readonly as: "number" | "Date" } // ms since the epoch, or a Date of it
  | { readonly kind: "date" } // number: ms since the epoch at midnight UTC
  | { readonly kind: "bytes" } // Uint8Array
  | { readonly kind: "list"; readonly item: DataType } // array
  | { readonly kind: "struct"; readonly fields: readonly Field[] } // object
  | VectorType // Float64Array
  | { readonly kind: "any"; readonly numbers?: "timestamp" | "date" }; // whatever it is; what its numbers are, if times

/** Vectors of `size` doubles each. */
export interface VectorType {
  readonly kind: "vector";
  readonly size: number;
}

/** A named column of a schema. */
export interface Field {
  readonly name: string;
  readonly type: DataType;
  /** What stands for an absent value in rows: `undefined` where the values that made the schema used it, else `null`. */
  readonly missing?: "undefined";
}

export const boolean: DataType = { kind: "boolean" };
export const int32: DataType = { kind: "int32" };
export const float64: DataType = { kind: "float64" };
export const int64: DataType = { kind: "int64" };
export const bigint: DataType = { kind: "bigint" };
export const string: DataType = { kind: "string" };
export const timestamp: DataType = { kind: "timestamp", as: "number" };
export const dateTime: DataType = { kind: "timestamp", as: "Date" };
export const date: DataType = { kind: "date" };
export const bytes: DataType = { kind: "bytes" };
export const any: DataType = { kind: "any" };

/** Digits that a double holds exactly through decimal text and back: decimals up to this are numbers in rows. */
export const exactDecimalDigits = 15;

/** Whether values of the type are decimals of more digits than a number holds: texts in rows. */
export function isDecimalText(type: DataType): type is DataType & { kind: "decimal" } {
  return type.kind === "decimal" && type.precision > exactDecimalDigits;
}

/** Numbers of so many digits, `scale` of them behind the point: `decimal(18, 2)`. In rows numbers, or texts from 16 digits on. */
export function decimal(precision: number, scale: number): DataType {
  if (!Number.isInteger(precision) || precision < 1 || precision > 76 || scale < 0 || scale > precision) {
    throw new RangeError(
      `Cannot make a decimal type as it takes 1…76 digits with 0…precision of them after the point: ` +
        `got precision ${precision}, scale ${scale}; use for instance decimal(18, 2)`,
    );
  }
  return { kind: "decimal", precision, scale };
}

/** A type of a column as a user writes it: the name of a simple one, or what `decimal`, `vector`, `list` and `struct` give. */
export type TypeName =
  | "boolean"
  | "int32"
  | "float64"
  | "int64"
  | "bigint"
  | "string"
  | "timestamp"
  | "date"
  | "bytes"
  | "any";

/** A type that knows what a lambda sees of its values. */
export type TypeOf<Value> = DataType & {
  /** For inference only; never there. */
  readonly valueType?: Value;
};

/** What a lambda sees of a column of a type. */
export type ValueOf<Type> = Type extends "boolean"
  ? boolean
  : Type extends "int32" | "float64" | "int64" | "timestamp" | "date"
    ? number
    : Type extends "bigint"
      ? bigint
      : Type extends "string"
        ? string
        : Type extends "bytes"
          ? Uint8Array
          : Type extends TypeOf<infer Value>
            ? unknown extends Value
              ? // biome-ignore lint/suspicious/noExplicitAny: of a type that says nothing more, and of "any", it may be all
                any
              : Value
            : // biome-ignore lint/suspicious/noExplicitAny: a column of type any holds whatever it is given
              any;

/**
 * Arrays of values of one type: `list("string")`, `list(decimal(9, 2))`. Items may be absent: null.
 *
 * @example
 * ```ts
 * import { from, list, schema } from "millrace";
 * const tagged = schema({ id: "int64", tags: list("string") });
 * const rows = await from([{ id: 1, tags: ["new", "red"] }], { schema: tagged }).collect();
 * console.log(rows[0]?.tags.length); // 2
 * ```
 */
export function list<const Item extends TypeName | DataType>(item: Item): TypeOf<ValueOf<Item>[]> {
  return { kind: "list", item: dataType("list as the type of its items", item) };
}

/**
 * Objects with properties of these types, in a column of their own: `struct({ x: "float64", names: list("string") })`.
 * Properties that it does not name are left out.
 */
export function struct<const Fields extends Readonly<Record<string, TypeName | DataType>>>(
  fields: Fields,
): TypeOf<{ -readonly [Name in keyof Fields]: ValueOf<Fields[Name]> }> {
  if (typeof fields !== "object" || fields === null) {
    throw new TypeError(
      `Cannot make a struct as it takes an object of types by name: got ${typeof fields}; use for instance struct({ weights: list(decimal(9, 2)) })`,
    );
  }
  const typed = Object.entries(fields).map(([name, type]) => ({
    name,
    type: dataType(`struct as the type of ${JSON.stringify(name)}`, type),
  }));
  return { kind: "struct", fields: typed };
}

/** Numbers of a vector at most: a batch has thousands of vectors, in one array. */
export const longestVector = 65_536;

/**
 * Vectors of `size` doubles, 1 to 65,536: in rows a `Float64Array` of their own, in a column one array, row by row. What goes in may be
 * any array of numbers that is as long.
 *
 * @example
 * ```ts
 * import { from, schema, vector } from "millrace";
 * const points = schema({ id: "int64", at: vector(2) });
 * const rows = await from([{ id: 1, at: [3, 4] }], { schema: points }).map((p) => Math.hypot(...p.at)).collect();
 * console.log(rows); // [5]
 * ```
 */
export function vector(size: number): TypeOf<Float64Array> {
  if (!Number.isInteger(size) || size < 1 || size > longestVector) {
    throw new RangeError(
      `Cannot make a vector type as it takes how many numbers a vector has, 1…${longestVector}: got ${String(size)}; ` +
        'use for instance vector(3), or list("float64") where lengths differ',
    );
  }
  return { kind: "vector", size };
}

const simple: readonly string[] = [
  "boolean",
  "int32",
  "float64",
  "int64",
  "bigint",
  "string",
  "timestamp",
  "date",
  "bytes",
  "any",
] satisfies TypeName[];

/** The type that a user has written. */
export function dataType(where: string, type: TypeName | DataType): DataType {
  if (typeof type === "object" && type !== null && typeof type.kind === "string") return type;
  if (type === "timestamp") return { kind: "timestamp", as: "number" };
  if (typeof type === "string" && simple.includes(type)) return { kind: type } as DataType;
  throw new TypeError(
    `Cannot make a ${where} is unknown: got ${JSON.stringify(type)}; ` +
      `use one of ${simple.join(", ")}, decimal(precision, scale), vector(size), list(type) or struct({ … })`,
  );
}

/** The type that a value should have had, for errors: whole numbers may be too large for theirs. */
export function expectedText(type: DataType, got: unknown): string {
  const isTooLarge = type.kind === "int64" && /^-?\d{16,}$/.test(String(got));
  return isTooLarge ? "int64, below 2^53 (declare it bigint for larger ones)" : typeText(type);
}

/** `"decimal(18,2)"`, `"list<string>"`, `"struct<a: int32>"`: for plans, tables and errors. */
export function typeText(type: DataType): string {
  switch (type.kind) {
    case "decimal":
      return `decimal(${type.precision},${type.scale})`;
    case "vector":
      return `vector(${type.size})`;
    case "list":
      return `list<${typeText(type.item)}>`;
    case "struct":
      return `struct<${type.fields.map((field) => `${field.name}: ${typeText(field.type)}`).join(", ")}>`;
    default:
      return type.kind;
  }
}

export function sameType(a: DataType, b: DataType): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
