import { type Batch, lengthOf, makeBatch } from "../data/batch.ts";
import { type DataType, float64 } from "../data/data-type.ts";
import { gatherFloat64 } from "../data/kernels/gather.ts";
import { gatherPartials } from "../data/partial-columns.ts";
import { folder } from "../expression/fold.ts";
import { partialsMerger } from "../expression/merge-partials.ts";
import { type KeyedTable, keyedTable } from "../state/keyed-table.ts";
import { noSlot } from "../state/session-slots.ts";
import { type SessionState, sessionState } from "../state/session-state.ts";
import { greatestCommonDivisor } from "../time/duration.ts";
import { type CountAssigner, windowText } from "../time/window.ts";
import {
  type AggregationSpec,
  aggregationCode,
  keyColumns,
  type NamedColumn,
  needsRows,
  resultColumns,
  schemaMaker,
} from "./aggregation-spec.ts";
import { foldFailureOf } from "./fold-failure.ts";
import { countUp } from "./kernels/count-up.ts";
import { fillPanes } from "./kernels/fill-panes.ts";
import { columnsReadBy, type KeyedInput, type KeySpec, keyedInput } from "./keyed-input.ts";
import type { Held, Operator, OperatorContext, OperatorTask } from "./operator.ts";
import { inPanesOf } from "./panes.ts";
import { resultSchema } from "./result-schema.ts";

export interface CountAggregateOptions {
  readonly key: KeySpec;
  readonly window: CountAssigner;
  readonly aggregates: AggregationSpec;
  /** `"rows"`: key and results; `"values"`: the only result itself. */
  readonly output: "rows" | "values";
}

/**
 * Aggregates over so many records of a key. Records are folded into panes, which the windows that share records share:
 * each is as long as the greatest common divisor of size and slide.
 *
 * Morally: `for (row of rows) { last(row.key).push(row); if (++seen(row.key) % slide === 0) emit(last(row.key, size)) }`.
 */
export function countAggregate(options: CountAggregateOptions): Operator {
  const { key, aggregates } = options;
  const panes = inPanesOf(sessionState("panes", aggregates.foldings, aggregates.names), options.window);
  const window = windowText(options.window);
  return {
    name: `window(${window}).${options.output === "rows" ? "aggregate" : "reduce"}`,
    details: { window, aggregates: aggregates.names.join(", ") },
    state: [panes],
    selection: "accepts",
    ...resultSchema(options),
    code: (schema) => aggregationCode(key, aggregates, schema),
    reads: () => [columnsReadBy(key, aggregates.values, needsRows(aggregates))],
    open: (context) => new CountTask(options, context, context.state(panes)),
  };
}

/** Panes that are merged into their windows at once. */
const mergedPanes = 16_384;

class CountTask implements OperatorTask {
  readonly #options: CountAggregateOptions;
  readonly #context: OperatorContext;
  /** Panes as sessions of records' numbers: those of a key are a chain that begins with the newest. */
  readonly #panes: SessionState;
  readonly #paneSize: number;
  readonly #input: (batch: Batch) => KeyedInput | undefined;
  readonly #folder;
  readonly #merge;
  readonly #results;
  readonly #schemaOf = schemaMaker();
  /** Windows made of several panes, while they fire. */
  readonly #windows: KeyedTable;
  #keyType: DataType = float64;
  // By row of the batch: the entry of its key, the slot of its pane, and the panes that rows filled, in order.
  #entries = new Int32Array(0);
  #slots = new Int32Array(0);
  #full = new Int32Array(0);

  constructor(options: CountAggregateOptions, context: OperatorContext, panes: SessionState) {
    this.#options = options;
    this.#context = context;
    this.#panes = panes;
    this.#paneSize = greatestCommonDivisor(options.window.size, options.window.slide);
    this.#input = keyedInput(context, options.key, options.aggregates.values, options.aggregates);
    this.#folder = folder(options.aggregates.foldings, foldFailureOf(context, options.aggregates));
    this.#merge = partialsMerger(options.aggregates.foldings);
    this.#results = resultColumns(options.aggregates, context.step);
    this.#windows = keyedTable(options.aggregates.foldings);
  }

