import { type Batch, lengthOf } from "../data/batch.ts";
import { missingColumn } from "../data/schema.ts";

/** Rows that the names for a message are taken from. */
const exampleRows = 1000;

/**
 * Whether the rows that are objects as they are have the columns that a step names. Rows may differ, so that a name is only
 * known to be wrong when all have been seen.
 */
export class NamedProperties {
  readonly #missing: Set<string>;
  readonly #step: string;
  readonly #examples = new Set<string>();
  #seen = 0;

  constructor(names: readonly string[], step: string) {
    this.#missing = new Set(names);
    this.#step = step;
  }

  see(batch: Batch): void {
    if (this.#missing.size === 0) return;
    const [column] = batch.columns;
    if (batch.schema.shape === "row" || column?.layout !== "values") return this.#missing.clear();
    for (let k = 0; k < lengthOf(batch) && this.#missing.size > 0; k++) {
      this.#look(column.values[batch.selection === undefined ? k : batch.selection[k]!]);
    }
  }

  /** At the end of the input: refuses a name that none of the rows had. */
  end(): void {
    const [name] = this.#missing;
    if (name === undefined || this.#seen === 0) return;
    throw new TypeError(missingColumn(name, [...this.#examples], this.#step));
  }

  #look(row: unknown): void {
    const there = Object(row) as object;
    for (const name of this.#missing) if (name in there) this.#missing.delete(name);
    if (this.#seen++ < exampleRows && typeof row === "object")
      for (const name of Object.keys(there)) this.#examples.add(name);
  }
}
