import { type Batch, lengthOf } from "../data/batch.ts";
import { takesBack } from "../data/change-pairs.ts";
import type { Column } from "../data/column.ts";
import { take } from "../data/compact.ts";
import { gatherFloat64 } from "../data/kernels/gather.ts";
import { zeros } from "../data/large-array.ts";
import { type KeyedTable, keyedTable } from "../state/keyed-table.ts";
import { type RowStore, rowStore } from "../state/row-store.ts";
import { type KeySpec, keyedInput } from "./keyed-input.ts";
import type { Columns, Operator, OperatorContext, OperatorTask } from "./operator.ts";
import { OrderKeys } from "./order-keys.ts";
import type { RankLists } from "./rank-lists.ts";
import { RankedRows } from "./ranked-rows.ts";
import { type RowFinder, rowFinder } from "./row-finder.ts";
import { bringRows, putRowsAway } from "./rows-at-hand.ts";
import { ColumnSeeker, namedColumns } from "./sought-columns.ts";
import { notThere } from "./taken-back.ts";
import { type OrderBy, orderColumns, orderReads, orderText } from "./top-order.ts";
import { type TopOutput, topOutput } from "./top-output.ts";

export interface TopRowsSpec {
  readonly key: KeySpec;
  /** What is best, the most important first. Rows without the first of them are left out. */
  readonly by: readonly OrderBy[];
  /** How many rows of a key come out at most. */
  readonly count: number;
  /** Which of equal rows is better: the first to arrive, or the last. */
  readonly ties: "first" | "last";
  /** The name of a column that says which place a row has, from 1 on. */
  readonly rank?: string;
  /** Whether rows may be taken back: then all are kept, since each may become one of the best. */
  readonly changes: boolean;
  /** `"final"`: the best rows at the end of input, key by key; `"changes"`: a changelog that is right after every batch. */
  readonly emit: "final" | "changes";
}

/**
 * The best rows of each key.
 *
 * Morally: `for (change of input) emit(difference(best(rows), best(rows with change)))`, a batch at a time.
 */
export function topRows(spec: TopRowsSpec): Operator {
  const timed = spec.by.some((by) => "time" in by && by.time === "event");
  const kept = rowStore("rows", timed ? "timed rows" : "rows", "memory or disk");
  return {
    name: `top ${spec.count}`,
    details: { key: spec.key?.names.join(", ") ?? "none", by: spec.by.map(orderText).join(", "), emit: spec.emit },
    state: [kept],
    selection: "accepts",
    changes: "accepts",
    named: namesOf(spec.by),
    ...(spec.emit === "changes" ? { gives: "changes" as const } : {}),
    reads: (wanted): readonly Columns[] => [orderReads(spec.key, spec.by, wanted)],
    open: (context) => new TopTask(spec, context, context.state(kept)),
  };
}

function namesOf(by: readonly OrderBy[]): readonly string[] {
  return by.flatMap((one) => ("column" in one ? [one.column] : []));
}

