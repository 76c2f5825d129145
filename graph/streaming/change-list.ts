import { changeKind } from "../../core/mod.ts";
import { grownTo } from "./growing.ts";

/** Rows of vertices as they are found to have changed: what a row was, and what it is. */
export class ChangeList {
  size = 0;
  #kinds: Uint8Array = new Uint8Array(0);
  /** The vertex of each row, and a number that it has. */
  #vertices: Uint32Array = new Uint32Array(0);
  #values: Float64Array = new Float64Array(0);

  get kinds(): Uint8Array {
    return this.#kinds.slice(0, this.size);
  }

  get vertices(): Uint32Array {
    return this.#vertices.slice(0, this.size);
  }

  get values(): Float64Array {
    return this.#values.slice(0, this.size);
  }

  /** A row that was not there. */
  insert(vertex: number, value: number): void {
    this.#push(changeKind.insert, vertex, value);
  }

  /** Two rows: what it was and what it is. */
  update(vertex: number, before: number, after: number): void {
    this.#push(changeKind.updateBefore, vertex, before);
    this.#push(changeKind.updateAfter, vertex, after);
  }

  delete(vertex: number, value: number): void {
    this.#push(changeKind.delete, vertex, value);
  }

  clear(): void {
    this.size = 0;
  }

  #push(kind: number, vertex: number, value: number): void {
    const at = this.size++;
    if (at === this.#kinds.length) this.#grow();
    this.#kinds[at] = kind;
    this.#vertices[at] = vertex;
    this.#values[at] = value;
  }

  #grow(): void {
    this.#kinds = grownTo(this.#kinds, this.size);
    this.#vertices = grownTo(this.#vertices, this.size);
    this.#values = grownTo(this.#values, this.size);
  }
}
