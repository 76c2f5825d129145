import type { Rows } from "./learner.ts";

/** Rows in memory that threads share. */
export interface SharedRows {
  readonly columns: number;
  readonly features: Float64Array; // [rows × columns]
  readonly labels: Float64Array | undefined; // [rows]
  readonly weights: Float64Array | undefined; // [rows]
}

/** Keeps rows that come block by block, for threads. */
export class RowStore {
  readonly #features: Float64Array[] = [];
  readonly #labels: Float64Array[] = [];
  readonly #weights: Float64Array[] = [];
  #columns = 0;

  add({ features, labels, weights }: Rows): void {
    this.#columns = features.columns;
    this.#features.push(features.data.slice(0, features.rows * features.columns));
    if (labels !== undefined) this.#labels.push(labels.slice(0, features.rows));
    if (weights !== undefined) this.#weights.push(weights.slice(0, features.rows));
  }

  finish(): SharedRows {
    return {
      columns: this.#columns,
      features: shared(this.#features),
      labels: this.#labels.length === 0 ? undefined : shared(this.#labels),
      weights: this.#weights.length === 0 ? undefined : shared(this.#weights),
    };
  }
}

/** Blocks one after another; each is given up as it is copied. */
function shared(blocks: Float64Array[]): Float64Array {
  const length = blocks.reduce((sum, block) => sum + block.length, 0);
  const all = new Float64Array(new SharedArrayBuffer(8 * length));
  let at = 0;
  for (const [place, block] of blocks.entries()) {
    all.set(block, at);
    at += block.length;
    blocks[place] = new Float64Array();
  }
  return all;
}

export function rowsOfShared({ features, columns, labels, weights }: SharedRows): Rows {
  return { features: { data: features, rows: features.length / columns, columns }, labels, weights };
}
