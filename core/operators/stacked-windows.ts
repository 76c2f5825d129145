import { scatterEntries } from "../data/kernels/copy-entries.ts";
import {
  type Folding,
  gatherPartials,
  levelForms,
  type PartialColumn,
  partialAt,
  setPartial,
  strideOf,
} from "../data/partial-columns.ts";
import { partialsMerger } from "../expression/merge-partials.ts";
import { type KeyedTable, keyedTable } from "../state/keyed-table.ts";
import type { PaneState } from "../state/pane-state.ts";
import type { PaneWindows } from "./pane-windows.ts";
import type { Panes } from "./panes.ts";

/** What is left in the front when a pane leaves it. */
interface FrontPane {
  readonly start: number;
  /** Keys of the pane that later panes of the front have, too, and what those make of each. */
  readonly keys: Float64Array;
  readonly rest: readonly PartialColumn[];
  /** Keys that only this pane has. */
  readonly gone: Float64Array;
}

/**
 * Windows of many panes, each after the one before: two stacks, whose depth does not show. The front holds the oldest panes, and for
 * each of them what is left of its keys when it goes; the back is merged as panes come. A window is the front and the back:
 * one merge a key, whatever the number of panes. When the front is used up the back becomes the front: each entry of a
 * pane is merged once more for that.
 *
 * @see Tangwongsan, Hirzel, Schneider, Wu, "General Incremental Sliding-Window Aggregation", PVLDB 8(7), 2015 (two stacks;
 * here the stacks are of tables, and of a pane only the keys that it has).
 */
export function stackedWindows(panes: Panes, state: PaneState, foldings: readonly Folding[]): PaneWindows {
  return new StackedWindows(panes, state, foldings);
}

class StackedWindows implements PaneWindows {
  readonly #panes: Panes;
  readonly #state: PaneState;
  readonly #foldings: readonly Folding[];
  readonly #merge;
  /** Of one aggregate each. */
  readonly #mergers;
  /** Panes before this one are in the front. */
  #frontUntil = Number.NEGATIVE_INFINITY;
  /** Those from there on, before this one, are in the back. */
  #until = Number.NEGATIVE_INFINITY;
  /** The newest first. */
  readonly #front: FrontPane[] = [];
  readonly #frontTable: KeyedTable;
  readonly #back: KeyedTable;
  /** What came late into panes of the front. */
  readonly #late = new Map<number, KeyedTable>();
  readonly #window: KeyedTable;
  /** The window whose panes from `start` on, before `until`, are merged ahead of its end. */
  #ahead: { readonly end: number; readonly start: number; readonly until: number } | undefined;
  #entries = new Int32Array(0);

  constructor(panes: Panes, state: PaneState, foldings: readonly Folding[]) {
    this.#panes = panes;
    this.#state = state;
    this.#foldings = foldings;
    this.#merge = partialsMerger(foldings);
    this.#mergers = foldings.map((folding) => partialsMerger([folding]));
    this.#frontTable = keyedTable(foldings);
    this.#back = keyedTable(foldings);
    this.#window = keyedTable(foldings);
  }

