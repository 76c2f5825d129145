import { type Batch, lengthOf } from "../data/batch.ts";
import { compact } from "../data/compact.ts";
import { partialSlice, partialsFrom } from "../data/partial-columns.ts";
import { folder } from "../expression/fold.ts";
import { partialsMerger } from "../expression/merge-partials.ts";
import { type FiredByGroup, firedByGroup } from "../state/fired-by-group.ts";
import { type KeyedTable, keyedTable } from "../state/keyed-table.ts";
import { type PaneState, type PanesAway, paneState } from "../state/pane-state.ts";
import { type PaneAssigner, windowText } from "../time/window.ts";
import { type AggregationSpec, aggregationCode, needsRows } from "./aggregation-spec.ts";
import { askedPanes } from "./asked-windows.ts";
import { byTheClock, reachedState, type TimedTask } from "./by-the-clock.ts";
import { combine } from "./combine.ts";
import { endOfEqual, FiredWindows } from "./fired-windows.ts";
import { foldFailureOf } from "./fold-failure.ts";
import { countUp } from "./kernels/count-up.ts";
import { columnsReadBy, type KeyedInput, type KeySpec, keyedInput, keyInColumns } from "./keyed-input.ts";
import type { Combination, Held, Operator, OperatorContext } from "./operator.ts";
import { firedState, passPanes } from "./pane-firing.ts";
import { type PaneRuns, paneRuns } from "./pane-runs.ts";
import { type PaneWindows, paneWindows } from "./pane-windows.ts";
import { heldInPanes, inPanesOf, nextEndInOrder, type Panes, panesOf } from "./panes.ts";
import { type PartialRows, partialDecoder } from "./partial-batch.ts";
import { resultSchema } from "./result-schema.ts";
import { stackedWindows } from "./stacked-windows.ts";
import { withoutTime } from "./without-time.ts";

export interface PaneAggregateOptions {
  readonly key: KeySpec;
  readonly window: PaneAssigner;
  /** Default `"event"`. By the clock there is no lateness. */
  readonly time?: "event" | "processing";
  readonly aggregates: AggregationSpec;
  /** How long after its end a window still takes records, ms. */
  readonly latenessMs: number;
  /** What arrives: records, or what `combine` made of them. Default `"rows"`. */
  readonly input?: "rows" | "partials";
  /**
   * When panes are merged: `"ahead"` of the end of their window, so that its results come out soon after it (the default);
   * or `"at the end"`, which saves a seventh of the time in all, as partial results do not live on between batches.
   */
  readonly merges?: "ahead" | "at the end";
  /** `"rows"`: key, window and results; `"values"`: the only result itself. Default `"rows"`. */
  readonly output?: "rows" | "values";
}

/**
 * Aggregates over tumbling, sliding and cumulate windows that fire once, at their end: each record is
 * folded into its pane only, and panes are merged when a window ends.
 *
 * Morally: `for (row of rows) for (window of windowsOf(row.time)) add(window, row.key, row); onWatermark: emit what ended`.
 */
export function paneAggregate(options: PaneAggregateOptions): Operator {
  const { key, time = "event", aggregates } = options;
  const kept = paneState("panes", aggregates.foldings, "apart", aggregates.names, "memory or disk");
  const declared = inPanesOf(kept, options.window);
  const shown = { aggregates, time, output: options.output };
  const panes = key === undefined ? declared : askedPanes(declared, panesOf(options.window), shown);
  const fired = firedState();
  const clocked = firedByGroup("fired");
  const window = windowText(time === "event" ? options.window : { kind: "processing", of: options.window });
  const open = (context: OperatorContext): PaneTask =>
    new PaneTask(options, context, context.state(panes), context.state<Fired>(time === "event" ? fired : clocked));
  return {
    name: `window(${window}).${options.output === "values" ? "reduce" : "aggregate"}`,
    details: { window, aggregates: aggregates.names.join(", ") },
    sides: ["late"],
    state: time === "event" ? [panes, fired] : [panes, clocked, reachedState],
    selection: "accepts",
    ...combination(options),
    ...resultSchema(options, ["windowStart", "windowEnd"]),
    code: (schema) => aggregationCode(key, aggregates, schema),
    reads: () => [options.input === "partials" ? "all" : columnsReadBy(key, aggregates.values, needsRows(aggregates))],
    open: time === "event" ? open : (context) => byTheClock(context, context.state(reachedState), open),
  };
}

