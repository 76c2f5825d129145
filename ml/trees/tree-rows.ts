import type { Rows, Training } from "../learner/learner.ts";
import type { Random } from "../learner/random.ts";
import { RowSample } from "../learner/row-sample.ts";
import { rowsBetween } from "../matrix/matrix.ts";
import { type Binned, Binner, edgesOf } from "./binning.ts";
import { CategoryCounts } from "./categories.ts";
import { RowPart } from "./row-part.ts";
import { TreeMemory, type TreeNeeds } from "./tree-memory.ts";

/** Rows as trees learn from them: binned, one byte for each value, and all in memory. */
export interface TreeRows {
  /** Of one part of the rows. */
  readonly binned: Binned;
  readonly labels: Float64Array; // [all rows]
  readonly weights: Float64Array; // [all rows]
}

/** Rows from which edges of bins are made. */
const sampled = 1 << 16;

/** How rows are binned. */
export interface Binning {
  readonly name: string;
  /** Bins of a feature at most. Default 255. */
  readonly bins?: number;
  /** Numbers of the features whose values are categories. */
  readonly categorical: readonly number[];
}

/** Two passes: a sample for the edges of bins, and the bins of all rows. What trees need is asked when labels are known. */
export function* treeRows(
  columns: number,
  random: Random,
  needs: (labels: Float64Array) => TreeNeeds,
  { name, bins = 255, categorical }: Binning,
  partOf: (rows: number) => RowPart = RowPart.whole,
): Training<TreeRows> {
  const counts = new CategoryCounts(name, categorical);
  const sample = new RowSample(sampled, columns, random);
  const labels = new GrowingColumn();
  const weights = new GrowingColumn();
  yield (rows: Rows) => {
    sample.add(rows);
    counts.add(rows.features, rows.weights);
    labels.add(rows.labels!);
    weights.add(rows.weights ?? new Float64Array(rows.features.rows).fill(1));
  };
  const known = labels.finish();
  const part = partOf(known.length);
  const memory = new TreeMemory(part, columns, needs(known));
  const edges = yield* edgesOf(sample.finish().features, bins);
  const binner = new Binner(edges, memory, counts.finish(columns, bins));
  let seen = 0;
  yield ({ features }) => {
    const [from, to] = [part.first - seen, part.first + part.rows - seen].map((at) =>
      Math.min(features.rows, Math.max(0, at)),
    ) as [number, number];
    if (to > from)
      binner.add({ features: from === 0 && to === features.rows ? features : rowsBetween(features, from, to) });
    seen += features.rows;
  };
  return { binned: binner.finish(), labels: known, weights: weights.finish() };
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
