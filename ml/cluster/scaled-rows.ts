import type { Rows, Training } from "../learner/learner.ts";

/** How large the values of rows are. */
export class Extent {
  #largest = 0;

  add({ features: { data, rows, columns } }: Rows): void {
    for (let at = 0; at < rows * columns; at++) {
      const size = Math.abs(data[at]!);
      if (size > this.#largest) this.#largest = size;
    }
  }

  /**
   * A power of two by which rows are of a size whose squares are numbers, and are not lost beside 0; 1 where they are so by themselves. Apart from
   * numbers below 1e-308 that it makes, it rounds nothing.
   */
  scale(): number {
    const power = Math.floor(Math.log2(this.#largest));
    if (this.#largest === 0 || Math.abs(power) <= mostPower) return 1;
    // Of the least numbers it would be more than there is.
    return 2 ** Math.min(1023, -power);
  }
}

/** 1e±120: of the squares, as many may be added up, and as small ones told apart, as ever there are. */
const mostPower = 400;

/** A training that sees all rows times a number; from its milestones it goes on, too. */
export function* timesScale<Model>(training: Training<Model>, scale: number): Training<Model> {
  let step = training.next();
  while (!step.done) {
    const pass = step.value;
    step = training.next(yield typeof pass === "function" ? (rows) => pass(scaledRows(rows, scale)) : pass);
  }
  return step.value;
}

function scaledRows(rows: Rows, scale: number): Rows {
  return { ...rows, features: { ...rows.features, data: rows.features.data.map((value) => value * scale) } };
}
