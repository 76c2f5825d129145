import { type DataType, float64 } from "../data/data-type.ts";
import { gatherFloat64 } from "../data/kernels/gather.ts";
import { areNeighbours } from "../expression/partial-results.ts";
import type { KeyedTable } from "../state/keyed-table.ts";
import { type AggregationSpec, resultColumns } from "./aggregation-spec.ts";
import { type JoinedEntries, joinedEntries } from "./joined-entries.ts";
import { countUp } from "./kernels/count-up.ts";
import type { KeySpec } from "./keyed-input.ts";
import type { OperatorContext } from "./operator.ts";
import { paneOutput } from "./pane-output.ts";
import { isContinued } from "./pane-windows.ts";
import type { Panes } from "./panes.ts";
import { sameNumbers } from "./same-numbers.ts";

/** Results of a window are emitted in batches of so many at most: the first need not wait for the last, and all are in the cache. */
const emittedRows = 16_384;

/** The results of windows of so many keys at most travel with those of others that fire at the same watermark. */
const smallWindow = 512;

/** What windows that fire give: its columns are views of their tables, or written over, and valid during the call. */
export class FiredWindows {
  /** Of the keys of all that is sent. */
  keyType: DataType = float64;
  readonly #panes: Panes;
  readonly #results;
  readonly #output;
  readonly #starts = sameNumbers();
  readonly #ends = sameNumbers();
  readonly #times = sameNumbers();
  /** 0, 1, 2 … */
  #counted: Int32Array = new Int32Array(0);
  /** What small windows have given that has not been sent yet. */
  readonly #small: JoinedEntries;

  constructor(
    options: { readonly key: KeySpec; readonly aggregates: AggregationSpec; readonly output?: "rows" | "values" },
    panes: Panes,
    context: OperatorContext,
  ) {
    this.#panes = panes;
    this.#results = resultColumns(options.aggregates, context.step, "reused");
    this.#output = paneOutput(options, context);
    this.#small = joinedEntries(options.aggregates.foldings);
  }

  /** Some entries of the window with an end, in ascending order; by default all. Few rows each of many windows wait for `send`. */
  give(end: number, table: KeyedTable, entries: Int32Array = this.#entriesOf(table.size)): void {
    const isSmall = entries.length === table.size && table.size <= smallWindow && !this.#changesOn(end, table);
    if (!isSmall || !this.#small.add(table, end)) {
      this.send();
      if (!isSmall || !this.#small.add(table, end)) this.#sendEntries(end, table, entries);
    }
    if (this.#small.size >= emittedRows) this.send();
  }

  /** Objects that are partial results may be changed for the next window, if that goes on from this one: they cannot wait. */
  #changesOn(end: number, table: KeyedTable): boolean {
    return table.partials.some(({ form }) => form.kind === "any") && isContinued(this.#panes, end);
  }

  /** Sends what waits. */
  send(): void {
    const { size, keys, partials } = this.#small;
    if (size === 0) return;
    const ends = this.#small.marks();
    this.#output({
      keys: keys.subarray(0, size),
      keyType: this.keyType,
      starts: this.#startsOf(ends),
      ends,
      results: this.#results(partials, this.#entriesOf(size)),
    });
    this.#small.clear();
  }

  #sendEntries(end: number, table: KeyedTable, entries: Int32Array): void {
    const { start } = this.#panes.windowOf(end);
    for (let from = 0; from < entries.length; from += emittedRows) {
      const part = entries.subarray(from, from + emittedRows);
      this.#output({
        keys: areNeighbours(part)
          ? table.keys.subarray(part[0]!, part[0]! + part.length)
          : gatherFloat64(table.keys, part),
        keyType: this.keyType,
        starts: this.#starts(start, part.length),
        ends: this.#ends(end, part.length),
        times: this.#times(end - 1, part.length),
        results: this.#results(table.partials, part),
      });
    }
  }

  #entriesOf(size: number): Int32Array {
    if (this.#counted.length < size) this.#counted = countUp(0, new Int32Array(size * 2));
    return this.#counted.subarray(0, size);
  }

  /** The starts of windows, those of a window together. */
  #startsOf(ends: Float64Array): Float64Array {
    const starts = new Float64Array(ends.length);
    for (let from = 0; from < ends.length; ) {
      const to = endOfEqual(ends, from, ends.length);
      starts.fill(this.#panes.windowOf(ends[from]!).start, from, to);
      from = to;
    }
    return starts;
  }
}

/** Where the numbers that are equal to the one at `from` end. */
export function endOfEqual(numbers: Float64Array, from: number, size: number): number {
  let to = from + 1;
  while (to < size && numbers[to] === numbers[from]) to++;
  return to;
}
