import { any, type Field, timestamp } from "../data/data-type.ts";
import { rowSchema, type Schema } from "../data/schema.ts";
import type { AggregationSpec } from "./aggregation-spec.ts";
import type { KeySpec } from "./keyed-input.ts";
import type { Operator } from "./operator.ts";

/**
 * The columns of results before there are any, for sinks that get no row: key, window, aggregates. Types of aggregates come
 * with their values.
 */
export function resultSchema(
  { key, aggregates, output }: { key: KeySpec; aggregates: AggregationSpec; output?: "rows" | "values" },
  times: readonly ["windowStart", "windowEnd"] | readonly [] = [],
): Pick<Operator, "schema"> {
  if (output === "values") return {};
  const windows = times.map((name): Field => ({ name, type: timestamp }));
  const results = aggregates.names.map((name): Field => ({ name, type: any }));
  return { schema: (input) => rowSchema([...keyFields(key, input), ...windows, ...results]) };
}

function keyFields(key: KeySpec, input: Schema | undefined): Field[] {
  if (key === undefined) return [];
  const columns = "columns" in key ? key.columns : [];
  return key.names.map((name, at): Field => {
    const position = input?.index.get(columns[at] ?? "") ?? -1;
    return { name, type: input?.fields[position]?.type ?? any };
  });
}
