import { expect, test } from "vitest";
import { count, type Dataset, from, fromColumns, type RunOptions } from "../../../core/mod.ts";
import { saidOf } from "../plan/rewrite/plan-lines.ts";

const ascending = Array.from({ length: 5000 }, (_, at) => at >> 1);
const back = ascending.toReversed();
const columns = (ids: readonly number[], name: string): Dataset<{ id: number }> =>
  fromColumns({ id: Int32Array.from(ids), [name]: Float64Array.from(ids) });

/** How many subtasks of a join were joined which way, and how its plan says they would be. */
async function told(
  [left, right]: readonly (readonly number[])[],
  how: "inner" | "semi" | "full",
  { parallelism = 1, ...options }: RunOptions,
): Promise<object> {
  const joined = columns(left!, "l").join(columns(right!, "r"), { on: "id", how });
  const { metrics } = await joined.discard().run({ batchRows: 500, parallelism, ...options });
  const counters = Object.values(metrics.snapshot().steps).flatMap((step) => Object.entries(step.counters));
  const [plan] = await saidOf(joined, "strategy", parallelism);
  return { plan, ...Object.fromEntries(counters.filter(([name]) => name.endsWith("Joins"))) };
}

const hashOrMerge = "hash, or sort-merge where the kept side comes in order of the key and does not fit into memory";
const small = { memoryBytes: 20_000 };

test.each([
  ["in memory by hash", [ascending, ascending], "inner", {}, { plan: hashOrMerge, numHashJoins: 1 }],
  ["by sort-merge", [ascending, ascending], "inner", small, { plan: hashOrMerge, numSortMergeJoins: 1 }],
  ["by sort-merge, of a semi join", [ascending, ascending], "semi", small, { plan: hashOrMerge, numSortMergeJoins: 1 }],
  ["by ranges", [back, ascending], "inner", small, { plan: hashOrMerge, numRangeJoins: 1 }],
  ["group by group", [ascending, back], "inner", small, { plan: hashOrMerge, numPartitionedHashJoins: 1 }],
  [
    "group by group, where all rows are kept",
    [ascending, ascending],
    "full",
    small,
    { plan: "hash", numPartitionedHashJoins: 1 },
  ],
  [
    "by a copy for each subtask",
    [ascending, [1, 2]],
    "inner",
    { parallelism: 3 },
    { plan: "broadcast hash", numBroadcastHashJoins: 3 },
  ],
] as const)(
  "the plan says how a join may be done, and the metrics how it was: %s",
  async (_, sides, how, options, expected) => {
    expect(await told(sides, how, options)).toEqual(expected);
  },
);

test("the plan says that rows of both sides are kept where either may still come", async () => {
  const endless = from(
    (async function* () {
      yield { id: 1 };
    })(),
    { boundedness: "unbounded" },
  );
  const totals = endless.keyBy("id").aggregate({ rows: count() });
  expect(await saidOf(totals.join(columns([1], "r"), { on: "id" }).changelog(), "strategy", 1)).toEqual([
    "symmetric hash",
  ]);
});
