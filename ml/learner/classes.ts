/** Labels of a classifier, ascending: class k is `values[k]`. */
export class Classes {
  readonly #seen = new Set<number>();
  readonly #learner: string;
  #values: Float64Array = new Float64Array();

  constructor(learner: string) {
    this.#learner = learner;
  }

  /** Takes labels of rows in. */
  add(labels: Float64Array): void {
    let last = Number.NaN;
    for (const label of labels) {
      if (label === last) continue;
      last = label;
      this.#seen.add(label);
    }
    if (this.#seen.size <= mostClasses) return;
    this.#refuse(`labels must be of at most ${mostClasses} classes: got more`, "learn numbers by a regression");
  }

  /** All labels were given: the classes in order. */
  finish(): Float64Array {
    this.#values = Float64Array.from(this.#seen).sort();
    if (this.#values.length < 2) {
      this.#refuse(`there must be at least two classes: got only ${this.#values.join()}`, "give rows of another class");
    }
    return this.#values;
  }

  /** The number of each label's class. */
  indices(labels: Float64Array, into: Uint32Array): void {
    const values = this.#values;
    for (let row = 0; row < labels.length; row++) {
      const label = labels[row]!;
      let low = 0;
      let high = values.length - 1;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (values[middle]! < label) low = middle + 1;
        else high = middle;
      }
      into[row] = low;
    }
  }

  #refuse(as: string, remedy: string): never {
    throw new RangeError(`Cannot train ${this.#learner} as ${as}; ${remedy}`);
  }
}

/** More are numbers to predict, not classes. */
const mostClasses = 10_000;
