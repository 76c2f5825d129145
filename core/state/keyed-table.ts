import type { Column } from "../data/column.ts";
import {
  type Folding,
  firstForm,
  growPartials,
  movePartial,
  type PartialColumn,
  type PartialForm,
  partialBytes,
  partialColumn,
  zeroPartials,
} from "../data/partial-columns.ts";
import { type DistinctRows, DistinctSets, setsOfTable } from "./distinct-sets.ts";
import { KeyIndex } from "./key-index.ts";
import type { KeySpace } from "./key-space.ts";
import { TableBlocks } from "./table-blocks.ts";

/** Keys (as numbers) with the partial results of some aggregates, entry by entry, in the order keys came. */
export interface KeyedTable {
  /** Its entries as pieces of snapshots. */
  readonly blocks: TableBlocks;
  readonly size: number;
  /** The key of each entry. */
  readonly keys: Float64Array;
  readonly partials: readonly PartialColumn[];
  /** About the memory that it takes. */
  readonly bytes: number;
  /** Adds to the sets of the aggregates that have them in common tables (partials of form "sizes"): a column for each. */
  addDistinct(columns: readonly Column[], rows: DistinctRows): void;
  /** Calls back with every key number of a value in such sets. */
  eachDistinct(visit: (number: number) => void): void;
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
  /** Removes all entries but one, which becomes the first. */
  keepOnly(entry: number): void;
}

/** @param keys Of the values that are counted once: given, the sets of all entries are in common tables, else each by itself. */
export function keyedTable(foldings: readonly Folding[], keys?: KeySpace): KeyedTable {
  return new IndexedTable(foldings, formsOf(foldings), keys);
}

const knownForms = new WeakMap<readonly Folding[], readonly PartialForm[]>();

/** Windows make a table each: what their aggregates look like is found out once. */
function formsOf(foldings: readonly Folding[]): readonly PartialForm[] {
  const forms = knownForms.get(foldings) ?? foldings.map(firstForm);
  knownForms.set(foldings, forms);
  return forms;
}

/** Windows of one key, of which there may be very many, have a table each. */
const firstCapacity = 4;
const oneKey = new Float64Array(1);
const oneEntry = new Int32Array(1);

interface CommonSets {
  readonly sets: DistinctSets;
  readonly partials: readonly PartialColumn[];
}

/** Replaces the partial results that are sets of distinct values by their sizes, eight to a table. */
function commonSets(foldings: readonly Folding[], partials: PartialColumn[], keys: KeySpace): CommonSets[] {
  // What is taken out of a set needs to know how often it came.
  const counting = [...foldings.keys()].filter((at) => {
    return foldings[at]!.distinctValues !== undefined && foldings[at]!.retract === undefined;
  });
  const groups: CommonSets[] = [];
  for (let from = 0; from < counting.length; from += setsOfTable) {
    const sets = new DistinctSets(keys);
    const joined = counting.slice(from, from + setsOfTable).map((at) => {
      const column = sets.join(foldings[at]!);
      growPartials(column, firstCapacity);
      partials[at] = column;
      return column;
    });
    groups.push({ sets, partials: joined });
  }
  return groups;
}

class IndexedTable implements KeyedTable {
  readonly blocks = new TableBlocks();
  readonly partials: readonly PartialColumn[];
  readonly #index = new KeyIndex(firstCapacity);
  readonly #foldings: readonly Folding[];
  readonly #common: readonly CommonSets[];

  constructor(foldings: readonly Folding[], forms: readonly PartialForm[], keys: KeySpace | undefined) {
    this.#foldings = foldings;
    const partials = forms.map((form) => partialColumn(form, firstCapacity));
    this.#common = keys === undefined ? [] : commonSets(foldings, partials, keys);
    this.partials = partials;
  }

  get size(): number {
    return this.#index.size;
  }

  get keys(): Float64Array {
    return this.#index.keys;
  }

  get bytes(): number {
    const sets = this.#common.reduce((sum, common) => sum + common.sets.bytes, 0);
    return this.#index.bytes + partialBytes(this.partials, this.size) + sets;
  }

  addDistinct(columns: readonly Column[], rows: DistinctRows): void {
    this.#common.forEach(({ sets, partials }, at) => {
      const first = setsOfTable * at;
      sets.add(columns.slice(first, first + setsOfTable), rows, partials);
    });
  }

  eachDistinct(visit: (number: number) => void): void {
    for (const { sets } of this.#common) sets.eachKey(visit);
  }

  locate(keys: Float64Array, selection: Int32Array | undefined, from: number, to: number, entries: Int32Array): void {
    const before = this.size;
    for (let k = from; ; ) {
      k = this.#index.findOrAdd(keys, selection, k, to, entries);
      if (k === to) break;
      this.#grow();
    }
    // Whoever asks is about to change them.
    this.blocks.touchAll(entries, from, to);
    if (this.size === before) return;
    this.partials.forEach((column, at) => zeroPartials(column, this.#foldings[at]!, before, this.size));
  }

  find(key: number): number {
    const entry = this.#index.find(key);
    this.blocks.touch(entry);
    return entry;
  }

  add(key: number): number {
    oneKey[0] = key;
    this.locate(oneKey, undefined, 0, 1, oneEntry);
    return oneEntry[0]!;
  }

  clear(): void {
    this.blocks.clear();
    this.#index.clear();
    for (const column of this.partials) column.values.length = 0;
    for (const { sets } of this.#common) sets.clear();
  }

  remove(entry: number): void {
    const last = this.size - 1;
    this.blocks.touch(entry);
    this.blocks.touch(last);
    this.#index.remove(entry);
    for (const column of this.partials) {
      if (entry !== last) movePartial(column, last, entry);
      if (column.form.kind === "any") column.values.length = last;
      if (column.form.kind === "sizes") column.form.sets.clear(last);
    }
  }

  keepOnly(entry: number): void {
    oneKey[0] = this.keys[entry]!;
    for (const column of this.partials) {
      if (entry !== 0) movePartial(column, entry, 0);
      if (column.form.kind === "any") column.values.length = 1;
      if (column.form.kind === "sizes")
        for (let other = this.size - 1; other > 0; other--) column.form.sets.clear(other);
    }
    this.blocks.clear();
    this.#index.clear();
    this.#index.findOrAdd(oneKey, undefined, 0, 1, oneEntry);
    this.blocks.touch(0);
  }

  #grow(): void {
    this.#index.grow();
    for (const column of this.partials) growPartials(column, this.keys.length);
    this.blocks.reserve(this.keys.length);
  }
}
