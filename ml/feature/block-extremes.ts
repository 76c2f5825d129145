import { blockMemory } from "../matrix/kernel-choice.ts";
import { memoryFor } from "../matrix/kernel-memory.ts";
import type { Matrix } from "../matrix/matrix.ts";

/** Widens the least and the greatest value of each column by a block of rows; NaN counts nowhere. */
export function addBlockExtremes({ data, rows, columns }: Matrix, least: Float64Array, most: Float64Array): void {
  const memory = blockMemory(memoryFor(8 * rows * columns, 8 * columns, 8 * columns));
  const [low, high] = [memory.copy(least), memory.copy(most)];
  memory.run("addExtremes", memory.copy(data.subarray(0, rows * columns)), rows, columns, low, high);
  least.set(low);
  most.set(high);
}
