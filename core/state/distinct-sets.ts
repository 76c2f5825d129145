import type { Column } from "../data/column.ts";
import { zeros } from "../data/large-array.ts";
import type { EntrySets, Folding, PartialColumn } from "../data/partial-columns.ts";
import { room } from "./column-numbers.ts";
import {
  addDistinct,
  areIntegers,
  markPresent,
  moveDistinct,
  slotsByEntry,
  touchDistinct,
} from "./kernels/distinct-slots.ts";
import { integerNumbers } from "./kernels/key-numbers.ts";
import { KeyIndex } from "./key-index.ts";
import type { KeyScratch } from "./key-memory.ts";
import type { KeySpace } from "./key-space.ts";

/** Sets of an entry that share slots: a bit of a byte each. */
export const setsOfTable = 8;

/** Slots that are used at most, of each hundred. */
const fullAt = 70;

const firstOther = 2 ** 31;
const firstOtherBlock = 2 ** 28;
const allRows = new Int32Array(0);
const noBits = new Uint8Array(0);

/** Words of slots beyond which they are rarely in the processor's memory. */
const largeTable = 2 ** 17;
const rowsAtOnce = 256;

/** Of slots that were fetched: kept, since what nobody asks for is not fetched. */
const seen = new Int32Array(1);

/** Values to be added, and which of them there are. */
interface DistinctValues {
  readonly values: Float64Array;
  readonly validity: Uint8Array;
}

/** Sets that take their values of the same array, each where it has them: a row's value is looked for once for all. */
interface SharedValues {
  readonly values: Float64Array;
  /** The bits of sets that take the values of all rows. */
  always: number;
  readonly sometimes: { readonly bit: number; readonly validity: Uint8Array }[];
}

/** The rows of a batch whose values are added: row k (of the selection, if there is one) belongs to `entries[k]`. */
export interface DistinctRows {
  readonly selection: Int32Array | undefined;
  readonly rowCount: number;
  readonly length: number;
  readonly entries: Int32Array;
}

/**
 * The sets of distinct values of up to eight aggregates for all entries of a table, in one hash table by entry and block of
 * eight values. A small set costs no object, and a value that several aggregates of a row have (of all rows, of the cheap
 * ones …) is looked for once. At 80,000 small sets a whole query costs half of what it does with a set each.
 */
export class DistinctSets {
  readonly #keys: KeySpace;
  #slots = new Int32Array(4 * 64);
  #bytes = new Uint8Array(this.#slots.buffer);
  readonly #used = new Int32Array(1);
  /** Values other than 32-bit integers, as numbers of the key space; they stand for 2^31 and up. */
  readonly #others = new KeyIndex(16);
  #sets = 0;
  /** What was found last for each row of the batch at hand. */
  #foundValues = new Float64Array(0);
  #foundSlots = new Int32Array(0);
  readonly #scratch: KeyScratch[] = [];
  /** Of the batch at hand: integers of columns as doubles. */
  readonly #integers = new Map<Int32Array, Float64Array>();
  /** How many values each entry's set has, by set: where the partial results have them at the moment. */
  readonly #sizes: Float64Array[] = [];
  /** The sets that each row's value belongs to, for some rows. */
  readonly #masks = new Uint8Array(rowsAtOnce);
  /** Where the slots of each entry are; made when asked for, gone at the next change. */
  #byEntry: { readonly starts: Int32Array; readonly order: Int32Array } | undefined;

  constructor(keys: KeySpace) {
    this.#keys = keys;
  }

