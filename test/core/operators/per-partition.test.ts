import { expect, test } from "vitest";
import { count } from "../../../core/mod.ts";
import { groupAggregate } from "../../../core/operators/group-aggregate.ts";
import { perPartition } from "../../../core/operators/per-partition.ts";
import { sort } from "../../../core/operators/sort.ts";
import { at, crash, end, row, verifyOperator, watermark } from "../../../core/testing/mod.ts";

const { aggregate, value } = count();
const counting = groupAggregate({
  key: undefined,
  aggregates: { names: ["rows"], foldings: [aggregate as never], values: [value] },
  emit: "final",
  output: "rows",
});

test("an operator of one subtask does the same with a partition", () =>
  verifyOperator(perPartition(sort([{ column: "v", order: "descending", nulls: "last" }])), {
    input: [at(5, { v: 1 }), watermark(5), crash, at(2, { v: 3 }), at(9, { v: 2 }), end],
    output: [at(2, { v: 3 }), at(9, { v: 2 }), at(5, { v: 1 }), end],
    order: "kept",
  }));

test("it is not split around an exchange, and a partition without rows has its result", () => {
  expect([counting.combine === undefined, perPartition(counting).combine]).toEqual([false, undefined]);
  verifyOperator(perPartition(counting), { input: [end], output: [row({ rows: 0 }), end] });
});
