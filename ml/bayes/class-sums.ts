import { Classes } from "../learner/classes.ts";
import type { Rows } from "../learner/learner.ts";

/** What is summed up of the rows of one class. */
export interface ClassSum {
  weight: number;
  readonly sums: Float64Array; // [columns]
}

/** Σ weight and Σ weight·value of each column for each class, of rows in one pass. */
export class ClassSums {
  readonly #columns: number;
  readonly #classes: Classes;
  readonly #byLabel = new Map<number, ClassSum>();

  constructor(learner: string, columns: number) {
    this.#columns = columns;
    this.#classes = new Classes(learner);
  }

  add({ features: { data, rows, columns }, labels, weights }: Rows): void {
    this.#classes.add(labels!);
    for (let row = 0; row < rows; row++) {
      const own = this.#of(labels![row]!);
      const weight = weights?.[row] ?? 1;
      const base = row * columns;
      const { sums } = own;
      own.weight += weight;
      for (let c = 0; c < columns; c++) sums[c]! += weight * data[base + c]!;
    }
  }

  /** Classes in ascending order, and what belongs to each. */
  finish(): { readonly classes: Float64Array; readonly sums: readonly ClassSum[] } {
    const classes = this.#classes.finish();
    return { classes, sums: Array.from(classes, (label) => this.#byLabel.get(label)!) };
  }

  #of(label: number): ClassSum {
    const known = this.#byLabel.get(label);
    if (known !== undefined) return known;
    const sum = { weight: 0, sums: new Float64Array(this.#columns) };
    this.#byLabel.set(label, sum);
    return sum;
  }
}

/** log of the share that each class has of all rows. */
export function logPriors(weights: readonly number[]): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Float64Array.from(weights, (weight) => Math.log(weight / total));
}
