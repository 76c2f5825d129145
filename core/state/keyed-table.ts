import {
  type Folding,
  growPartials,
  movePartial,
  type PartialColumn,
  type PartialForm,
  partialColumn,
  partialForm,
  zeroPartials,
} from "../data/partial-columns.ts";
import { buildIndex, findEntry, findOrAddRange, findOrAddSelected, freeSlot, hashWords } from "./kernels/hash.ts";

/** Keys (as numbers) with the partial results of some aggregates, entry by entry, in the order keys came. */
export interface KeyedTable {
  readonly size: number;
  /** The key of each entry. */
  readonly keys: Float64Array;
  readonly partials: readonly PartialColumn[];
  /** `entries[k]` becomes the entry of the key of row k (of the selection, if there is one), for k in [from, to). New keys start empty. */
  locate(keys: Float64Array, selection: Int32Array | undefined, from: number, to: number, entries: Int32Array): void;
  /** The entry of a key, or −1. */
  find(key: number): number;
  /** The entry of a key, added where there is none. */
  add(key: number): number;
  /** Removes all entries; the memory stays for the next ones. */
  clear(): void;
  /** Removes an entry; the last one takes its place. */
  remove(entry: number): void;
}

export function keyedTable(foldings: readonly Folding[]): KeyedTable {
  return new HashedTable(foldings, formsOf(foldings));
}

const knownForms = new WeakMap<readonly Folding[], readonly PartialForm[]>();

/** Windows make a table each: what their aggregates look like is found out once. */
function formsOf(foldings: readonly Folding[]): readonly PartialForm[] {
  const forms = knownForms.get(foldings) ?? foldings.map(partialForm);
  knownForms.set(foldings, forms);
  return forms;
}

const firstCapacity = 64;
const wordsOfOne = new Float64Array(1);
const oneWords = new Int32Array(wordsOfOne.buffer);
const oneEntry = new Int32Array(1);
const sizes = new Int32Array(1);

class HashedTable implements KeyedTable {
  size = 0;
  keys = new Float64Array(firstCapacity);
  readonly partials: readonly PartialColumn[];
  #words = new Int32Array(this.keys.buffer);
  #slots = new Int32Array(2 * firstCapacity).fill(freeSlot);
  readonly #foldings: readonly Folding[];

  constructor(foldings: readonly Folding[], forms: readonly PartialForm[]) {
    this.#foldings = foldings;
    this.partials = forms.map((form) => partialColumn(form, firstCapacity));
  }

  locate(keys: Float64Array, selection: Int32Array | undefined, from: number, to: number, entries: Int32Array): void {
    const words = new Int32Array(keys.buffer, keys.byteOffset, keys.length * 2);
    const before = this.size;
    for (let k = from; ; ) {
      k = this.#findOrAdd(keys, words, selection, k, to, entries);
      if (k === to) break;
      this.#grow();
    }
    if (this.size === before) return;
    this.partials.forEach((column, at) => zeroPartials(column, this.#foldings[at]!, before, this.size));
  }

  find(key: number): number {
    wordsOfOne[0] = key;
    return findEntry(key, oneWords[0]!, oneWords[1]!, this.#slots, this.keys);
  }

  add(key: number): number {
    wordsOfOne[0] = key;
    this.locate(wordsOfOne, undefined, 0, 1, oneEntry);
    return oneEntry[0]!;
  }

  clear(): void {
    this.#slots.fill(freeSlot);
    this.size = 0;
    for (const column of this.partials) column.values.length = 0;
  }

  remove(entry: number): void {
    this.#unlink(this.#slotOf(entry));
    const last = --this.size;
    if (entry === last) return this.#forget(last);
    this.#slots[this.#slotOf(last)] = entry;
    this.keys[entry] = this.keys[last]!;
    for (const column of this.partials) movePartial(column, last, entry);
    this.#forget(last);
  }

  /** Stops at a new key that there is no room for. */
  #findOrAdd(
    keys: Float64Array,
    words: Int32Array,
    selection: Int32Array | undefined,
    from: number,
    to: number,
    entries: Int32Array,
  ): number {
    const most = this.keys.length;
    sizes[0] = this.size;
    const done =
      selection === undefined
        ? findOrAddRange(keys, words, from, to, this.#slots, this.keys, most, sizes, entries)
        : findOrAddSelected(keys, words, selection, from, to, this.#slots, this.keys, most, sizes, entries);
    this.size = sizes[0]!;
    return done;
  }

  /** Twice the room; the index stays half empty at least. */
  #grow(): void {
    this.#growEntries(this.keys.length * 2);
    this.#slots = new Int32Array(this.keys.length * (this.keys.length > 4096 ? 2 : 4));
    buildIndex(this.#words, this.size, this.#slots);
  }

  #growEntries(capacity: number): void {
    const keys = new Float64Array(capacity);
    keys.set(this.keys.subarray(0, this.size));
    this.keys = keys;
    this.#words = new Int32Array(keys.buffer);
    for (const column of this.partials) growPartials(column, capacity);
  }

  #slotOf(entry: number): number {
    const mask = this.#slots.length - 1;
    let slot = this.#homeOf(entry, mask);
    while (this.#slots[slot] !== entry) slot = (slot + 1) & mask;
    return slot;
  }

  /** Frees a slot and moves back those behind it that it stood in the way of. */
  #unlink(hole: number): void {
    const mask = this.#slots.length - 1;
    let free = hole;
    let slot = (hole + 1) & mask;
    while (this.#slots[slot]! >= 0) {
      const home = this.#homeOf(this.#slots[slot]!, mask);
      if (((slot - home) & mask) >= ((slot - free) & mask)) {
        this.#slots[free] = this.#slots[slot]!;
        free = slot;
      }
      slot = (slot + 1) & mask;
    }
    this.#slots[free] = freeSlot;
  }

  #homeOf(entry: number, mask: number): number {
    return hashWords(this.#words[2 * entry]!, this.#words[2 * entry + 1]!) & mask;
  }

  #forget(entry: number): void {
    for (const column of this.partials) if (column.form.kind === "any") column.values.length = entry;
  }
}
