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
  spillByPart(
    spilled,
    { batch, parts: groups, count: defaultMaxParallelism },
    stored === "with keys" ? numbers : undefined,
  );
}

/** Rows of a compact batch, and the part that each of them is of: numbers below `count`. */
export interface PartedRows {
  readonly batch: Batch;
  readonly parts: Uint16Array;
  readonly count: number;
}

/** Appends each row to its part. @param numbers Of the rows' keys, where they are to be stored with them. */
export function spillByPart(
  spilled: Pick<SpilledRows, "append">,
  { batch, parts, count }: PartedRows,
  numbers: Float64Array | undefined,
): void {
  const starts = new Int32Array(count + 1);
  const order = new Int32Array(batch.rowCount);
  orderByGroup(parts, starts, order);
  for (let part = 0; part < count; part++) {
    const rows = order.subarray(starts[part], starts[part + 1]);
    if (rows.length === 0) continue;
    spilled.append(part, take(batch, rows), numbers && gatherFloat64(numbers, rows));
  }
}