/** Where a number belongs in a list: behind all that are less, and behind equal ones unless the last is the better. */
function rankOfNumber(lists: RankLists, entry: number, numbers: Float64Array, value: number, last: boolean): number {
  const { places, starts, lengths } = lists;
  const start = starts[entry]!;
  let low = 0;
  let high = lengths[entry]!;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = numbers[places[start + middle]! + 1]!;
    if (last ? other < value : other <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Keys whose best rows are brought from disk at once, at the end. */
const keysTogether = 1024;

/** No place, and no row. */
const none = -1;

class TopTask implements OperatorTask {
  readonly #spec: TopRowsSpec;
  readonly #context: OperatorContext;
  readonly #store: RowStore;
  readonly #table: KeyedTable = keyedTable([]);
  #ranked: RankedRows;
  #lists: RankLists;
  readonly #orders: OrderKeys;
  readonly #finder: RowFinder | undefined;
  readonly #input;
  readonly #columns: (batch: Batch) => { batch: Batch; columns: readonly Column[] } | undefined;
  /** The same of rows that come back: what was evaluated of a batch stays as it is meanwhile. */
  readonly #columnsOfKept: (batch: Batch) => { batch: Batch; columns: readonly Column[] } | undefined;
  readonly #output: TopOutput;
  readonly #named: ColumnSeeker;
  /** Rows kept of a key. */
  readonly #most: number;
  #entries = new Int32Array(0);
  #rows = new Int32Array(0);
  /** The row of the batch under way that belongs to a place and is not copied there yet; −1 for none. */
  #pending: Int32Array = new Int32Array(0);
  /** Places whose rows have left, until what was given of them is taken back. */
  readonly #gone: number[] = [];

  constructor(spec: TopRowsSpec, context: OperatorContext, store: RowStore) {
    this.#spec = spec;
    this.#context = context;
    this.#store = store;
    this.#orders = new OrderKeys(spec.by.map(({ order }) => order));
    this.#ranked = this.#noRows();
    this.#lists = this.#ranked.lists;
    this.#finder = spec.changes ? rowFinder(store) : undefined;
    this.#input = keyedInput(context, spec.key, []);
    this.#columns = orderColumns(spec.by, context);
    this.#columnsOfKept = orderColumns(spec.by, context);
    this.#output = topOutput(spec, context);
    this.#named = new ColumnSeeker(context.sought, namedColumns(namesOf(spec.by), context.step));
    this.#most = spec.changes ? Number.POSITIVE_INFINITY : spec.count;
    this.#order(store.live());
  }

  /** Rows that were put away came back. */
  learn(_: number, places: Int32Array): void {
    this.#order(places);
    this.#finder?.addKept(places);
  }

  /** All rows were put away. */
  forget(): void {
    this.#table.clear();
    this.#ranked = this.#noRows();
    this.#lists = this.#ranked.lists;
    this.#finder?.clear();
  }

  #noRows(): RankedRows {
    return new RankedRows({ orders: this.#orders, count: this.#spec.count, ties: this.#spec.ties });
  }

  /** Orders and lists are not state: they are made of the rows. */
  #order(places: Int32Array): void {
    const rows = this.#store.rows();
    if (rows === undefined || places.length === 0) return;
    const ordered = this.#columnsOfKept(take({ ...rows, times: this.#store.times }, places));
    if (ordered === undefined) return;
    this.#orders.load(ordered.columns, places.length, ordered.batch.selection);
    const entries = new Int32Array(places.length);
    this.#table.locate(gatherFloat64(this.#store.keys, places), undefined, 0, places.length, entries);
    this.#reserve();
    places.forEach((place, k) => {
      this.#orders.set(place + 1, k);
      this.#ranked.enter(entries[k]!, place);
    });
  }

  batch(given: Batch): void {
    this.#named.see(given);
    const ordered = this.#columns(given);
    const keyed = ordered && this.#input(ordered.batch);
    if (ordered === undefined || keyed === undefined) return;
    const { batch, keys } = keyed;
    const length = lengthOf(batch);
    if (length === 0) return;
    bringRows([this.#store], keyed, this);
    this.#orders.load(ordered.columns, batch.rowCount, batch.selection);
    if (this.#entries.length < length) this.#entries = new Int32Array(length);
    this.#table.locate(keys, batch.selection, 0, length, this.#entries);
    this.#output.begin(this.#lists, this.#table.keys.length);
    if (this.#finder === undefined) this.#add(batch, keys, length);
    else this.#change(this.#finder, batch, keys, length);
    if (this.#spec.emit === "changes") this.#output.changes(this.#store);
    for (const place of this.#gone) this.#store.remove(place);
    this.#gone.length = 0;
    if (this.#finder !== undefined) this.#forget(length);
  }

  end(): void {
    if (this.#spec.emit !== "final") return;
    const { away } = this.#store;
    if (away === undefined || away.nothingAway) {
      this.#output.all(this.#store, this.#lists, this.#table.size);
      return;
    }
    const keys = away.allKeys();
    for (let from = 0; from < keys.length; from += keysTogether) {
      putRowsAway([this.#store], this);
      const some = keys.subarray(from, from + keysTogether);
      this.learn(0, away.bring(some, undefined, some.length));
      this.#output.all(this.#store, this.#lists, this.#table.size);
    }
  }

  #reserve(): void {
    this.#lists.reserve(this.#table.keys.length);
    this.#orders.reserve(this.#store.capacity + 1);
    if (this.#pending.length >= this.#store.capacity) return;
    const pending = zeros(this.#pending, this.#store.capacity).fill(none);
    pending.set(this.#pending);
    this.#pending = pending;
  }

  /** Rows that only come: of each key no more than the best are kept. */
  #add(batch: Batch, keys: Float64Array, length: number): void {
    this.#store.reserve(length);
    this.#reserve();
    const { numbers, loaded } = this.#orders;
    if (numbers !== undefined) this.#addNumbers(batch.selection, length, numbers, loaded);
    else this.#addOrdered(batch.selection, length);
    this.#copy(batch, keys);
  }

  /** Where the order is one number a row. Most rows are worse than all that are kept. */
  #addNumbers(selection: Int32Array | undefined, length: number, numbers: Float64Array, loaded: Float64Array): void {
    const last = this.#spec.ties === "last";
    const [lists, entries, pending, most] = [this.#lists, this.#entries, this.#pending, this.#most];
    const { lengths, starts } = lists;
    for (let k = 0; k < length; k++) {
      const row = selection === undefined ? k : selection[k]!;
      const entry = entries[k]!;
      const value = loaded[row]!;
      if (lengths[entry] === most) {
        const worst = lists.places[starts[entry]! + most - 1]!;
        const bound = numbers[worst + 1]!;
        if (last ? value > bound : value >= bound) continue;
        this.#output.touch(lists, entry);
        this.#evict(entry, worst);
      } else this.#output.touch(lists, entry);
      const place = this.#store.takeOne();
      numbers[place + 1] = value;
      pending[place] = row;
      lists.insert(entry, rankOfNumber(lists, entry, numbers, value, last), place);
    }
  }

  #addOrdered(selection: Int32Array | undefined, length: number): void {
    const last = this.#spec.ties === "last";
    const orders = this.#orders;
    const { lengths, starts } = this.#lists;
    for (let k = 0; k < length; k++) {
      const row = selection === undefined ? k : selection[k]!;
      const entry = this.#entries[k]!;
      if (lengths[entry] === this.#most) {
        const worst = this.#lists.places[starts[entry]! + this.#most - 1]!;
        orders.set(0, row);
        const order = orders.compare(0, worst + 1);
        if (last ? order > 0 : order >= 0) continue;
        this.#output.touch(this.#lists, entry);
        this.#evict(entry, worst);
      } else this.#output.touch(this.#lists, entry);
      const place = this.#store.takeOne();
      orders.set(place + 1, row);
      this.#pending[place] = row;
      this.#ranked.enter(entry, place);
    }
  }

  #evict(entry: number, place: number): void {
    this.#lists.removeAt(entry, this.#most - 1);
    if (this.#pending[place] === none) this.#gone.push(place);
    else {
      this.#pending[place] = none;
      this.#store.remove(place);
    }
  }

  /** Copies the rows that have come to stay. */
  #copy(batch: Batch, keys: Float64Array): void {
    const places = this.#output.fresh(this.#lists, this.#pending);
    if (this.#rows.length < places.length) this.#rows = new Int32Array(places.length);
    const rows = this.#rows;
    for (let k = 0; k < places.length; k++) {
      const place = places[k]!;
      rows[k] = this.#pending[place]!;
      this.#pending[place] = none;
    }
    this.#store.put(batch, rows, places.length, keys, places);
  }

  /** Rows that come and go: all are kept. */
  #change(finder: RowFinder, batch: Batch, keys: Float64Array, length: number): void {
    const { selection, kinds } = batch;
    const rowAt = (k: number): number => (selection === undefined ? k : selection[k]!);
    const coming = Int32Array.from({ length }, (_, k) => rowAt(k)).filter(
      (row) => kinds === undefined || !takesBack(kinds[row]!),
    );
    const places = new Int32Array(coming.length);
    this.#store.take(coming.length, places);
    this.#reserve();
    this.#store.put(batch, coming, coming.length, keys, places);
    let came = 0;
    for (let k = 0; k < length; k++) {
      const row = rowAt(k);
      const entry = this.#entries[k]!;
      this.#output.touch(this.#lists, entry);
      if (kinds === undefined || !takesBack(kinds[row]!)) {
        const place = places[came++]!;
        finder.add(place, batch, row, keys[row]!);
        this.#orders.set(place + 1, row);
        this.#ranked.enter(entry, place);
        continue;
      }
      const place = finder.take(batch, row, keys[row]!);
      if (place < 0) {
        notThere(this.#context, batch, row);
        continue;
      }
      this.#ranked.leave(entry, place);
      this.#gone.push(place);
    }
  }

  /** Keys that have no rows left. The last entry of all takes the place of a removed one. */
  #forget(length: number): void {
    const empty = [...new Set(this.#entries.subarray(0, length))].filter((entry) => this.#lists.lengths[entry] === 0);
    for (const entry of empty.sort((a, b) => b - a)) {
      const last = this.#table.size - 1;
      this.#table.remove(entry);
      if (entry === last) this.#ranked.drop(entry);
      else this.#ranked.replace(entry, last);
    }
  }
}
