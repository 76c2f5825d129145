import type { Batch } from "../data/batch.ts";
import { take } from "../data/compact.ts";
import { gatherFloat64 } from "../data/kernels/gather.ts";
import { defaultMaxParallelism } from "../data/key-group.ts";
import { orderByGroup } from "./kernels/order-by-group.ts";
import type { KeySpace } from "./key-space.ts";
import type { SpilledRows } from "./spilled-rows.ts";

/** Appends each row of a compact batch to the part of its key's group. @param numbers Of the rows' keys. */
export function spillByGroup(
  spilled: SpilledRows,
  batch: Batch,
  numbers: Float64Array,
  keys: KeySpace,
  stored: "with keys" | "without keys",
): void {
  const groups = new Uint16Array(batch.rowCount);
  for (let row = 0; row < groups.length; row++) groups[row] = keys.groupOf(numbers[row]!);
  const starts = new Int32Array(defaultMaxParallelism + 1);
  const order = new Int32Array(batch.rowCount);
  orderByGroup(groups, starts, order);
  for (let group = 0; group < defaultMaxParallelism; group++) {
    const rows = order.subarray(starts[group], starts[group + 1]);
    if (rows.length === 0) continue;
    spilled.append(group, take(batch, rows), stored === "with keys" ? gatherFloat64(numbers, rows) : undefined);
  }
}
