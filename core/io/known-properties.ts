import { bigint, boolean, type DataType, float64, string } from "../data/data-type.ts";
import type { KnownProperties } from "./source.ts";

/** Rows that the names for a message are taken from. */
const exampleRows = 1000;

const types: Readonly<Record<string, DataType>> = { number: float64, string, boolean, bigint };

/** The properties of objects in memory. An array of none has whatever is asked for. */
export function propertiesOf(items: readonly unknown[]): KnownProperties {
  return {
    has: (name) => items.length === 0 || items.some((item) => name in (Object(item) as object)),
    typeOf: (name) => typeOf(items, name),
    examples: () => [
      ...new Set(
        items.slice(0, exampleRows).flatMap((item) => (typeof item === "object" ? Object.keys(Object(item)) : [])),
      ),
    ],
  };
}

function typeOf(items: readonly unknown[], name: string): DataType | undefined {
  let found: string | undefined;
  for (const item of items) {
    const value = (Object(item) as Readonly<Record<string, unknown>>)[name] ?? undefined;
    if (value === undefined) continue;
    found ??= typeof value;
    if (typeof value !== found) return undefined;
  }
  return found === undefined ? undefined : types[found];
}
