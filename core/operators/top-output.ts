import { type Batch, changeKind, makeBatch } from "../data/batch.ts";
import type { Column } from "../data/column.ts";
import { int32 } from "../data/data-type.ts";
import { grownLength, longerArray } from "../data/grown.ts";
import { rowGatherer } from "../data/row-gatherer.ts";
import type { RowStore } from "../state/row-store.ts";
import { schemaMaker } from "./aggregation-spec.ts";
import { ownColumns } from "./object-columns.ts";
import type { OperatorContext } from "./operator.ts";
import type { RankLists } from "./rank-lists.ts";

/** Notes what the best rows of a key were before a batch, and gives the difference. */
export interface TopOutput {
  /** A batch begins; so many entries there are at most. */
  begin(lists: RankLists, entries: number): void;
  /** The list of an entry is about to change. */
  touch(lists: RankLists, entry: number): void;
  /** Places in the lists touched that have a row pending. */
  fresh(lists: RankLists, pending: Int32Array): Int32Array;
  /** Gives what has changed since `begin`. */
  changes(store: RowStore): void;
  /** Gives the best rows of all entries. */
  all(store: RowStore, lists: RankLists, entries: number): void;
}

interface TopOutputSpec {
  readonly count: number;
  readonly rank?: string;
  readonly emit: "final" | "changes";
}

/** Rows of an emitted batch. */
const batchRows = 8192;

export function topOutput(spec: TopOutputSpec, context: OperatorContext): TopOutput {
  return new Differences(spec, context);
}

class Differences implements TopOutput {
  readonly #spec: TopOutputSpec;
  readonly #context: OperatorContext;
  readonly #schemaOf = schemaMaker();
  readonly #toColumns = ownColumns();
  readonly #gather = rowGatherer();
  #lists: RankLists | undefined;
  /** The number of the batch in which each entry was touched last. */
  #touchedIn: Int32Array = new Int32Array(64);
  #batch = 0;
  #touched: Int32Array = new Int32Array(1024);
  #touchedCount = 0;
  /** The best places of the touched entries before, one after another, and where each begins. */
  #before: Int32Array = new Int32Array(1024);
  #starts: Int32Array = new Int32Array(1024);
  #used = 0;
  /** The batch in which a place was among the best before, times two, and one more where it still is. */
  #marks: Int32Array = new Int32Array(64);
  #fresh: Int32Array = new Int32Array(1024);
  // What is about to be given.
  #places: Int32Array = new Int32Array(1024);
  #ranks: Int32Array = new Int32Array(1024);
  #kinds: Uint8Array = new Uint8Array(1024);
  #count = 0;

  constructor(spec: TopOutputSpec, context: OperatorContext) {
    this.#spec = spec;
    this.#context = context;
  }

