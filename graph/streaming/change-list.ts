import { changeKind } from "../../core/mod.ts";

/** Changes as they are found: what a row was, and what it is. */
export class ChangeList {
  readonly #kinds: number[] = [];
  /** A vertex for each row. */
  readonly #vertices: number[] = [];

  get kinds(): Uint8Array {
    return Uint8Array.from(this.#kinds);
  }

  get vertices(): Uint32Array {
    return Uint32Array.from(this.#vertices);
  }

  /** A row that was not there. */
  insert(vertex: number): void {
    this.#kinds.push(changeKind.insert);
    this.#vertices.push(vertex);
  }

  /** Two rows: what it was and what it is. */
  update(vertex: number): void {
    this.#kinds.push(changeKind.updateBefore, changeKind.updateAfter);
    this.#vertices.push(vertex, vertex);
  }

  delete(vertex: number): void {
    this.#kinds.push(changeKind.delete);
    this.#vertices.push(vertex);
  }
}
