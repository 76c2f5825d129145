import fc from "fast-check";
import type { TypeName } from "../../../core/data/data-type.ts";
import { schema } from "../../../core/data/user-schema.ts";
import type { Schema } from "../../../core/io/mod.ts";

export interface Table {
  readonly schema: Schema;
  readonly rows: readonly Record<string, unknown>[];
}

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom('"', "'", ",", ";", "\n", "\r", "\t", "\\", "a", " ", "NULL", "\\N"),
    maxLength: 8,
  }),
);

const values: Record<string, fc.Arbitrary<unknown>> = {
  boolean: fc.boolean(),
  int32: fc.integer(),
  int64: fc.maxSafeInteger(),
  float64: fc.oneof(fc.double(), fc.double({ min: -1e6, max: 1e6 }), fc.integer()),
  bigint: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  string: text,
  timestamp: fc.oneof(
    fc.integer({ min: -62_000_000_000_000, max: 250_000_000_000_000 }),
    fc.integer({ min: 0, max: 2_000_000_000_000 }),
  ),
  date: fc.integer({ min: -700_000, max: 2_900_000 }).map((days) => days * 86_400_000),
};

/** A table of one to five columns of these types, each value absent now and then. */
export function anyTable(kinds: readonly TypeName[]): fc.Arbitrary<Table> {
  const columns = fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 5 });
  return columns.chain((types) => {
    const names = types.map((_, at) => `c${at}`);
    const row = fc.record(
      Object.fromEntries(names.map((name, at) => [name, fc.option(values[types[at]!]!, { nil: null, freq: 8 })])),
    );
    const made = schema(Object.fromEntries(names.map((name, at) => [name, types[at]!])));
    return fc.array(row, { maxLength: 25 }).map((rows) => ({ schema: made, rows }));
  });
}
