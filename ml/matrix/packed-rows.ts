import { packLabels } from "../kernels/gram.ts";
import type { Rows } from "../learner/learner.ts";
import { type KernelMemory, memoryFor } from "./kernel-memory.ts";

/** A block of rows that is taken apart into panels for products. */
export interface Packing {
  /** What is taken off each column, that of the label behind the last panel: to be set before. */
  readonly centre: Float64Array; // [padded + 1]
  /** Σ w · (x − centre) of each column, and behind the label's Σ w · (y − centre)². */
  readonly sums: Float64Array; // [padded + 2]
  readonly panels: Float64Array;
  readonly centredLabels: Float64Array | undefined; // [rows]
  pack(): void;
}

/** Memory for a packing, products of its columns among it. */
export function packedBytes(rows: number, columns: number, padded: number): number {
  const lengths = [rows * columns, rows, rows, rows, padded + 1, padded + 2, rows * padded, padded ** 2, padded];
  return memoryFor(...lengths.map((length) => length * Float64Array.BYTES_PER_ELEMENT));
}

/** Prepares a block; the centre is 0. */
export function packing(
  memory: KernelMemory,
  { features: { data, rows, columns }, labels, weights }: Rows,
  padded: number,
  isLabelled: boolean,
): Packing {
  const [features, factors] = [memory.copy(data), memory.copy(weights)];
  const roots = weights && memory.float64(rows);
  for (let r = 0; r < (roots?.length ?? 0); r++) roots![r] = Math.sqrt(weights![r]!);
  const centredLabels = isLabelled ? memory.float64(rows) : undefined;
  const [centre, sums, panels] = [padded + 1, padded + 2, rows * padded].map((length) => memory.float64(length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  centre.fill(0);
  const pack = (): void => {
    sums.fill(0);
    memory.run("packRows", features, factors, roots, rows, columns, centre, sums, panels);
    if (centredLabels === undefined) return;
    packLabels(labels!, weights, roots, rows, centre[padded]!, sums.subarray(padded), centredLabels);
  };
  return { centre, sums, panels, centredLabels, pack };
}
