import { type Field, missingColumn, rowSchema, type Schema } from "../../core/io/mod.ts";

/** A column that files have but that cannot be read. */
export interface RefusedField extends Field {
  /** The message of the error that reading it is. */
  readonly refused?: string;
}

/**
 * The columns that are asked for, in the order of the table.
 *
 * @throws Where one of them cannot be read: columns that nobody asks for never hinder.
 */
export function projected(schema: Schema, columns: readonly string[] | undefined, where: string): Schema {
  const asked = new Set(columns ?? schema.index.keys());
  const names = [...schema.index.keys()];
  for (const name of asked) if (!schema.index.has(name)) throw new TypeError(missingColumn(name, names, where));
  const fields: readonly RefusedField[] = schema.fields.filter(({ name }) => asked.has(name));
  const refused = fields.find((field) => field.refused !== undefined);
  if (refused !== undefined) throw new TypeError(refused.refused);
  return fields.length === names.length ? schema : rowSchema(fields);
}

/** Options whose schema lacks columns. */
export function withoutColumns<Options extends { readonly schema?: Schema }>(
  options: Options,
  names: ReadonlySet<string>,
): Options {
  const { schema } = options;
  if (schema?.fields.every(({ name }) => !names.has(name)) ?? true) return options;
  return { ...options, schema: rowSchema(schema!.fields.filter(({ name }) => !names.has(name))) };
}
