import { type Batch, lengthOf, makeBatch } from "../data/batch.ts";
import { keep, take } from "../data/compact.ts";
import { grownLength, longerArray } from "../data/grown.ts";
import { scatterFloat64 } from "./kernels/scatter.ts";
import type { RowStore } from "./row-store.ts";
import { type StoreColumns, storeColumns } from "./store-columns.ts";

const firstCapacity = 64;

/** Rows in places, in memory. */
export class PlacedRows implements RowStore {
  size = 0;
  capacity = 0;
  keys: Float64Array = new Float64Array(0);
  times: Float64Array = new Float64Array(0);
  /** The number of each row among all that came; 0 where a place is free. Until a row is removed that is its place. */
  #order: Float64Array | undefined;
  #came = 0;
  #fresh = 0;
  /** Places that were left, the last of which is taken first. */
  #free: Int32Array = new Int32Array(0);
  #freeCount = 0;
  readonly #columns: StoreColumns = storeColumns();
  readonly #timed: boolean;

  constructor(timed: boolean) {
    this.#timed = timed;
  }

  get isEmpty(): boolean {
    return this.size === 0;
  }

  /** Places from here on were never used. */
  get used(): number {
    return this.#fresh;
  }

  reserve(count: number): void {
    while (this.#fresh + count - this.#freeCount > this.capacity) this.#grow();
  }

  takeOne(): number {
    const place = this.#freeCount > 0 ? this.#free[--this.#freeCount]! : this.#fresh++;
    this.#came++;
    if (this.#order !== undefined) this.#order[place] = this.#came;
    this.size++;
    return place;
  }

  take(count: number, places: Int32Array): void {
    this.reserve(count);
    let k = 0;
    for (; k < count && this.#freeCount > 0; k++) places[k] = this.#free[--this.#freeCount]!;
    const fresh = this.#fresh - k;
    this.#fresh += count - k;
    for (; k < count; k++) places[k] = fresh + k;
    if (this.#order !== undefined) for (let n = 0; n < count; n++) this.#order[places[n]!] = this.#came + n + 1;
    this.#came += count;
    this.size += count;
  }

  put(batch: Batch, rows: Int32Array, count: number, keys: Float64Array, places: Int32Array): void {
    this.#columns.put(batch, rows, count, places);
    scatterFloat64(keys, rows, count, places, this.keys);
    if (!this.#timed) return;
    if (batch.times !== undefined) scatterFloat64(batch.times, rows, count, places, this.times);
    else for (let k = 0; k < count; k++) this.times[places[k]!] = Number.NaN;
  }

  remove(place: number): void {
    this.#order ??= this.#asTheyCame();
    this.#order[place] = 0;
    this.#columns.clear(place);
    if (this.#free.length < this.capacity) this.#free = longerArray(this.#free, this.capacity);
    this.#free[this.#freeCount++] = place;
    this.size--;
  }

  /** Until a row is removed places are numbered in the order in which rows came. */
  #asTheyCame(): Float64Array {
    const order = new Float64Array(this.capacity);
    for (let place = 0; place < this.#fresh; place++) order[place] = place + 1;
    return order;
  }

  /** Lets go of all rows. What columns they have stays known, and the memory is that of the next ones. */
  clear(): void {
    for (let place = 0; place < this.#fresh; place++) this.#columns.clear(place);
    this.size = 0;
    this.#order = undefined;
    this.#fresh = 0;
    this.#freeCount = 0;
  }

  see(batch: Batch): void {
    if (lengthOf(batch) > 0 || batch.columns.length > 0) this.#columns.see(batch);
  }

  rows(): Batch | undefined {
    const { schema, columns } = this.#columns;
    return schema && makeBatch(schema, this.capacity, columns);
  }

  live(): Int32Array {
    const order = this.#order;
    if (order === undefined) return Int32Array.from({ length: this.#fresh }, (_, place) => place);
    const places: number[] = [];
    let inOrder = true;
    let before = 0;
    for (let place = 0; place < this.#fresh; place++) {
      const came = order[place]!;
      if (came === 0) continue;
      if (came < before) inOrder = false;
      before = came;
      places.push(place);
    }
    if (!inOrder) places.sort((a, b) => order[a]! - order[b]!);
    return Int32Array.from(places);
  }

  rowsOf(key: number): readonly Batch[] {
    const order = this.#order;
    const places: number[] = [];
    for (let place = 0; place < this.#fresh; place++) {
      if (this.keys[place] === key && order?.[place] !== 0) places.push(place);
    }
    if (places.length === 0) return [];
    if (order !== undefined) places.sort((a, b) => order[a]! - order[b]!);
    return [keep(take(this.rows()!, Int32Array.from(places)))];
  }

  #grow(): void {
    this.capacity = Math.max(firstCapacity, grownLength(this.capacity));
    this.keys = longerArray(this.keys, this.capacity);
    if (this.#timed) this.times = longerArray(this.times, this.capacity);
    if (this.#order !== undefined) this.#order = longerArray(this.#order, this.capacity);
    this.#columns.grow(this.capacity);
  }
}
