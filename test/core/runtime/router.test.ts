import { expect, test } from "vitest";
import { type Batch, makeBatch } from "../../../core/data/batch.ts";
import type { Column } from "../../../core/data/column.ts";
import { float64, string } from "../../../core/data/data-type.ts";
import { defaultMaxParallelism, encodeKey, keyGroupOf, subtaskOf } from "../../../core/data/key-group.ts";
import { rowSchema } from "../../../core/data/schema.ts";
import { rowReader } from "../../../core/expression/row-reader.ts";
import { routingContext } from "../../../core/runtime/context.ts";
import { router } from "../../../core/runtime/router.ts";

function batchOfKeys(column: Column, rowCount: number): Batch {
  return makeBatch(rowSchema([{ name: "key", type: column.type }]), rowCount, [column]);
}

function numbers(first: number, count: number): Batch {
  const values = Float64Array.from({ length: count }, (_, n) => first + n);
  return batchOfKeys({ type: float64, layout: "float64", values, validity: undefined }, count);
}

function texts(first: number, count: number): Batch {
  const values = Array.from({ length: count }, (_, n) => `key ${first + n}`);
  return batchOfKeys({ type: string, layout: "values", values, validity: undefined }, count);
}

test("a million keys are remembered at most, and those that come afterwards go where they belong", () => {
  const context = routingContext({
    step: "step",
    parallelism: 3,
    clock: { nowMs: () => 0 },
    count: () => undefined,
    onBadRecord: (record) => {
      throw new Error(record.message);
    },
  });
  const route = router({ by: "key", key: { columns: ["key"], names: ["key"] }, reads: "all" }, 0, 3, context);
  const send = (batch: Batch): [key: unknown, target: number][] => {
    const sent: [unknown, number][] = [];
    route(batch, (target, part) => {
      const read = rowReader(part);
      for (const row of part.selection ?? []) sent.push([(read(row) as { key: unknown }).key, target]);
    });
    return sent;
  };
  send(texts(0, 1000));
  const bytes = context.keys.sizeBytes;
  const size = 250_000;
  for (let first = 0; first < 1_000_000; first += size) send(numbers(first, size));
  // Other keys get the numbers of those that were forgotten.
  const sent = send(texts(1000, 1000));
  expect(context.keys.sizeBytes).toBe(bytes);
  expect(sent.length).toBe(1000);
  for (const [key, target] of sent) {
    const group = keyGroupOf(encodeKey(key), defaultMaxParallelism);
    expect(target).toBe(subtaskOf(group, 3, defaultMaxParallelism));
  }
});
