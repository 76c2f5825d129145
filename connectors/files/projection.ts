import { missingColumn, rowSchema, type Schema } from "../../core/io/mod.ts";

/** The columns that are asked for, in the order of the table. */
export function projected(schema: Schema, columns: readonly string[] | undefined, where: string): Schema {
  if (columns === undefined) return schema;
  const names = [...schema.index.keys()];
  for (const name of columns) if (!schema.index.has(name)) throw new TypeError(missingColumn(name, names, where));
  const asked = new Set(columns);
  return asked.size === names.length ? schema : rowSchema(schema.fields.filter(({ name }) => asked.has(name)));
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