/** Late records that fire a window again are not combined: each of them is a result of its own. */
function combination(options: PaneAggregateOptions): { combine?: Combination } {
  const { key, window, aggregates, latenessMs, input, time } = options;
  if (latenessMs > 0 || input === "partials" || time === "processing") return {};
  const before = combine({ key, aggregates, panes: panesOf(window) });
  return {
    combine: { before, after: paneAggregate({ ...options, input: "partials" }), key: keyInColumns(key) },
  };
}

/** Up to where windows have fired; by the clock it may be further for some keys. */
type Fired = { value: number } & Partial<FiredByGroup>;

/**
 * A pane of so many keys is not merged when it ends, which would take milliseconds, but each record goes to the window at once;
 * unless so many records come of each key that one merge costs much less.
 */
const wideKeys = 16_384;
const rowsPerWideKey = 2;

/** Windows of so many panes are merged by stacks, which cost the same however many there are: as much as 16 panes in turn. */
const manyPanes = 32;

class PaneTask implements TimedTask {
  readonly #options: PaneAggregateOptions;
  readonly #context: OperatorContext;
  readonly #state: PaneState;
  readonly #fired: Fired;
  readonly #panes: Panes;
  readonly #runs: PaneRuns;
  readonly #input: (batch: Batch) => KeyedInput | undefined;
  readonly #folder;
  readonly #merge;
  readonly #decode: (batch: Batch) => PartialRows | undefined;
  #entries = new Int32Array(0);
  /** Merged while all panes are in memory. */
  #windows: PaneWindows;
  /** Of windows whose own panes are, where others are not: nothing is merged ahead. */
  readonly #single: PaneWindows;
  readonly #given: FiredWindows;
  /** The end of the window that fires next, if it has not been prepared. */
  #next: number | undefined;
  /** Rows since the last window fired. */
  #rows = 0;
  /** Whether the pane that ended last had few rows of each of many keys. */
  #isWide = false;

