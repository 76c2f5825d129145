import type { Batch } from "./batch.ts";
import { decodeValue, encodeValue } from "./codec.ts";
import type { Layout } from "./column.ts";
import { type DataType, type Field, sameType } from "./data-type.ts";
import { rowSchema, type Schema, valueSchema } from "./schema.ts";

/** What batches of one kind have in common: said once, and named by a number from then on. */
export interface PackShape {
  readonly schema: Schema;
  readonly layouts: readonly Layout[];
  readonly types: readonly DataType[];
}

/** What the other side has to know before a batch. */
export type PackNews =
  | {
      readonly shape: number;
      readonly rows: Schema["shape"];
      readonly open: boolean;
      readonly fields: readonly Field[];
      readonly layouts: readonly Layout[];
      readonly types: readonly DataType[];
    }
  /** More texts of a dictionary. */
  | { readonly dictionary: number; readonly first: number; readonly texts: readonly string[] }
  /** Texts of a column that have numbers from now on. */
  | { readonly column: number; readonly first: number; readonly texts: readonly string[] };

/** The shapes that one side has told the other of. */
export class KnownShapes {
  readonly #ofSchema = new WeakMap<Schema, { readonly id: number; readonly shape: PackShape }[]>();
  #count = 0;

  /** The number of a batch's shape; `tell` is called where it is a new one. */
  numberOf({ schema, columns }: Batch, tell: (news: Uint8Array) => void): number {
    let known = this.#ofSchema.get(schema);
    if (known === undefined) {
      known = [];
      this.#ofSchema.set(schema, known);
    }
    for (const { id, shape } of known) if (fits(shape, columns)) return id;
    const layouts = columns.map(({ layout }) => layout);
    const types = columns.map(({ type }) => type);
    const id = this.#count++;
    known.push({ id, shape: { schema, layouts, types } });
    const { shape: rows, fields, open = false } = schema;
    const news: PackNews = { shape: id, rows, open, fields, layouts, types };
    tell(encodeValue(news));
    return id;
  }
}

function fits({ layouts, types }: PackShape, columns: Batch["columns"]): boolean {
  for (let at = 0; at < columns.length; at++) {
    const { layout, type } = columns[at]!;
    if (layout !== layouts[at] || !sameType(type, types[at]!)) return false;
  }
  return true;
}

/**
 * The schemas that one thread has been told of, by whomever: those of equal content are one, since what is known of a schema
 * is kept by its identity.
 */
export class SchemaPool {
  readonly #schemas = new Map<string, Schema>();

  schemaOf(news: Extract<PackNews, { readonly shape: number }>): Schema {
    const { rows, open, fields } = news;
    const key = JSON.stringify([rows, open, fields]);
    let schema = this.#schemas.get(key);
    if (schema === undefined) {
      schema =
        rows === "row" ? rowSchema(fields, open ? { open } : {}) : valueSchema(fields[0]!.type, fields[0]!.missing);
      this.#schemas.set(key, schema);
    }
    return schema;
  }
}

export function newsOf(bytes: Uint8Array): PackNews {
  return decodeValue(bytes) as PackNews;
}
