import type { Rows, Training } from "../learner/learner.ts";
import type { Random } from "../learner/random.ts";
import { RowSample } from "../learner/row-sample.ts";
import { type Binned, Binner, edgesOf } from "./binning.ts";

/** Rows as trees learn from them: binned, one byte for each value, and all in memory. */
export interface TreeRows {
  readonly binned: Binned;
  readonly labels: Float64Array; // [rows]
  readonly weights: Float64Array; // [rows]
}

/** Rows from which edges of bins are made. */
const sampled = 1 << 16;

/** Two passes: a sample for the edges of bins, and the bins of all rows. */
export function* treeRows(columns: number, random: Random, bins?: number): Training<TreeRows> {
  const sample = new RowSample(sampled, columns, random);
  const labels = new GrowingColumn();
  const weights = new GrowingColumn();
  yield (rows: Rows) => {
    sample.add(rows);
    labels.add(rows.labels!);
    weights.add(rows.weights ?? new Float64Array(rows.features.rows).fill(1));
  };
  const binner = new Binner(edgesOf(sample.finish().features, bins), labels.count);
  yield (rows) => binner.add(rows);
  return { binned: binner.finish(), labels: labels.finish(), weights: weights.finish() };
}

class GrowingColumn {
  count = 0;
  #values = new Float64Array(1024);

  add(values: Float64Array): void {
    if (this.count + values.length > this.#values.length) {
      const larger = new Float64Array(2 * (this.count + values.length));
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values.set(values, this.count);
    this.count += values.length;
  }

  finish(): Float64Array {
    return this.#values.slice(0, this.count);
  }
}
