import type { Batch } from "../data/batch.ts";
import { take } from "../data/compact.ts";
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
  for (const [group, rows] of rowsByGroup(numbers, batch.rowCount, keys)) {
    const own = stored === "with keys" ? Float64Array.from(rows, (row) => numbers[row]!) : undefined;
    spilled.append(group, take(batch, rows), own);
  }
}

function rowsByGroup(numbers: Float64Array, count: number, keys: KeySpace): Map<number, Int32Array> {
  const groups = new Uint16Array(count);
  const counts = new Map<number, number>();
  for (let row = 0; row < count; row++) {
    const group = keys.groupOf(numbers[row]!);
    groups[row] = group;
    counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  const rows = new Map([...counts].map(([group, length]) => [group, new Int32Array(length)]));
  const filled = new Map([...counts.keys()].map((group) => [group, 0]));
  for (let row = 0; row < count; row++) {
    const at = filled.get(groups[row]!)!;
    rows.get(groups[row]!)![at] = row;
    filled.set(groups[row]!, at + 1);
  }
  return rows;
}
