import { type Batch, type Column, valueAt } from "../../core/mod.ts";

/** A sum of all values of rows that other rows hardly have: enough to tell that a folder is not of these rows, no proof against forgers. */
export class RowsHash {
  #state = 0x811c9dc5;

  add(batch: Batch): void {
    for (const column of batch.columns) this.#column(column, batch.rowCount);
  }

  /** As eight hexadecimal digits. */
  text(): string {
    return (this.#state >>> 0).toString(16).padStart(8, "0");
  }

  #column(column: Column, rows: number): void {
    const validity = "validity" in column ? column.validity : undefined;
    if (column.layout === "vector" && validity === undefined) this.#numbers(column.data, rows * column.type.size);
    else if (column.layout !== "values" && "values" in column && validity === undefined && isFloats(column.values)) {
      this.#numbers(column.values, rows);
    } else for (let row = 0; row < rows; row++) this.#text(textOf(valueAt(column, row)));
  }

  #numbers(values: Float64Array, length: number): void {
    const own = values.byteOffset % 4 === 0 ? values : values.slice();
    const words = new Int32Array(own.buffer, own.byteOffset, 2 * length);
    let state = this.#state;
    for (let at = 0; at < words.length; at++) state = mixed(state, words[at]!);
    this.#state = state;
  }

  #text(text: string): void {
    let state = this.#state;
    for (let at = 0; at < text.length; at++) state = mixed(state, text.charCodeAt(at));
    this.#state = mixed(state, text.length);
  }
}

/** @see Appleby's MurmurHash3: the rotation and product of each word. */
function mixed(state: number, word: number): number {
  const product = Math.imul(state ^ Math.imul(word, 0xcc9e2d51), 0x1b873593);
  return ((product << 13) | (product >>> 19)) + 0xe6546b64;
}

function isFloats(values: unknown): values is Float64Array {
  return values instanceof Float64Array;
}

function textOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return `${typeof value} ${plainText(value)}`;
  if (ArrayBuffer.isView(value)) return plainText(value);
  return JSON.stringify(value, (_, one) => {
    if (typeof one === "bigint" || ArrayBuffer.isView(one)) return plainText(one);
    // JSON has null for what is not finite, and 0 for −0.
    return typeof one === "number" && (!Number.isFinite(one) || Object.is(one, -0)) ? { number: plainText(one) } : one;
  });
}

/** As String, which has one text for 0 and −0. */
function plainText(value: unknown): string {
  if (value instanceof Float64Array || value instanceof Float32Array) return Array.from(value, plainText).join();
  return Object.is(value, -0) ? "-0" : String(value);
}
