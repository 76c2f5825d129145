import { type Column, columnOf, KeyIndex, type KeySpace } from "../../core/mod.ts";

/** Numbers of vertices, 0 … count − 1 in the order their ids came, and the way back. */
export interface VertexIds {
  readonly count: number;
  /** The number of a vertex, −1 where there is no such one. */
  find(id: unknown): number;
  idOf(vertex: number): unknown;
  /** The ids of vertices as a column. */
  columnOf(vertices: Uint32Array): Column;
  /** The place of each vertex among all in ascending order of their ids: numbers by value, texts by code units. */
  ranks(): Uint32Array;
  /** Numbers that are in the order of the ids: the ids, where all of them are numbers, or else their ranks. */
  sortKeys(): Float64Array;
  /** Whether the id of one vertex is less than that of another, in that order. */
  comesBefore(one: number, other: number): boolean;
  /** All ids, for a checkpoint or another thread. */
  save(): SavedIds;
}

/** Ids as a snapshot has them. */
export interface SavedIds {
  /** By vertex; from 2^53 on any number, for one of `others`. */
  readonly numbers: Float64Array;
  /** The ids that are not their own number, in the order of their vertices. */
  readonly others: readonly unknown[];
  readonly type: Column["type"] | undefined;
}

/** Numbers of keys from here on stand for other keys than themselves. */
const firstOther = 2 ** 53;

/** The numbers of ids of so many rows are held at once: of 50M they would take 400 MB. A multiple of 8. */
const rowsAtOnce = 2 ** 20;

/** Ids as they come, by their numbers in the key space of the step: text and bigint are looked up there, numbers are their own. */
export class IdIndex implements VertexIds {
  readonly #keys: KeySpace;
  readonly #index = new KeyIndex(1024);
  /** Where the numbers of a column are put before they are counted through. */
  readonly #scratch = { numbers: new Float64Array(0) };
  #type: Column["type"] | undefined;
  #ranks: Uint32Array | undefined;

  constructor(keys: KeySpace) {
    this.#keys = keys;
  }

  get count(): number {
    return this.#index.size;
  }

