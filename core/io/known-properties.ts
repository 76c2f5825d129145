import type { KnownProperties } from "./source.ts";

/** Rows that the names for a message are taken from. */
const exampleRows = 1000;

/** The properties of objects in memory. An array of none has whatever is asked for. */
export function propertiesOf(items: readonly unknown[]): KnownProperties {
  return {
    has: (name) => items.length === 0 || items.some((item) => name in (Object(item) as object)),
    examples: () => [
      ...new Set(
        items.slice(0, exampleRows).flatMap((item) => (typeof item === "object" ? Object.keys(Object(item)) : [])),
      ),
    ],
  };
}
