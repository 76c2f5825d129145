import type { SparseVector } from "../stages/row-types.ts";

/** Counts of terms as a sparse vector: indices ascend. */
export function sparseCounts(size: number, counts: ReadonlyMap<number, number>): SparseVector {
  const indices = Int32Array.from(counts.keys()).sort();
  return { size, indices, values: Float64Array.from(indices, (index) => counts.get(index)!) };
}
