import { firstNotFinite, firstNotWeight } from "../kernels/not-finite.ts";
import type { Learner, Rows } from "./learner.ts";

/** Refuses rows that cannot be learned from; made for one learner and the rows of one pass. */
export class RowCheck {
  readonly #learner: Pick<Learner<unknown>, "name" | "labels" | "missing">;
  readonly columns: number;
  #rows = 0;

  constructor(learner: Pick<Learner<unknown>, "name" | "labels" | "missing">, columns: number) {
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
    const notFinite = this.#learner.missing === "taken" ? -1 : firstNotFinite(data);
    if (notFinite >= 0) {
      const place = `${this.#row(Math.floor(notFinite / columns))}, feature ${notFinite % columns}`;
      this.#refuse(`features must be finite: got ${data[notFinite]} in ${place}`, missingRemedy);
    }
    if (this.#learner.labels !== "none") this.#checkLabels(labels!);
    if (weights !== undefined) this.#checkWeights(weights);
    this.#rows += rows;
  }

  /** All rows were given. */
  end(): void {
    if (this.#rows === 0) this.#refuse("it must have rows to learn from: got none", "look at the filters before it");
  }

  #checkLabels(labels: Float64Array): void {
    const at = firstNotFinite(labels);
    if (at >= 0) this.#refuse(`labels must be finite: got ${labels[at]} in ${this.#row(at)}`, missingRemedy);
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

const missingRemedy = "fill missing values, or leave such rows out";