  /** The sets of one more aggregate. */
  join(folding: Folding): PartialColumn {
    const place = this.#sets++;
    const bit = 1 << place;
    const sets: EntrySets = {
      partialAt: (entry) => {
        let partial = folding.zero();
        const add = folding.add as (partial: unknown, value: unknown) => unknown;
        for (const value of this.#valuesOf(entry, bit)) partial = add(partial, value);
        return partial;
      },
      setPartial: (entry, partial) => {
        sets.clear(entry);
        const values = Array.from(folding.distinctValues!(partial as never), (value) => this.#keys.numberOf(value));
        const entries = new Int32Array(values.length).fill(entry);
        const rows = { selection: undefined, rowCount: values.length, length: values.length, entries };
        this.#begin(values.length);
        const codes = this.#codesOf(Float64Array.from(values), allRows, values.length);
        this.#sizes[place] = column.numbers;
        this.#addAll([{ values: codes.values, always: bit, sometimes: [] }], rows);
      },
      clear: (entry) => this.#clear(entry, bit, column.numbers),
    };
    const column: PartialColumn = {
      form: { kind: "sizes", sets },
      numbers: new Float64Array(0),
      present: new Uint8Array(0),
      values: [],
    };
    return column;
  }

  /** Adds to the sets of the aggregates, in the order in which they joined, what their columns hold. */
  add(columns: readonly Column[], rows: DistinctRows, partials: readonly PartialColumn[]): void {
    this.#begin(rows.length);
    this.#integers.clear();
    const shared: SharedValues[] = [];
    columns.forEach((column, at) => {
      const { values, validity } = this.#valuesFor(column, rows, at);
      const known = shared.find((each) => each.values === values);
      const same = known ?? { values, always: 0, sometimes: [] };
      if (known === undefined) shared.push(same);
      if (validity.length === 0) same.always |= 1 << at;
      else same.sometimes.push({ bit: at, validity });
      this.#sizes[at] = partials[at]!.numbers;
    });
    this.#addAll(shared, rows);
  }

  clear(): void {
    this.#slots.fill(0);
    this.#used[0] = 0;
    this.#others.clear();
    this.#byEntry = undefined;
  }

  /** The memory that they take. */
  get bytes(): number {
    return this.#slots.byteLength + this.#others.bytes;
  }

  /** Values that the key space may have to remember. */
  eachKey(visit: (key: number) => void): void {
    for (let at = 0; at < this.#others.size; at++) visit(this.#others.keys[at]!);
  }

  #begin(length: number): void {
    this.#byEntry = undefined;
    if (this.#foundValues.length < length) {
      this.#foundValues = new Float64Array(length);
      this.#foundSlots = new Int32Array(length);
    }
    this.#foundValues.fill(Number.NaN);
  }

  /** A column as what slots are found by: integers as they are, of other values their numbers. */
  #valuesFor(column: Column, rows: DistinctRows, at: number): DistinctValues {
    const { selection = allRows, rowCount, length } = rows;
    if (column.layout === "int32") {
      return { values: this.#integersOf(column.values, rowCount, at), validity: column.validity ?? noBits };
    }
    if (column.layout === "float64" && column.validity !== undefined) {
      const { values, validity } = column;
      if (areIntegers(values, validity, selection, length)) return { values, validity };
    }
    const numbers = this.#keys.numbersOf([column], [], rowCount, rows.selection, this.#scratchOf(at));
    return this.#codesOf(numbers, selection, length);
  }

  /** Integers as doubles: the same ones for all columns of the same array. */
  #integersOf(integers: Int32Array, rowCount: number, at: number): Float64Array {
    const known = this.#integers.get(integers);
    if (known !== undefined) return known;
    const numbers = room(this.#scratchOf(at), rowCount);
    integerNumbers(integers, undefined, rowCount, numbers);
    this.#integers.set(integers, numbers);
    return numbers;
  }

  #scratchOf(at: number): KeyScratch {
    this.#scratch[at] ??= { numbers: new Float64Array(0) };
    return this.#scratch[at];
  }

  /** Values of all aggregates, some rows at a time: what is looked up for one is near at hand for the next. */
  #addAll(shared: readonly SharedValues[], rows: DistinctRows): void {
    const { selection = allRows, length, entries } = rows;
    const [masks, foundValues, foundSlots] = [this.#masks, this.#foundValues, this.#foundSlots];
    for (let from = 0; from < length; from += rowsAtOnce) {
      const to = Math.min(length, from + rowsAtOnce);
      this.#reserve((to - from) * shared.length);
      const [slots, bytes, used] = [this.#slots, this.#bytes, this.#used];
      const isLarge = slots.length > largeTable;
      for (const { values, always, sometimes } of shared) {
        masks.fill(always);
        for (const { bit, validity } of sometimes) markPresent(validity, selection, from, to, bit, masks);
        if (isLarge) seen[0] = touchDistinct(values, masks, selection, from, to, entries, slots, foundValues);
        addDistinct(
          values,
          masks,
          selection,
          from,
          to,
          entries,
          slots,
          bytes,
          used,
          foundValues,
          foundSlots,
          this.#sizes,
        );
      }
    }
  }

  /** Room for so many more slots, so that adding never stops. */
  #reserve(more: number): void {
    const needed = ((this.#used[0]! + more) * 100) / fullAt;
    if (this.#slots.length >= 4 * needed) return;
    // Written once from end to end: read first, each page would be given twice.
    const larger = zeros(this.#slots, 4 * 2 ** Math.ceil(Math.log2(needed))).fill(0);
    moveDistinct(this.#slots, larger);
    this.#slots = larger;
    this.#bytes = new Uint8Array(larger.buffer);
  }

  /** Numbers of values as codes: 32-bit integers are their own, others are numbered from 2^31 on; NaN stands for none. */
  #codesOf(numbers: Float64Array, selection: Int32Array, length: number): DistinctValues {
    if (areIntegers(numbers, noBits, selection, length)) return { values: numbers, validity: noBits };
    const codes = new Float64Array(numbers.length);
    const others: number[] = [];
    for (let k = 0; k < length; k++) {
      const row = selection.length > 0 ? selection[k]! : k;
      const number = numbers[row]!;
      codes[row] = number;
      if ((number | 0) !== number && !Number.isNaN(number)) others.push(row);
    }
    const rows = Int32Array.from(others);
    const places = new Int32Array(rows.length);
    for (let k = 0; ; ) {
      k = this.#others.findOrAdd(numbers, rows, k, rows.length, places);
      if (k === rows.length) break;
      this.#others.grow();
    }
    for (let k = 0; k < rows.length; k++) codes[rows[k]!] = firstOther + places[k]!;
    return { values: codes, validity: noBits };
  }

  *#valuesOf(entry: number, bit: number): Iterable<unknown> {
    this.#byEntry ??= this.#sorted();
    const { starts, order } = this.#byEntry;
    for (let k = starts[entry] ?? 0; k < (starts[entry + 1] ?? 0); k++) {
      const slot = order[k]!;
      const block = this.#slots[slot + 1]!;
      for (let at = 0; at < 8; at++) {
        if ((this.#bytes[4 * slot + 8 + at]! & bit) !== 0) yield this.#valueAt(block, at);
      }
    }
  }

  #valueAt(block: number, at: number): unknown {
    if (block < firstOtherBlock) return 8 * block + at;
    return this.#keys.keyOf(this.#others.keys[8 * (block - firstOtherBlock) + at]!);
  }

  #sorted(): { starts: Int32Array; order: Int32Array } {
    let last = 0;
    for (let at = 0; at < this.#slots.length; at += 4) last = Math.max(last, this.#slots[at]!);
    const starts = new Int32Array(last + 1);
    const order = new Int32Array(this.#used[0]!);
    slotsByEntry(this.#slots, starts, order);
    return { starts, order };
  }

  #clear(entry: number, bit: number, sizes: Float64Array): void {
    if (sizes[entry] === 0) return;
    sizes[entry] = 0;
    this.#byEntry = undefined;
    for (let slot = 0; slot < this.#slots.length; slot += 4) {
      if (this.#slots[slot] !== entry + 1) continue;
      for (let at = 0; at < 8; at++) this.#bytes[4 * slot + 8 + at]! &= ~bit;
    }
  }
}
