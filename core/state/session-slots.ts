import { OrderedBlocks } from "../data/ordered-blocks.ts";
import {
  type Folding,
  growPartials,
  type PartialColumn,
  partialBytes,
  partialColumn,
  partialForm,
  zeroPartials,
} from "../data/partial-columns.ts";
import { type KeyedTable, keyedTable } from "./keyed-table.ts";
import type { SessionState } from "./session-state.ts";

/** The end of a chain of slots. */
export const noSlot = -1;

const firstCapacity = 64;

/** Behind so many sessions of a chain the others are looked for in order of time; of a chain that is half as long they are not any more. */
const walkedSlots = 32;

/** Sessions in memory, in slots. */
export class Sessions implements SessionState {
  readonly keys: KeyedTable = keyedTable([]);
  heads: Int32Array = new Int32Array(firstCapacity).fill(noSlot);
  keyOf: Float64Array = new Float64Array(firstCapacity);
  starts: Float64Array = new Float64Array(firstCapacity);
  ends: Float64Array = new Float64Array(firstCapacity);
  fired: Uint8Array = new Uint8Array(firstCapacity);
  next: Int32Array = new Int32Array(firstCapacity);
  /** The other way: of the first of a chain, its last. What fires is at the end of a chain, which may be long where event time lags. */
  #before: Int32Array = new Int32Array(firstCapacity);
  readonly partials: readonly PartialColumn[];
  size = 0;
  /** The slots of long chains by start, by key. */
  readonly #long = new Map<number, OrderedBlocks<number>>();
  readonly #foldings: readonly Folding[];
  /** Slots that were ever used, and those of them that are free. */
  #used = 0;
  readonly #free: number[] = [];

  constructor(foldings: readonly Folding[]) {
    this.#foldings = foldings;
    this.partials = foldings.map((folding) => partialColumn(partialForm(folding), firstCapacity));
  }

  locate(keys: Float64Array, selection: Int32Array | undefined, length: number, entries: Int32Array): void {
    const before = this.keys.size;
    this.keys.locate(keys, selection, 0, length, entries);
    this.#startChains(before);
  }

