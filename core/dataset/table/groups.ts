import { distinctKey } from "../../aggregates/distinct-key.ts";
import type { AggregateSpec } from "../../aggregates/mod.ts";
import { aggregationSpec } from "../aggregation.ts";
import { type Cells, cellOf } from "./cells.ts";

/** The positions of the rows of each group, in the order in which groups first appear. Values are equal as keys of datasets are. */
export function groupsOf({ rows }: Cells, names: readonly string[]): number[][] {
  const groups = new Map<unknown, number[]>();
  for (const [at, row] of rows.entries()) {
    const values = names.map((name) => cellOf(row, name) ?? null);
    const key = distinctKey(values.length === 1 ? values[0] : values);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [at]);
    else group.push(at);
  }
  return [...groups.values()];
}

/** What named aggregates give of some rows. `taken` are the other columns of the result. */
export function folding(
  spec: AggregateSpec<never>,
  taken: readonly string[],
): (rows: Iterable<unknown>) => Record<string, unknown> {
  const { names } = aggregationSpec(spec, taken, "a table");
  const parts = names.map((name) => spec[name]!);
  return (rows) => {
    const partials = parts.map(({ aggregate }) => aggregate.zero() as never);
    for (const row of rows) {
      for (const [at, { aggregate, value }] of parts.entries()) {
        const given = value === undefined ? undefined : value(row as never);
        if (value !== undefined && (given === null || given === undefined)) continue;
        partials[at] = aggregate.add(partials[at]!, given as never, () => row);
      }
    }
    return Object.fromEntries(names.map((name, at) => [name, parts[at]!.aggregate.result(partials[at]!)]));
  };
}