  tableOf(end: number): KeyedTable | undefined {
    const { start } = this.#panes.windowOf(end);
    const ahead = this.#ahead?.end === end ? this.#ahead : undefined;
    this.#ahead = undefined;
    if (ahead !== undefined) {
      for (const pane of this.#state.times.within(ahead.until, end)) this.#add(this.#window, this.#table(pane));
      return this.#window;
    }
    // A window may have very many panes: they are not listed for each.
    const { times } = this.#state;
    const first = times.indexOf(start);
    const count = times.indexOf(end) - first;
    if (count < 2) return count === 0 ? undefined : this.#table(times.at(first)!);
    this.#advance(start, end);
    this.#compose();
    return this.#window;
  }

  prepare(end: number, overUntil: number): void {
    const { start } = this.#panes.windowOf(end);
    const { times } = this.#state;
    const over = Math.min(
      times.indexOf(end),
      times.firstWhere((pane) => this.#panes.endOf(pane) > overUntil),
    );
    const isNone = over <= times.indexOf(start);
    if (isNone && overUntil < end) return;
    const until = overUntil >= end ? end : this.#panes.endOf(times.at(over - 1)!);
    this.#advance(start, until);
    this.#compose();
    this.#ahead = { end, start, until };
  }

  tablesAhead(pane: number): readonly KeyedTable[] {
    const tables: KeyedTable[] = [];
    if (pane < this.#until) tables.push(pane < this.#frontUntil ? this.#lateOf(pane) : this.#back);
    if (this.#ahead !== undefined && pane >= this.#ahead.start && pane < this.#ahead.until) tables.push(this.#window);
    return tables;
  }

  #lateOf(pane: number): KeyedTable {
    const table = this.#late.get(pane) ?? keyedTable(this.#foldings);
    this.#late.set(pane, table);
    return table;
  }

  #table(pane: number): KeyedTable {
    return this.#state.panes.get(pane)!;
  }

  /** Makes the stacks those of the panes from `start` on, before `until`. */
  #advance(start: number, until: number): void {
    for (const pane of this.#late.keys()) if (pane < start) this.#late.delete(pane);
    if (start > this.#frontUntil) this.#turn(start);
    while (this.#front.length > 0 && this.#front.at(-1)!.start < start) this.#leave(this.#front.pop()!);
    const from = Math.max(start, this.#until);
    for (const pane of this.#state.times.within(from, until)) this.#add(this.#back, this.#table(pane));
    this.#until = Math.max(this.#until, until, start);
  }

  /** The back becomes the front. */
  #turn(start: number): void {
    const table = this.#frontTable;
    table.clear();
    this.#back.clear();
    this.#late.clear();
    this.#front.length = 0;
    this.#frontUntil = Math.max(start, this.#until);
    for (const pane of this.#state.times.within(start, this.#frontUntil).reverse()) {
      const { keys, size } = this.#table(pane);
      const before = table.size;
      this.#locate(table, keys, size);
      this.#front.push(this.#restOf(pane, before));
      this.#merge(table.partials, this.#entries, this.#table(pane).partials, size);
    }
  }

  /** What the front holds of a pane's keys so far, of those that it had before. */
  #restOf(start: number, before: number): FrontPane {
    const { keys, size } = this.#table(start);
    const later = new Float64Array(size);
    const gone = new Float64Array(size);
    const entries = new Int32Array(size);
    let count = 0;
    for (let k = 0; k < size; k++) {
      const entry = this.#entries[k]!;
      if (entry < before) {
        later[count] = keys[k]!;
        entries[count++] = entry;
      } else gone[k - count] = keys[k]!;
    }
    const rest = this.#frontTable.partials.map((column, at) => gathered(this.#foldings[at]!, column, entries, count));
    return { start, keys: later.slice(0, count), rest, gone: gone.slice(0, size - count) };
  }

  #leave({ keys, rest, gone }: FrontPane): void {
    const table = this.#frontTable;
    for (const key of gone) table.remove(table.find(key));
    this.#locate(table, keys, keys.length);
    table.partials.forEach((column, at) => scattered(rest[at]!, this.#entries, keys.length, column));
  }

  #compose(): void {
    this.#window.clear();
    this.#copy(this.#frontTable);
    this.#add(this.#window, this.#back);
    for (const table of this.#late.values()) this.#add(this.#window, table);
  }

  /** Into the window, which is empty: entries keep their numbers. */
  #copy({ keys, partials, size }: KeyedTable): void {
    this.#locate(this.#window, keys, size);
    this.#foldings.forEach((_, at) => {
      const [from, to] = [partials[at]!, this.#window.partials[at]!];
      levelForms(from, to);
      if (from.form.kind === "any" || to.form.kind !== from.form.kind) {
        this.#mergers[at]!([to], this.#entries, [from], size);
        return;
      }
      to.numbers.set(from.numbers.subarray(0, size * strideOf(from.form)));
      if (from.form.kind === "nullable") to.present.set(from.present.subarray(0, size));
    });
  }

  #add(into: KeyedTable, table: KeyedTable): void {
    this.#locate(into, table.keys, table.size);
    this.#merge(into.partials, this.#entries, table.partials, table.size);
  }

  #locate(table: KeyedTable, keys: Float64Array, count: number): void {
    if (this.#entries.length < count) this.#entries = new Int32Array(2 * count);
    table.locate(keys, undefined, 0, count, this.#entries);
  }
}

/** Partial results of some entries, which nobody changes any more. */
function gathered(folding: Folding, column: PartialColumn, entries: Int32Array, count: number): PartialColumn {
  const out = gatherPartials(column, entries, count);
  // What is kept as it is may be changed in place.
  for (let k = 0; k < out.values.length; k++)
    out.values[k] = folding.merge(folding.zero() as never, out.values[k] as never);
  return out;
}

function scattered(from: PartialColumn, entries: Int32Array, count: number, column: PartialColumn): void {
  levelForms(from, column);
  if (from.form.kind !== column.form.kind || from.form.kind === "any") {
    for (let k = 0; k < count; k++) setPartial(column, entries[k]!, partialAt(from, k));
    return;
  }
  scatterEntries(from.numbers, entries, count, strideOf(from.form), column.numbers);
  if (from.form.kind === "nullable") for (let k = 0; k < count; k++) column.present[entries[k]!] = from.present[k]!;
}
