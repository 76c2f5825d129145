import { firstNotWeight, sumOfSizes } from "../kernels/not-finite.ts";
import type { Learner, Rows } from "./learner.ts";

type CheckedLearner = Pick<Learner<unknown>, "name" | "labels" | "missing" | "squares">;

/** Of larger ones not many squares can be added up; those of ones as small as its inverse are lost. */
const largest = 1e150;

/** Refuses rows that cannot be learned from; made for one learner and the rows of one pass. */
export class RowCheck {
  readonly #learner: CheckedLearner;
  readonly columns: number;
  #rows = 0;
  /** Σ |value| of all rows. */
  readonly #sizes = { features: 0, labels: 0 };

  constructor(learner: CheckedLearner, columns: number) {
    this.#learner = learner;
    this.columns = columns;
  }

  /** @throws RangeError where there are not as many values as rows, or no labels. */
  shape({ features: { rows, columns, data }, labels, weights }: Rows): void {
    if (columns !== this.columns) {
      this.#refuse(
        `all rows must have as many features: got ${columns}, ${this.columns} before`,
        "assemble them in one way",
      );
    }
    this.#checkLength(rows * columns, data.length, "values of features");
    if (weights !== undefined) this.#checkLength(rows, weights.length, "weights");
    if (this.#learner.labels === "none") return;
    if (labels === undefined) this.#refuse("it learns from labels: got none", "give labels");
    this.#checkLength(rows, labels.length, "labels");
  }

  /** @throws RangeError that names the row, counted from the first of the pass. */
  add(given: Rows): void {
    this.shape(given);
    const { features, labels, weights } = given;
    const { rows, columns, data } = features;
    const place = (at: number): string => `${this.#row(Math.floor(at / columns))}, feature ${at % columns}`;
    if (this.#learner.missing !== "taken") this.#checkNumbers("features", data, place);
    if (this.#learner.labels !== "none") this.#checkNumbers("labels", labels!, (at) => this.#row(at));
    if (weights !== undefined) this.#checkWeights(weights);
    this.#rows += rows;
  }

  /** All rows were given. */
  end(): void {
    if (this.#rows === 0) this.#refuse("it must have rows to learn from: got none", "look at the filters before it");
    for (const what of this.#learner.squares ?? []) {
      const mean = this.#sizes[what] / (this.#rows * (what === "labels" ? 1 : this.columns));
      // The largest of them is so large at least.
      if (mean === 0 || mean >= 1 / largest) continue;
      this.#refuse(
        `squares of ${what} must not be lost beside 0: got ones of about ${mean.toExponential(1)}`,
        remedyOf[what],
      );
    }
  }

  #checkNumbers(what: "features" | "labels", values: Float64Array, place: (at: number) => string): void {
    const size = sumOfSizes(values);
    this.#sizes[what] += size;
    if (size < largest) return;
    const notFinite = values.findIndex((value) => !Number.isFinite(value));
    if (notFinite >= 0)
      this.#refuse(`${what} must be finite: got ${values[notFinite]} in ${place(notFinite)}`, missingRemedy);
    if (this.#learner.squares?.includes(what) !== true) return;
    const large = values.findIndex((value) => Math.abs(value) > largest);
    if (large < 0) return;
    this.#refuse(
      `squares of ${what} must be finite: got ${values[large]}, above ${largest}, in ${place(large)}`,
      remedyOf[what],
    );
  }

  #checkWeights(weights: Float64Array): void {
    const at = firstNotWeight(weights);
    if (at < 0) return;
    const got = `got ${weights[at]} in ${this.#row(at)}`;
    this.#refuse(`weights must be finite and not negative: ${got}`, "weigh rows that shall not count with 0");
  }

  #checkLength(wanted: number, got: number, what: string): void {
    if (got !== wanted)
      this.#refuse(`it must be given ${wanted} ${what}: got ${got}`, "give as many as there are rows");
  }

  #row(at: number): string {
    return `row ${this.#rows + at}`;
  }

  #refuse(as: string, remedy: string): never {
    throw new RangeError(`Cannot train ${this.#learner.name} as ${as}; ${remedy}`);
  }
}

const remedyOf = { features: "put maxAbsScaler before it", labels: "give them in another unit" };

const missingRemedy = "fill missing values, or leave such rows out";
