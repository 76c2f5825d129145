import type { RowStage } from "../../../core/expression/chain-plan.ts";

/** What a chain of lambdas means: the slow twin of the generated loops, over plain objects. */
export function interpreted(stages: readonly RowStage[], rows: readonly unknown[]): unknown[] {
  return rows.flatMap((row) => {
    let values: unknown[] = [row];
    for (const { kind, lambda } of stages) {
      const call = lambda as (row: unknown) => unknown;
      if (kind === "filter") values = values.filter((value) => call(value));
      else
        values =
          kind === "map"
            ? values.map((value) => call(value))
            : values.flatMap((value) => [...(call(value) as Iterable<unknown>)]);
    }
    return values;
  });
}