  /** Numbers for the ids in a column; those that were not there yet are new vertices. Written into an array that has room, if one is given. */
  add(ids: Column, rowCount: number, into: Int32Array = new Int32Array(rowCount)): Uint32Array {
    if (this.#type === undefined) this.#type = ids.type;
    else if (this.#type.kind !== ids.type.kind) this.#type = { kind: "float64" };
    for (let from = 0; from < rowCount; from += rowsAtOnce) {
      const to = Math.min(from + rowsAtOnce, rowCount);
      const some = rowCount <= rowsAtOnce ? ids : rowsOf(ids, from, to);
      if (some === undefined) {
        this.#addNumbers(this.#keys.numbersOf([ids], [], rowCount, undefined, this.#scratch), rowCount, into);
        break;
      }
      const numbers = this.#keys.numbersOf([some], [], to - from, undefined, this.#scratch);
      this.#addNumbers(numbers, to - from, into.subarray(from, to));
    }
    return unsigned(into);
  }

  /** All vertices of another index, by the same numbers. */
  addAll(other: IdIndex): void {
    this.#addNumbers(other.#index.keys, other.count);
    this.#type = other.#type;
  }

  #addNumbers(numbers: Float64Array, rowCount: number, vertices: Int32Array = new Int32Array(rowCount)): void {
    for (let row = 0; ; ) {
      row = this.#index.findOrAdd(numbers, undefined, row, rowCount, vertices);
      if (row === rowCount) return;
      this.#index.grow();
    }
  }

  /** All ids, for `restore`. */
  save(): SavedIds {
    const numbers = this.#index.keys.slice(0, this.count);
    const others: unknown[] = [];
    if (this.#keys.hasOthers) {
      for (const number of numbers) if (number >= firstOther) others.push(this.#keys.keyOf(number));
    }
    return { numbers, others, type: this.#type };
  }

  /** The ids of a snapshot, by the numbers they had. */
  restore({ numbers, others, type }: SavedIds): void {
    let next = 0;
    const own = numbers.map((number) => (number < firstOther ? number : this.#keys.numberOf(others[next++])));
    this.#addNumbers(own, own.length);
    this.#type = type;
  }

  comesBefore(one: number, other: number): boolean {
    const first = this.#index.keys[one]!;
    const second = this.#index.keys[other]!;
    if (first < firstOther && second < firstOther) return first < second;
    return compareIds(this.idOf(one), this.idOf(other)) < 0;
  }

  sortKeys(): Float64Array {
    return this.#keys.hasOthers ? Float64Array.from(this.ranks()) : this.#index.keys.subarray(0, this.count);
  }

  find(id: unknown): number {
    return this.count === 0 ? -1 : this.#index.find(this.#keys.numberOf(id));
  }

  idOf(vertex: number): unknown {
    return this.#keys.keyOf(this.#index.keys[vertex]!);
  }

  columnOf(vertices: Uint32Array): Column {
    const numbers = new Float64Array(vertices.length);
    for (let k = 0; k < vertices.length; k++) numbers[k] = this.#index.keys[vertices[k]!]!;
    if (!this.#keys.hasOthers || numbers.every((number) => number < 2 ** 53)) return this.#numberColumn(numbers);
    return this.#keys.textsOf(numbers) ?? columnOf(Array.from(numbers, (number) => this.#keys.keyOf(number)));
  }

  /** Ids that are times stay times. */
  #numberColumn(values: Float64Array): Column {
    const { kind } = this.#type!;
    const type = kind === "timestamp" || kind === "date" ? this.#type! : ({ kind: "float64" } as const);
    return { type, layout: "float64", values, validity: undefined };
  }

  ranks(): Uint32Array {
    this.#ranks ??= this.#keys.hasOthers
      ? ranksOf(Array.from({ length: this.count }, (_, vertex) => this.idOf(vertex)))
      : this.#ranksOfNumbers();
    return this.#ranks;
  }

  /** Sorted as doubles, which takes a fifth of the time of a comparison by ids. */
  #ranksOfNumbers(): Uint32Array {
    const ranks = new Uint32Array(this.count);
    const sorted = this.#index.keys.slice(0, this.count).sort();
    for (let rank = 0; rank < sorted.length; rank++) ranks[this.#index.find(sorted[rank]!)] = rank;
    return ranks;
  }
}

/** Some rows of a column, from a multiple of 8 on, where that takes no copy. */
function rowsOf(column: Column, from: number, to: number): Column | undefined {
  const validity = column.validity?.subarray(from >> 3);
  if (column.layout === "int32") return { ...column, values: column.values.subarray(from, to), validity };
  if (column.layout === "float64") return { ...column, values: column.values.subarray(from, to), validity };
  if (column.layout === "dictionary") return { ...column, codes: column.codes.subarray(from, to), validity };
  return undefined;
}

function unsigned({ buffer, byteOffset, length }: Int32Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, length);
}

function ranksOf(ids: readonly unknown[]): Uint32Array {
  const order = Array.from(ids, (_, vertex) => vertex);
  order.sort((a, b) => compareIds(ids[a], ids[b]));
  const ranks = new Uint32Array(ids.length);
  for (let rank = 0; rank < order.length; rank++) ranks[order[rank]!] = rank;
  return ranks;
}

/** Ids of one kind by value; numbers before texts and the rest by their text. */
function compareIds(a: unknown, b: unknown): number {
  const [one, other] = [comparable(a), comparable(b)];
  if (typeof one !== typeof other && (typeof one === "string" || typeof other === "string")) {
    return typeof one === "string" ? 1 : -1;
  }
  return one < other ? -1 : one > other ? 1 : 0;
}

function comparable(id: unknown): number | bigint | string {
  if (typeof id === "number" || typeof id === "bigint" || typeof id === "string") return id;
  return JSON.stringify(id);
}
