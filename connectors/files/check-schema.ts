import type { Schema } from "../../core/io/mod.ts";

/** Refuses an option `schema` that is a plain object of type names, which a compiler tells apart. */
export function checkSchema(schema: Schema | undefined, where: string): void {
  if (schema === undefined || (Array.isArray(schema?.fields) && schema.index instanceof Map)) return;
  const got = typeof schema === "object" && schema !== null ? JSON.stringify(schema).slice(0, 100) : String(schema);
  throw new TypeError(
    `Cannot set schema in ${where} as it must be made by schema(): got ${got}; ` +
      'write it as schema({ x: "int64" }), with schema from "millrace"',
  );
}
