import { type DataType, dataType, type Field, type TypeName, type ValueOf } from "./data-type.ts";
import { shown } from "./options.ts";
import { rowSchema, type Schema } from "./schema.ts";

/** A schema that knows the type of its rows. */
export interface TypedSchema<Row> extends Schema {
  /** For inference only; never there. */
  readonly rowType?: Row;
}

/**
 * The schema beside a type of rows that the caller gives. That may say of a text, or a number, which ones there are
 * (`weather: "sun" | "rain"`), as it may where there is no schema: a schema knows texts.
 */
export type SchemaFor<Row> = TypedSchema<Row> | TypedSchema<Widened<NoInfer<Row>>>;

type Widened<Row> = { [Name in keyof Row]: Any<Row[Name]> };
type Any<Value> = Value extends string ? string : Value extends number ? number : Value;

/**
 * The schema of a dataset: column names with their types. Values are checked against it where data enters.
 *
 * | type | in rows |
 * |---|---|
 * | `"boolean"` `"string"` `"any"` | as they are |
 * | `"int32"` `"float64"` `"int64"` | number; int64 within ±(2^53 − 1) |
 * | `"bigint"` | bigint of 64 bits |
 * | `decimal(precision, scale)` | number up to 15 digits, else text |
 * | `"timestamp"` `"date"` | number, ms since the epoch |
 * | `"bytes"` | Uint8Array |
 * | `vector(3)` | Float64Array of so many numbers; given as any array of numbers |
 * | `list("string")` `struct({ x: "float64" })` | arrays and objects of such values |
 *
 * @example
 * ```ts
 * import { from, schema } from "millrace";
 * const sales = schema({ city: "string", people: "int32" });
 * const rows = await from([{ city: "Kent", people: 136_000 }], { schema: sales }).collect();
 * console.log(rows[0]?.people); // 136000
 * ```
 */
export function schema<const Columns extends Readonly<Record<string, TypeName | DataType>>>(
  columns: Columns,
): TypedSchema<{ -readonly [Name in keyof Columns]: ValueOf<Columns[Name]> }> {
  if (typeof columns !== "object" || columns === null) {
    throw new TypeError(
      `Cannot make a schema as it takes an object of types by column: got ${shown(columns)}; use for instance schema({ id: "int64" })`,
    );
  }
  const fields = Object.entries(columns).map(
    ([name, type]): Field => ({
      name,
      type: dataType(`schema as the type of column ${JSON.stringify(name)}`, type),
    }),
  );
  if (fields.length === 0)
    throw new TypeError('Cannot make a schema of no columns: got {}; name at least one, like { id: "int64" }');
  return rowSchema(fields);
}