  batch(batch: Batch): void {
    const input = this.#input(batch);
    if (input === undefined) return;
    this.#keyType = input.keyType;
    const length = lengthOf(input.batch);
    if (this.#entries.length < length) {
      this.#entries = new Int32Array(length);
      this.#slots = new Int32Array(length);
      this.#full = new Int32Array(length);
    }
    this.#bring(input.keys, input.batch.selection, length);
    this.#panes.locate(input.keys, input.batch.selection, length, this.#entries);
    const full = this.#fill(length);
    const rows = { batch: input.batch, from: 0, to: length, entries: this.#slots };
    this.#folder.fold("add", rows, input.values, this.#panes.partials);
    this.#fire(full);
  }

  holds(key: number | undefined): Held {
    const { slide } = this.#options.window;
    let missing = Number.POSITIVE_INFINITY;
    let count = 0;
    for (const of of this.#keysHeld(key)) {
      this.#bring(Float64Array.of(of), undefined, 1);
      const [newest] = this.#panes.chainOf(of);
      if (newest === undefined) continue;
      count++;
      missing = Math.min(missing, slide - (this.#panes.ends[newest]! % slide));
    }
    const waitsFor = count === 0 ? undefined : `${missing} more ${missing === 1 ? "record" : "records"}`;
    return { count, of: "windows", waitsFor };
  }

  #keysHeld(key: number | undefined): Float64Array {
    if (key !== undefined) return Float64Array.of(key);
    const { away, keys } = this.#panes;
    return away?.allKeys() ?? keys.keys.subarray(0, keys.size);
  }

  /** Brings the panes of keys, where they may be on disk; when there is too much, all others are put away before. */
  #bring(keys: Float64Array, selection: Int32Array | undefined, length: number): void {
    const { away } = this.#panes;
    if (away?.isFull === true) away.putAway();
    away?.bring(keys, selection, length);
  }

  /** Gives each row its pane; gives those that became full. They stay until the batch has been folded. */
  #fill(length: number): Int32Array {
    const count = new Int32Array(1);
    for (let k = 0; ; ) {
      const { heads, starts, ends } = this.#panes;
      k = fillPanes(this.#entries, k, length, this.#paneSize, heads, starts, ends, this.#slots, this.#full, count);
      if (k === length) return this.#full.subarray(0, count[0]!);
      this.#startPane(this.#entries[k]!);
    }
  }

  #startPane(entry: number): void {
    const head = this.#panes.heads[entry]!;
    const start = head === noSlot ? 0 : this.#panes.ends[head]!;
    // As long as it will be, so that it is the newest of the chain; then empty.
    const slot = this.#panes.add(entry, start, start + this.#paneSize);
    this.#panes.ends[slot] = start;
  }

  /** A window ends where the number of a key's records is a multiple of the slide. */
  #fire(full: Int32Array): void {
    const { size, slide } = this.#options.window;
    const last = full.filter((slot) => this.#panes.ends[slot]! % slide === 0);
    if (last.length === 0) return;
    if (this.#paneSize === size) this.#emit(last, this.#results(this.#panes.partials, last));
    else this.#emit(last, this.#merged(last));
    for (const slot of last) this.#dropBehind(this.#panes.keyOf[slot]!, this.#panes.ends[slot]!);
  }

  /** The results of windows of several panes. */
  #merged(last: Int32Array): NamedColumn[] {
    const windows = this.#windows;
    windows.clear();
    const into: number[] = [];
    const panes: number[] = [];
    const merge = (): void => {
      const slots = Int32Array.from(panes.splice(0));
      const parts = this.#panes.partials.map((column) => gatherPartials(column, slots, slots.length));
      this.#merge(windows.partials, Int32Array.from(into.splice(0)), parts, slots.length);
    };
    last.forEach((slot, window) => {
      const entry = windows.add(window);
      for (const pane of this.#panesOf(slot)) {
        panes.push(pane);
        into.push(entry);
      }
      if (panes.length >= mergedPanes) merge();
    });
    merge();
    return this.#results(windows.partials, countUp(0, new Int32Array(last.length)));
  }

  /** The panes of the window that ends with one, oldest first. */
  #panesOf(last: number): number[] {
    const { starts, ends, next } = this.#panes;
    const from = ends[last]! - this.#options.window.size;
    const panes: number[] = [];
    for (let pane = last; pane !== noSlot && starts[pane]! >= from; pane = next[pane]!) panes.push(pane);
    return panes.reverse();
  }

  /** Lets go of what no later window of a key has, when one has ended with a number. */
  #dropBehind(key: number, end: number): void {
    const { starts, ends } = this.#panes;
    const next = end + this.#options.window.slide - this.#options.window.size;
    for (let pane = this.#panes.firstOf(key); pane !== noSlot; pane = this.#panes.firstOf(key)) {
      if (ends[pane]! > end || starts[pane]! >= next) break;
      this.#panes.remove(pane);
    }
    this.#panes.forget(key);
  }

  #emit(last: Int32Array, results: readonly NamedColumn[]): void {
    const isRow = this.#options.output === "rows";
    const numbers = gatherFloat64(this.#panes.keyOf, last);
    const keys = isRow ? keyColumns(this.#context.keys, numbers, this.#options.key?.names ?? [], this.#keyType) : [];
    const columns = [...keys, ...results];
    const schema = this.#schemaOf(columns);
    this.#context.emit(
      makeBatch(
        isRow ? schema : { ...schema, shape: "value" },
        last.length,
        columns.map(({ column }) => column),
      ),
    );
  }
}
