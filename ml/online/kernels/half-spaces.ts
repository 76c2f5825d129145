/**
 * Adds a row to the masses of the nodes that it passes in each tree. Node n of a tree has its children at 2n + 1 (below its threshold)
 * and 2n + 2; the last level has no thresholds.
 */
export function addMass(
  data: Float64Array, // rows, row-major
  start: number, // of the row
  features: Int32Array, // [trees × (2^height − 1)]
  thresholds: Float64Array, // [trees × (2^height − 1)]
  masses: Float64Array, // [trees × (2^(height + 1) − 1)], of the window at hand
  trees: number,
  height: number,
  at: Int32Array, // [trees], overwritten
): void {
  const inner = 2 ** height - 1;
  const nodes = 2 * inner + 1;
  // Level by level: the ways down of the trees wait for nothing of one another.
  for (let tree = 0; tree < trees; tree++) {
    at[tree] = 0;
    masses[tree * nodes] = masses[tree * nodes]! + 1;
  }
  for (let depth = 0; depth < height; depth++) {
    for (let tree = 0; tree < trees; tree++) {
      const split = tree * inner + at[tree]!;
      const node = 2 * at[tree]! + 2 - Number(data[start + features[split]!]! < thresholds[split]!);
      at[tree] = node;
      masses[tree * nodes + node] = masses[tree * nodes + node]! + 1;
    }
  }
}

/** Σ over trees and passed nodes of mass·2^depth, down to the first node of less than `least` rows. */
export function massOf(
  data: Float64Array, // rows, row-major
  start: number, // of the row
  features: Int32Array, // [trees × (2^height − 1)]
  thresholds: Float64Array, // [trees × (2^height − 1)]
  masses: Float64Array, // [trees × (2^(height + 1) − 1)], of the window before
  trees: number,
  height: number,
  least: number,
): number {
  const inner = 2 ** height - 1;
  const nodes = 2 * inner + 1;
  let sum = 0;
  for (let tree = 0; tree < trees; tree++) {
    const split = tree * inner;
    const own = tree * nodes;
    let node = 0;
    let power = 1;
    for (let depth = 0; ; depth++) {
      const mass = masses[own + node]!;
      sum += mass * power;
      if (mass < least || depth === height) break;
      power *= 2;
      node = 2 * node + 2 - Number(data[start + features[split + node]!]! < thresholds[split + node]!);
    }
  }
  return sum;
}
