import type { Random } from "../learner/random.ts";
import type { RowPart } from "./row-part.ts";

/** Ends where the loss of rows that were held back does not fall any more. */
export interface EarlyStopping {
  /** Share of the rows that is held back. */
  readonly share: number;
  /** Rounds without a better loss after which it ends. */
  readonly patience: number;
}

/** Rows that are not learned from, to tell when learning more does not help. */
export class HeldBack {
  readonly losses: number[] = [];
  /** Of the rows of the part; 0 for those that are learned from. */
  readonly weights: Float64Array;
  /** Of the part. */
  readonly rows: readonly number[];
  readonly #all: Float64Array;
  readonly #patience: number;
  readonly #total: number;

  /** @param groupOf Classes; of each of them some rows are learned from. All numbers are one. */
  constructor(
    { share, patience }: EarlyStopping,
    weights: Float64Array,
    random: Random,
    groupOf: (row: number) => number,
    { first, rows }: Pick<RowPart, "first" | "rows">,
  ) {
    this.#patience = patience;
    this.#all = weights.map((weight) => (random.next() < share ? weight : 0));
    giveBack(this.#all, weights, groupOf);
    this.weights = this.#all.slice(first, first + rows);
    this.rows = Array.from(this.weights.keys()).filter((row) => this.weights[row]! > 0);
    this.#total = this.#all.reduce((sum, weight) => sum + weight, 0);
  }

  /** Whether one of all rows is held back. */
  has(row: number): boolean {
    return this.#all[row]! > 0;
  }

  note(loss: number): void {
    this.losses.push(this.#total > 0 ? loss / this.#total : 0);
  }

  /** Whether none of the last rounds was better than all before them. */
  isOver(): boolean {
    const recent = this.losses.length - this.#patience;
    if (recent < 1) return false;
    const best = Math.min(...this.losses.slice(0, recent));
    return this.losses.slice(recent).every((loss) => loss > best - leastGain);
  }
}

/** What a mean loss must fall by to be better, as scikit-learn's. */
const leastGain = 1e-7;

/** Leaves each group rows to learn from, and, where some group has two rows, one to be held back. */
function giveBack(heldBack: Float64Array, weights: Float64Array, groupOf: (row: number) => number): void {
  const learned = new Map<number, number>();
  weights.forEach((weight, row) => {
    if (weight > 0 && heldBack[row] === 0) learned.set(groupOf(row), (learned.get(groupOf(row)) ?? 0) + 1);
  });
  let isNone = true;
  heldBack.forEach((weight, row) => {
    if (weight === 0) return;
    if (learned.has(groupOf(row))) isNone = false;
    else heldBack[row] = 0;
  });
  if (!isNone) return;
  const row = weights.findLastIndex((weight, at) => weight > 0 && (learned.get(groupOf(at)) ?? 0) > 1);
  if (row >= 0) heldBack[row] = weights[row]!;
}