  add(entry: number, start: number, end: number): number {
    const slot = this.#free.pop() ?? this.#used++;
    if (slot === this.starts.length) this.#grow(slot * 2);
    this.size++;
    this.keyOf[slot] = this.keys.keys[entry]!;
    this.starts[slot] = start;
    this.ends[slot] = end;
    this.fired[slot] = 0;
    this.partials.forEach((column, at) => zeroPartials(column, this.#foldings[at]!, slot, slot + 1));
    this.#link(entry, slot);
    this.#long.get(this.keyOf[slot]!)?.set(start, slot);
    return slot;
  }

  move(slot: number, start: number, end: number): void {
    const long = start === this.starts[slot] ? undefined : this.#long.get(this.keyOf[slot]!);
    long?.delete(this.starts[slot]!);
    long?.set(start, slot);
    this.starts[slot] = start;
    this.ends[slot] = end;
  }

  remove(slot: number): void {
    const key = this.keyOf[slot]!;
    this.#unlink(this.keys.find(key), slot);
    const long = this.#long.get(key);
    long?.delete(this.starts[slot]!);
    if (long !== undefined && long.size < walkedSlots / 2) this.#long.delete(key);
    this.size--;
    this.ends[slot] = Number.NaN;
    for (const column of this.partials) if (column.form.kind === "any") column.values[slot] = undefined;
    this.#free.push(slot);
  }

  forget(key: number): void {
    const entry = this.keys.find(key);
    if (entry < 0 || this.heads[entry] !== noSlot) return;
    this.keys.remove(entry);
    this.heads[entry] = this.heads[this.keys.size]!;
  }

  touching(entry: number, start: number, end: number): number[] {
    const touched: number[] = [];
    let slot = this.#lastUntil(entry, end);
    for (; slot !== noSlot && this.ends[slot]! >= start; slot = this.next[slot]!) touched.push(slot);
    return touched.reverse();
  }

  chainOf(key: number): number[] {
    const entry = this.keys.find(key);
    const chain: number[] = [];
    for (let slot = entry < 0 ? noSlot : this.heads[entry]!; slot !== noSlot; slot = this.next[slot]!) chain.push(slot);
    return chain;
  }

  firstOf(key: number): number {
    const entry = this.keys.find(key);
    const head = entry < 0 ? noSlot : this.heads[entry]!;
    return head === noSlot ? noSlot : this.#before[head]!;
  }

  /** Lets go of all sessions and keys; the memory is that of the next ones. */
  clear(): void {
    this.keys.clear();
    for (const column of this.partials) {
      if (column.form.kind === "any") column.values.fill(undefined, 0, this.#used);
    }
    this.size = 0;
    this.#used = 0;
    this.#free.length = 0;
    this.#long.clear();
  }

  get bytes(): number {
    const columns = [this.heads, this.keyOf, this.starts, this.ends, this.fired, this.next, this.#before];
    const sum = columns.reduce((bytes, column) => bytes + column.byteLength, this.keys.bytes);
    return sum + partialBytes(this.partials, this.size);
  }

  eachSlot(visit: (slot: number) => void): void {
    for (let slot = 0; slot < this.#used; slot++) if (!Number.isNaN(this.ends[slot]!)) visit(slot);
  }

  /** For restoring: a session of a key that may be new. */
  addFor(key: number, start: number, end: number): number {
    const before = this.keys.size;
    const entry = this.keys.add(key);
    this.#startChains(before);
    return this.add(entry, start, end);
  }

  #startChains(before: number): void {
    if (this.keys.size > this.heads.length) {
      const heads = new Int32Array(this.keys.keys.length);
      heads.set(this.heads);
      this.heads = heads;
    }
    this.heads.fill(noSlot, before, this.keys.size);
  }

  /** Most are last or, where a chain is read back, first. */
  #link(entry: number, slot: number): void {
    const { next, ends } = this;
    const head = this.heads[entry]!;
    if (head === noSlot || ends[head]! < ends[slot]!) {
      this.heads[entry] = slot;
      next[slot] = head;
      this.#before[slot] = head === noSlot ? slot : this.#before[head]!;
      if (head !== noSlot) this.#before[head] = slot;
      return;
    }
    const after = ends[slot]! < ends[this.#before[head]!]! ? noSlot : this.#lastUntil(entry, this.starts[slot]!);
    const before = this.#before[after === noSlot ? head : after]!;
    next[slot] = after;
    next[before] = slot;
    this.#before[slot] = before;
    this.#before[after === noSlot ? head : after] = slot;
  }

  /** The last session of a chain that starts at or before a time. */
  #lastUntil(entry: number, time: number): number {
    const { next, starts } = this;
    let slot = this.heads[entry]!;
    let long = this.#long.get(this.keys.keys[entry]!);
    for (let walked = 0; long === undefined; slot = next[slot]!) {
      if (slot === noSlot || starts[slot]! <= time) return slot;
      if (++walked === walkedSlots) long = this.#inOrder(entry);
    }
    for (const found of long.downFrom(time)) return found;
    return noSlot;
  }

  #inOrder(entry: number): OrderedBlocks<number> {
    const key = this.keys.keys[entry]!;
    const slots = new OrderedBlocks<number>();
    for (const slot of this.chainOf(key).reverse()) slots.set(this.starts[slot]!, slot);
    this.#long.set(key, slots);
    return slots;
  }

  #unlink(entry: number, slot: number): void {
    const head = this.heads[entry]!;
    const [before, after] = [this.#before[slot]!, this.next[slot]!];
    if (slot === head) {
      this.heads[entry] = after;
      if (after !== noSlot) this.#before[after] = before;
      return;
    }
    this.next[before] = after;
    this.#before[after === noSlot ? head : after] = before;
  }

  #grow(capacity: number): void {
    const longer = (values: Float64Array): Float64Array<ArrayBuffer> => {
      const larger = new Float64Array(capacity);
      larger.set(values);
      return larger;
    };
    this.keyOf = longer(this.keyOf);
    this.starts = longer(this.starts);
    this.ends = longer(this.ends);
    const fired = new Uint8Array(capacity);
    fired.set(this.fired);
    this.fired = fired;
    const longerChain = (slots: Int32Array): Int32Array => {
      const larger = new Int32Array(capacity);
      larger.set(slots);
      return larger;
    };
    this.next = longerChain(this.next);
    this.#before = longerChain(this.#before);
    for (const column of this.partials) growPartials(column, capacity);
  }
}