  begin(lists: RankLists, entries: number): void {
    this.#lists = lists;
    lists.reserve(entries);
    this.#batch++;
    this.#touchedCount = 0;
    this.#used = 0;
    if (entries > this.#touchedIn.length) this.#touchedIn = longer(this.#touchedIn, entries);
  }

  touch(lists: RankLists, entry: number): void {
    if (this.#touchedIn[entry] === this.#batch) return;
    this.#touchedIn[entry] = this.#batch;
    const at = this.#touchedCount++;
    if (at + 1 === this.#touched.length) {
      this.#touched = longer(this.#touched, at + 2);
      this.#starts = longer(this.#starts, at + 2);
    }
    this.#touched[at] = entry;
    this.#starts[at] = this.#used;
    if (this.#spec.emit === "final") return;
    const start = lists.starts[entry]!;
    const count = Math.min(lists.lengths[entry]!, this.#spec.count);
    if (this.#used + count > this.#before.length) this.#before = longer(this.#before, this.#used + count);
    for (let k = 0; k < count; k++) this.#before[this.#used + k] = lists.places[start + k]!;
    this.#used += count;
  }

  fresh(lists: RankLists, pending: Int32Array): Int32Array {
    const count = this.#listFresh(lists, pending);
    return this.#fresh.subarray(0, count);
  }

  /** Gives how many there are, and does nothing else behind its loop: V8 would give up the loop's code there. */
  #listFresh(lists: RankLists, pending: Int32Array): number {
    let count = 0;
    for (let at = 0; at < this.#touchedCount; at++) {
      const entry = this.#touched[at]!;
      const start = lists.starts[entry]!;
      const end = start + lists.lengths[entry]!;
      if (count + end - start > this.#fresh.length) this.#fresh = longer(this.#fresh, count + end - start);
      for (let k = start; k < end; k++) {
        const place = lists.places[k]!;
        if (pending[place]! >= 0) this.#fresh[count++] = place;
      }
    }
    return count;
  }

  changes(store: RowStore): void {
    const lists = this.#lists!;
    this.#starts[this.#touchedCount] = this.#used;
    const ranked = this.#spec.rank !== undefined || this.#spec.count === 1;
    if (!ranked && store.capacity > this.#marks.length) this.#marks = longer(this.#marks, store.capacity);
    for (let at = 0; at < this.#touchedCount; at++) {
      const entry = this.#touched[at]!;
      const from = this.#starts[at]!;
      const before = this.#starts[at + 1]! - from;
      const after = Math.min(lists.lengths[entry]!, this.#spec.count);
      if (this.#count + 2 * (before + after) > batchRows) this.#flush(store);
      if (ranked) this.#byRank(lists, entry, from, before, after);
      else this.#asSet(lists, entry, from, before, after);
    }
    this.#flush(store);
  }

  /** Rank by rank: which row has it now, which had it before. */
  #byRank(lists: RankLists, entry: number, from: number, before: number, after: number): void {
    const start = lists.starts[entry]!;
    for (let rank = 0; rank < Math.max(before, after); rank++) {
      const old = rank < before ? this.#before[from + rank]! : -1;
      const place = rank < after ? lists.places[start + rank]! : -1;
      if (old === place) continue;
      const isUpdate = old >= 0 && place >= 0;
      if (old >= 0) this.#add(old, rank, isUpdate ? changeKind.updateBefore : changeKind.delete);
      if (place >= 0) this.#add(place, rank, isUpdate ? changeKind.updateAfter : changeKind.insert);
    }
  }

  /** Which rows have left, which are new. */
  #asSet(lists: RankLists, entry: number, from: number, before: number, after: number): void {
    const start = lists.starts[entry]!;
    const was = 2 * this.#batch;
    for (let k = from; k < from + before; k++) this.#marks[this.#before[k]!] = was;
    for (let k = start; k < start + after; k++) {
      const place = lists.places[k]!;
      if (this.#marks[place] === was) this.#marks[place] = was + 1;
    }
    for (let k = from; k < from + before; k++) {
      const place = this.#before[k]!;
      if (this.#marks[place] === was) this.#add(place, 0, changeKind.delete);
    }
    for (let k = start; k < start + after; k++) {
      const place = lists.places[k]!;
      if (this.#marks[place] !== was + 1) this.#add(place, 0, changeKind.insert);
    }
  }

  all(store: RowStore, lists: RankLists, entries: number): void {
    for (let entry = 0; entry < entries; entry++) {
      const start = lists.starts[entry]!;
      for (let rank = 0; rank < Math.min(lists.lengths[entry]!, this.#spec.count); rank++) {
        this.#add(lists.places[start + rank]!, rank, changeKind.insert);
      }
      if (this.#count >= batchRows) this.#flush(store);
    }
    this.#flush(store);
  }

  #add(place: number, rank: number, kind: number): void {
    const at = this.#count++;
    if (at === this.#places.length) {
      this.#places = longer(this.#places, 2 * at);
      this.#ranks = longer(this.#ranks, 2 * at);
      const kinds = new Uint8Array(2 * at);
      kinds.set(this.#kinds);
      this.#kinds = kinds;
    }
    this.#places[at] = place;
    this.#ranks[at] = rank + 1;
    this.#kinds[at] = kind;
  }

  #flush(store: RowStore): void {
    const count = this.#count;
    this.#count = 0;
    if (count === 0) return;
    const kinds = this.#spec.emit === "changes" ? this.#kinds.slice(0, count) : undefined;
    const rows = store.rows()!;
    const places = this.#places.subarray(0, count);
    const columns = this.#gather(rows.columns, places);
    const given = makeBatch(rows.schema, count, columns, { kinds, reused: true });
    this.#context.emit(this.#spec.rank === undefined ? given : this.#ranked(given, this.#spec.rank, kinds));
  }

  #ranked(rows: Batch, rank: string, kinds: Uint8Array | undefined): Batch {
    const whole = this.#toColumns(rows);
    if (whole.schema.index.has(rank)) throw new TypeError(taken(rank, this.#context.step));
    const column: Column = {
      type: int32,
      layout: "int32",
      values: this.#ranks,
      validity: undefined,
    };
    const columns = whole.schema.fields.map((field, at) => ({ field, column: whole.columns[at]! }));
    const schema = this.#schemaOf([...columns, { field: { name: rank, type: int32 }, column }]);
    return makeBatch(schema, whole.rowCount, [...whole.columns, column], { kinds, reused: true });
  }
}

function taken(rank: string, step: string): string {
  return (
    `Cannot add the rank to the rows of ${step} as there is such a column already: got ${JSON.stringify(rank)}; ` +
    'choose another name, like { rank: "place" }'
  );
}

function longer(values: Int32Array, atLeast: number): Int32Array {
  return longerArray(values, Math.max(atLeast, grownLength(values.length)));
}
