import type { AggregateSpec } from "../aggregates/mod.ts";
import type { Folding } from "../data/partial-columns.ts";
import type { Lambda } from "../expression/read-lambda.ts";
import type { AggregationSpec } from "../operators/aggregation-spec.ts";
import { mustBeLambda } from "./checks.ts";

/** The named aggregates of a user, as operators take them. `taken` are the other columns of the result. */
export function aggregationSpec(spec: AggregateSpec<never>, taken: readonly string[], where: string): AggregationSpec {
  const names = Object.keys(spec);
  if (names.length === 0)
    throw new TypeError(
      `Cannot aggregate in ${where} as there is nothing to aggregate: got {}; name at least one, like { rows: count() }`,
    );
  for (const name of names) {
    if (taken.includes(name)) {
      throw new TypeError(
        `Cannot name an aggregate ${JSON.stringify(name)} in ${where} as that column is there already: got ${taken.join(", ")}; choose another name`,
      );
    }
    if (typeof (spec[name] as { aggregate?: unknown } | undefined)?.aggregate !== "object") {
      throw new TypeError(
        `Cannot aggregate ${JSON.stringify(name)} in ${where} as it must be an aggregate: got ${typeof spec[name]}; use for instance sum((row) => row.price)`,
      );
    }
  }
  for (const name of names) {
    const { value } = spec[name]!;
    if (value !== undefined)
      mustBeLambda(value, `aggregate ${JSON.stringify(name)} in ${where}`, "sum((row) => row.price)");
  }
  return {
    names,
    foldings: names.map((name) => spec[name]!.aggregate as unknown as Folding),
    values: names.map((name) => spec[name]!.value as Lambda | undefined),
  };
}

/** The aggregate that folds rows with the user's function; the first row stands as it is. */
export function reduction(reduce: (left: never, right: never) => unknown): AggregationSpec {
  const call = reduce as (left: unknown, right: unknown) => unknown;
  const folding: Folding = {
    name: "reduce",
    zero: () => undefined,
    add: (partial: unknown, _value: unknown, row: () => unknown) =>
      partial === undefined ? row() : call(partial, row()),
    merge: (left: unknown, right: unknown) =>
      left === undefined ? right : right === undefined ? left : call(left, right),
    result: (partial: unknown) => partial,
  };
  return { names: ["value"], foldings: [folding], values: [undefined] };
}
