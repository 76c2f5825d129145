import { type Batch, rowSchema, type Schema, shown } from "../../core/io/mod.ts";
import type { Dataset } from "../../core/mod.ts";
import { collectBatches, Outgrown, seenTypes } from "../files/mod.ts";
import { arrowEncoder } from "./encode.ts";
import { valueTypes } from "./value-types.ts";

const tableOfArrow = "a table of Arrow";

/**
 * Runs a dataset and makes a table of its rows, by the function of a library that makes one of the bytes of a stream of Arrow:
 * `tableFromIPC` of apache-arrow or flechette, `fromArrow` of Arquero. What it makes are views of these bytes, in which each value was
 * written once. All rows lie in memory; they are objects, and not changes.
 *
 * @param tableFromIPC Given the bytes of the stream. `(bytes) => bytes` gives them as they are.
 * @throws Where a value does not fit the type of its column, naming both.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { toArrow } from "millrace/connectors/arrow";
 *
 * // import { tableFromIPC } from "apache-arrow"; const table = await toArrow(trips, tableFromIPC);
 * const bytes = await toArrow(from([{ km: 4.5 }, { km: 9 }]), (stream) => stream);
 * console.log(bytes.length > 0); // true
 * ```
 */
export async function toArrow<Row, Table>(
  dataset: Dataset<Row>,
  tableFromIPC: (bytes: Uint8Array<ArrayBuffer>) => Table,
): Promise<Table> {
  mustMake(tableFromIPC, "toArrow", "tableFromIPC of apache-arrow (npm install apache-arrow)");
  return tableFromIPC(await arrowBytes(dataset, "stream"));
}

/** @param remedy The function to give, and how it is installed. */
export function mustMake(make: unknown, where: string, remedy: string): void {
  if (typeof make === "function") return;
  throw new TypeError(
    `Cannot make a table by ${where} as what makes it must be a function: got ${shown(make)}; give ${remedy}`,
  );
}

/** The rows of a dataset as the bytes of a file or stream. */
async function arrowBytes<Row>(dataset: Dataset<Row>, format: "file" | "stream"): Promise<Uint8Array<ArrayBuffer>> {
  const { schema: declared, batches } = await collectBatches(dataset, tableOfArrow);
  let schema = batches.length === 0 ? declared : settled(declared, batches);
  for (;;) {
    try {
      return encoded(schema, declared, batches, { format, what: tableOfArrow });
    } catch (cause) {
      if (!(cause instanceof Outgrown)) throw cause;
      schema = withAny(schema, cause.column);
    }
  }
}

/**
 * The rows of a dataset as the bytes of a file in which each column is of the type that its values are of, at any depth.
 *
 * @param what What is made of it, in errors.
 * @throws Where the values of a column are of several types.
 */
export async function plainArrowBytes<Row>(dataset: Dataset<Row>, what: string): Promise<Uint8Array<ArrayBuffer>> {
  const { schema: declared, batches } = await collectBatches(dataset, what);
  const schema = valueTypes(declared, batches, what);
  return encoded(schema, schema, batches, { format: "file", what });
}

/** Columns of any values become of the one kind that the first batch which has them shows. */
function settled(declared: Schema, batches: readonly Batch[]): Schema {
  const seen = new Map<string, Schema["fields"][number]>();
  for (const batch of batches) {
    for (const field of seenTypes(batch).fields) {
      const before = seen.get(field.name);
      if (before === undefined || before.type.kind === "any") seen.set(field.name, field);
    }
  }
  return rowSchema(
    declared.fields.map((field) => (field.type.kind === "any" ? (seen.get(field.name) ?? field) : field)),
  );
}

function encoded(
  schema: Schema,
  declared: Schema,
  batches: readonly Batch[],
  { format, what }: { readonly format: "file" | "stream"; readonly what: string },
): Uint8Array<ArrayBuffer> {
  const encoder = arrowEncoder(schema, declared, what, { format, compression: "none" });
  const parts = [encoder.header, ...batches.map((batch) => encoder.encode(batch)), encoder.finish()];
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function withAny({ fields }: Schema, column: string): Schema {
  return rowSchema(fields.map((field) => (field.name === column ? { ...field, type: { kind: "any" } } : field)));
}