  constructor(options: PaneAggregateOptions, context: OperatorContext, state: PaneState, fired: Fired) {
    this.#options = options;
    this.#context = context;
    this.#state = state;
    this.#fired = fired;
    fired.keys = () => keysOf(state);
    this.#panes = panesOf(options.window);
    this.#windows = this.#newWindows();
    this.#single = paneWindows(this.#panes, state, options.aggregates.foldings);
    this.#given = new FiredWindows(options, this.#panes, context);
    // Each late record that fires again is a result of its own: those must not change places.
    this.#runs = paneRuns(this.#panes, (pane) => {
      return options.latenessMs > 0 && this.#panes.firstEnd(pane) - 1 <= this.#closedUntil();
    });
    this.#input = keyedInput(context, options.key, options.aggregates.values, options.aggregates);
    this.#folder = folder(options.aggregates.foldings, foldFailureOf(context, options.aggregates));
    this.#decode = partialDecoder(options.key, options.aggregates.foldings, context);
    this.#merge = partialsMerger(options.aggregates.foldings);
  }

  batch(batch: Batch): void {
    this.#prepare();
    if (this.#options.input === "partials") this.#mergePartials(batch);
    else this.#foldRows(batch);
    if (this.#state.away?.relieve() !== true) return;
    this.#windows = this.#newWindows();
    this.#next = undefined;
  }

  #newWindows(): PaneWindows {
    const { foldings } = this.#options.aggregates;
    return this.#panes.perWindow < manyPanes
      ? paneWindows(this.#panes, this.#state, foldings, true)
      : stackedWindows(this.#panes, this.#state, foldings);
  }

  #foldRows(batch: Batch): void {
    if (batch.times === undefined) throw withoutTime(this.#context.step);
    const input = this.#input(batch);
    if (input === undefined) return;
    this.#given.keyType = input.keyType;
    if (this.#entries.length < batch.rowCount) this.#entries = new Int32Array(batch.rowCount);
    if (this.#options.time === "processing") {
      return this.#foldRun(input, this.#panes.startOf(batch.times[0]!), 0, lengthOf(input.batch));
    }
    this.#runs(input.batch, (part, pane, from, to) => this.#foldRun({ ...input, batch: part }, pane, from, to));
  }

  watermark(timeMs: number): void {
    const { latenessMs } = this.#options;
    passPanes(this.#panes, this.#state, this.#fired, { timeMs, latenessMs }, (end) => this.#fire(end));
    this.#given.send();
  }

  holds(key: number | undefined): Held {
    return heldInPanes(this.#panes, this.#state, this.#fired.value, key);
  }

  nextMs(): number {
    return (nextEndInOrder(this.#panes, this.#state.times, this.#fired.value) ?? Number.POSITIVE_INFINITY) - 1;
  }

  #prepare(): void {
    if (this.#next === undefined) return;
    this.#windows.prepare(this.#next, this.#isWide ? this.#next : this.#fired.value);
    this.#next = undefined;
  }

  /** Takes in what was combined before the exchange: rows of a pane together, a key each. */
  #mergePartials(batch: Batch): void {
    const given = this.#decode(compact(batch));
    if (given === undefined) return;
    const size = given.batch.rowCount;
    this.#given.keyType = given.keyType;
    if (this.#entries.length < size) this.#entries = new Int32Array(size);
    for (let from = 0; from < size; ) {
      const to = endOfEqual(given.panes, from, size);
      this.#mergePane(given, given.panes[from]!, from, to);
      from = to;
    }
  }

  #mergePane({ keys, partials, rows }: PartialRows, pane: number, from: number, to: number): void {
    if (this.#panes.lastEnd(pane) - 1 <= this.#closedUntil()) {
      const late = rows.subarray(from, to).reduce((sum, count) => sum + count, 0);
      return this.#context.count("numLateRecordsDropped", late);
    }
    const ofPane = from === 0 ? partials : partials.map((column) => partialsFrom(column, from, to));
    const keysOfPane = from === 0 ? keys : keys.subarray(from, to);
    this.#rows += to - from;
    for (const table of this.#tablesFor(pane)) {
      table.locate(keysOfPane, undefined, 0, to - from, this.#entries);
      this.#merge(table.partials, this.#entries, ofPane, to - from);
    }
  }

  /** Where a record of a pane belongs: in the pane, and in the window that it has been merged into ahead of its end. */
  #tablesFor(pane: number): readonly KeyedTable[] {
    return [this.#state.pane(pane), ...this.#windows.tablesAhead(pane)];
  }

  #foldRun(input: KeyedInput, pane: number, from: number, to: number): void {
    const watermark = this.#closedUntil();
    if (this.#panes.lastEnd(pane) - 1 + this.#options.latenessMs <= watermark) return this.#drop(input.batch, from, to);
    if (this.#options.latenessMs > 0 && this.#panes.firstEnd(pane) - 1 <= watermark) {
      return this.#foldLate(input, pane, from, to);
    }
    this.#rows += to - from;
    this.#foldInto(this.#tablesFor(pane), input, from, to);
  }

  #foldInto(tables: readonly KeyedTable[], input: KeyedInput, from: number, to: number): void {
    const rows = { batch: input.batch, from, to, entries: this.#entries };
    for (const table of tables) {
      table.locate(input.keys, input.batch.selection, from, to, this.#entries);
      this.#folder.fold("add", rows, input.values, table.partials);
    }
  }

  /** Some of the pane's windows have fired already: each record fires those again that still take records. */
  #foldLate(input: KeyedInput, pane: number, from: number, to: number): void {
    this.#foldInto(this.#windows.tablesAhead(pane), input, from, to);
    const table = this.#state.pane(pane);
    table.locate(input.keys, input.batch.selection, from, to, this.#entries);
    for (let k = from; k < to; k++) {
      this.#folder.fold(
        "add",
        { batch: input.batch, from: k, to: k + 1, entries: this.#entries },
        input.values,
        table.partials,
      );
      const row = input.batch.selection === undefined ? k : input.batch.selection[k]!;
      for (let end = this.#panes.firstEnd(pane); end <= this.#panes.lastEnd(pane); end = this.#panes.endAfter(end)) {
        const watermark = this.#closedUntil();
        if (end - 1 <= watermark && end - 1 + this.#options.latenessMs > watermark)
          this.#fireKey(end, input.keys[row]!);
      }
    }
    this.#given.send();
  }

  /** After a restore the watermark may trail what has fired already. */
  #closedUntil(): number {
    return Math.max(this.#context.watermark, this.#fired.value - 1);
  }

  #drop(batch: Batch, from: number, to: number): void {
    const rows = Int32Array.from({ length: to - from }, (_, k) =>
      batch.selection === undefined ? from + k : batch.selection[from + k]!,
    );
    this.#context.count("numLateRecordsDropped", rows.length);
    this.#context.emit({ ...batch, selection: rows }, "late");
  }

  #fire(end: number): void {
    const { away } = this.#state;
    const isAllHere = away === undefined || away.isEmpty;
    if (!isAllHere && this.#firesAway(away, end)) return;
    const table = (isAllHere ? this.#windows : this.#single).tableOf(end);
    if (table === undefined) return;
    this.#given.give(end, table, this.#dueOf(table, end));
    this.#isWide = this.#wasWide(end);
    this.#rows = 0;
    // Late records that fire again are of windows that are gone from there.
    const mergesAhead = isAllHere && this.#options.latenessMs === 0 && this.#options.merges !== "at the end";
    if (mergesAhead) this.#next = this.#panes.endAfter(end);
  }

  /** Part by part, where a part of the window is not in memory. */
  #firesAway(away: PanesAway, end: number): boolean {
    const starts = this.#state.times.within(this.#panes.windowOf(end).start, end);
    if (!starts.some((pane) => away.has(pane))) return false;
    away.gather(starts, (table) => this.#given.give(end, table, this.#dueOf(table, end)));
    this.#rows = 0;
    return true;
  }

  #wasWide(end: number): boolean {
    const last = this.#state.panes.get(this.#panes.startOf(end - 1));
    return last !== undefined && last.size >= wideKeys && this.#rows <= rowsPerWideKey * last.size;
  }

  /** The entries of a window that have not come out yet; undefined where all have not. */
  #dueOf(table: KeyedTable, end: number): Int32Array | undefined {
    const { hasFired, differsAt } = this.#fired;
    if (hasFired === undefined || differsAt?.(end) !== true) return undefined;
    return countUp(0, new Int32Array(table.size)).filter((entry) => !hasFired(table.keys[entry]!, end));
  }

  #fireKey(end: number, key: number): void {
    const one = keyedTable(this.#options.aggregates.foldings);
    one.add(key);
    for (const table of this.#tablesOf(end, key)) {
      const entry = table.find(key);
      if (entry < 0) continue;
      const part = keyedTable(this.#options.aggregates.foldings);
      part.add(key);
      this.#merge(
        part.partials,
        Int32Array.of(0),
        table.partials.map((column) => partialSlice(column, entry)),
        1,
      );
      this.#merge(one.partials, Int32Array.of(0), part.partials, 1);
    }
    this.#given.give(end, one);
  }

  /** Those that may have a key. Each is valid until the next one. */
  *#tablesOf(end: number, key: number): Iterable<KeyedTable> {
    const { times, panes, away } = this.#state;
    for (const pane of times.within(this.#panes.windowOf(end).start, end)) {
      if (away?.has(pane) === true) yield away.tableOf(pane, key);
      yield panes.get(pane)!;
    }
  }
}

function* keysOf({ panes, away }: PaneState): Iterable<number> {
  for (const table of panes.values()) yield* table.keys.subarray(0, table.size);
  if (away !== undefined) yield* away.sampleKeys();
}
