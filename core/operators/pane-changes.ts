import { type Batch, changeKind, lengthOf } from "../data/batch.ts";
import { splitUpdates } from "../data/change-pairs.ts";
import { isValid, valueAt } from "../data/column.ts";
import { type DataType, float64 } from "../data/data-type.ts";
import { gatherFloat64, gatherInt32 } from "../data/kernels/gather.ts";
import { type Folding, partialSlice } from "../data/partial-columns.ts";
import { folder } from "../expression/fold.ts";
import { partialsMerger } from "../expression/merge-partials.ts";
import { type ChangingPanes, changingPanes, type EntriesAway } from "../state/changing-panes.ts";
import { type KeyedTable, keyedTable } from "../state/keyed-table.ts";
import { type PaneAssigner, windowText } from "../time/window.ts";
import {
  type AggregationSpec,
  aggregationCode,
  type NamedColumn,
  named,
  needsRows,
  overChanges,
  resultColumns,
  rowCount,
} from "./aggregation-spec.ts";
import { describedChanges } from "./changelog.ts";
import { foldFailureOf } from "./fold-failure.ts";
import { countUp } from "./kernels/count-up.ts";
import { rowsByKind } from "./kernels/touched.ts";
import { columnsReadBy, type KeyedInput, type KeySpec, keyedInput } from "./keyed-input.ts";
import type { Held, Operator, OperatorContext, OperatorTask } from "./operator.ts";
import { firedState, passPanes } from "./pane-firing.ts";
import { paneOutput } from "./pane-output.ts";
import { type PaneRuns, paneRuns } from "./pane-runs.ts";
import { type ChangedPaneWindows, paneWindows } from "./pane-windows.ts";
import { heldInPanes, inPanesOf, type Panes, panesOf } from "./panes.ts";
import { resultSchema } from "./result-schema.ts";
import { takenBack } from "./taken-back.ts";
import { withoutTime } from "./without-time.ts";

export interface PaneChangesOptions {
  readonly key: KeySpec;
  readonly window: PaneAssigner;
  readonly aggregates: AggregationSpec;
  /** How long after its end a window still takes changes, ms. Without it each window gives its results once, for good. */
  readonly latenessMs: number;
  /** `"rows"`: key, window and results; `"values"`: the only result itself. */
  readonly output: "rows" | "values";
}

/**
 * Aggregates over tumbling, sliding and cumulate windows of a changelog: a row that is taken back leaves the pane of its
 * event time. What changes a window that has fired takes its result back and gives the new one.
 *
 * Morally: `rows = whatIsLeft(changes); for (window of ended windows) for (key of keys) emit aggregate(rows in window of key)`.
 */
export function paneChanges(options: PaneChangesOptions): Operator {
  const aggregates = overChanges(options.aggregates);
  const foldings = [...aggregates.foldings, rowCount];
  const panes = inPanesOf(changingPanes("panes", foldings, aggregates.names), options.window);
  const declared = { panes, fired: firedState() };
  const window = windowText(options.window);
  return {
    name: `window(${window}).${options.output === "values" ? "reduce" : "aggregate"}`,
    details: { window, aggregates: aggregates.names.join(", "), input: "changes" },
    sides: ["late"],
    state: [declared.panes, declared.fired],
    selection: "accepts",
    changes: "accepts",
    ...(options.latenessMs > 0 ? { gives: "changes" as const } : {}),
    ...resultSchema(options, ["windowStart", "windowEnd"]),
    code: (schema) => aggregationCode(options.key, aggregates, schema),
    reads: () => [columnsReadBy(options.key, aggregates.values, needsRows(aggregates))],
    open: (context) => {
      const states = { panes: context.state(declared.panes), fired: context.state(declared.fired) };
      return new PaneChangesTask({ ...options, aggregates }, foldings, context, states);
    },
  };
}

/** Results of a window are emitted in batches of so many at most. */
const emittedRows = 16_384;

/** Rows of a batch that lie in one pane: `selection[k]` belongs to `entries[k]`. */
interface PaneRows extends KeyedInput {
  readonly batch: Batch & { readonly selection: Int32Array };
}

/** A result: a key in a window. */
interface Place {
  readonly end: number;
  readonly key: number;
}

const noPlaces: readonly Place[] = [];

/** The results of some places, each at its number, and of how many records it is. */
interface Images {
  readonly results: readonly NamedColumn[];
  readonly counts: Float64Array;
}

class PaneChangesTask implements OperatorTask {
  readonly #options: PaneChangesOptions;
  readonly #foldings: readonly Folding[];
  readonly #context: OperatorContext;
  readonly #state: ChangingPanes;
  readonly #fired: { value: number };
  readonly #panes: Panes;
  readonly #runs: PaneRuns;
  readonly #windows: ChangedPaneWindows;
  readonly #input: (batch: Batch) => KeyedInput | undefined;
  readonly #folder;
  readonly #merge;
  readonly #results;
  readonly #emit;
  #keyType: DataType = float64;
  #entries = new Int32Array(0);

  constructor(
    options: PaneChangesOptions,
    foldings: readonly Folding[],
    context: OperatorContext,
    states: { readonly panes: ChangingPanes; readonly fired: { value: number } },
  ) {
    const { key, aggregates } = options;
    this.#options = options;
    this.#foldings = foldings;
    this.#context = context;
    this.#state = states.panes;
    this.#fired = states.fired;
    this.#panes = panesOf(options.window);
    this.#runs = paneRuns(this.#panes);
    this.#windows = paneWindows(this.#panes, states.panes, foldings, true);
    this.#input = keyedInput(context, key, [...aggregates.values, undefined], aggregates);
    this.#folder = folder(foldings, foldFailureOf(context, { names: aggregates.names, foldings }));
    this.#merge = partialsMerger(foldings);
    this.#results = resultColumns(aggregates, context.step);
    this.#emit = paneOutput(options, context);
  }

  batch(batch: Batch): void {
    if (batch.times === undefined) throw withoutTime(this.#context.step);
    const input = this.#input(batch);
    if (input === undefined) return;
    this.#keyType = input.keyType;
    if (this.#entries.length < batch.rowCount) this.#entries = new Int32Array(batch.rowCount);
    const { away } = this.#state;
    away?.relieve();
    const places = this.#options.latenessMs > 0 ? this.#touched(input) : noPlaces;
    if (away !== undefined) this.#bring(away, input, places);
    const before = places.length === 0 ? undefined : this.#images(places);
    this.#runs(input.batch, (part, pane, from, to) => {
      const selection = part.selection?.subarray(from, to) ?? countUp(from, new Int32Array(to - from));
      const rows = { ...input, batch: { ...part, selection } };
      if (this.#closesMs(pane) <= this.#closedUntil) this.#drop(rows.batch);
      else this.#fold(rows, pane);
    });
    if (before !== undefined) this.#emitChanges(places, before, this.#images(places));
  }

  watermark(timeMs: number): void {
    const { latenessMs } = this.#options;
    passPanes(this.#panes, this.#state, this.#fired, { timeMs, latenessMs }, (end) => this.#fire(end));
  }

  holds(key: number | undefined): Held {
    const { away, panes, times } = this.#state;
    const all = times.within(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
    let held: Parameters<typeof heldInPanes>[1] = { panes };
    if (away !== undefined && key === undefined) {
      held = { panes: new Map(all.map((time) => [time, { size: away.sizeOf(time), find: () => -1 }])) };
    } else if (away !== undefined) {
      for (const time of all) away.want(time, key!, "to read");
      away.bring();
    }
    return heldInPanes(this.#panes, held, this.#fired.value, key);
  }

  /** Brings what the rows of a batch change, and what the results that it may change are made of. */
  #bring(away: EntriesAway, { batch, keys }: KeyedInput, places: readonly Place[]): void {
    this.#runs(batch, ({ selection }, pane, from, to) => {
      if (this.#closesMs(pane) <= this.#closedUntil) return;
      for (let k = from; k < to; k++) {
        away.want(pane, keys[selection === undefined ? k : selection[k]!]!, "to change");
      }
    });
    for (const { end, key } of places) {
      const { start } = this.#panes.windowOf(end);
      for (const pane of this.#state.times.within(start, end)) away.want(pane, key, "to read");
    }
    away.bring();
  }

  /** After a restore the watermark may trail what has fired already. */
  get #closedUntil(): number {
    return Math.max(this.#context.watermark, this.#fired.value - 1);
  }

  #closesMs(pane: number): number {
    return this.#panes.lastEnd(pane) - 1 + this.#options.latenessMs;
  }

  /** The results that have been given and that a batch may change, each once. */
  #touched({ batch, keys }: KeyedInput): Place[] {
    const byEnd = new Map<number, Set<number>>();
    this.#runs(batch, ({ selection }, pane, from, to) => {
      for (const end of this.#firedOf(pane)) {
        const touched = byEnd.get(end) ?? new Set();
        byEnd.set(end, touched);
        for (let k = from; k < to; k++) touched.add(keys[selection === undefined ? k : selection[k]!]!);
      }
    });
    return [...byEnd].flatMap(([end, touched]) => Array.from(touched, (key) => ({ end, key })));
  }

  /** The windows of a pane that have fired and may still change. */
  #firedOf(pane: number): number[] {
    const closedUntil = this.#closedUntil;
    const ends: number[] = [];
    for (let end = this.#panes.firstEnd(pane); end <= this.#panes.lastEnd(pane); end = this.#panes.endAfter(end)) {
      if (end - 1 > closedUntil) break;
      if (end - 1 + this.#options.latenessMs > closedUntil) ends.push(end);
    }
    return ends;
  }

  /** All that comes before all that goes: each value is there when it is taken back. */
  #fold(rows: PaneRows, pane: number): void {
    const { batch, keys } = rows;
    const length = lengthOf(batch);
    this.#windows.changed(pane);
    const table = this.#state.pane(pane);
    table.locate(keys, batch.selection, 0, length, this.#entries);
    const { kinds } = batch;
    if (kinds === undefined) return this.#foldPart("add", rows, countUp(0, new Int32Array(length)), table);
    this.#foldPart("add", rows, rowsByKind(kinds, batch.selection, length, 0, new Int32Array(length)), table);
    const going = rowsByKind(kinds, batch.selection, length, 1, new Int32Array(length));
    const counts = table.partials.at(-1)!.numbers;
    const { there } = takenBack(this.#context, { batch, entries: this.#entries, going }, counts);
    this.#foldPart("retract", rows, there, table);
    const touched = new Set(this.#entries.subarray(0, length));
    // From the last on, as the last entry of all takes the place of a removed one.
    const empty = [...touched].filter((entry) => table.partials.at(-1)!.numbers[entry] === 0).sort((a, b) => b - a);
    for (const entry of empty) table.remove(entry);
    if (table.size === 0 && this.#state.away?.has(pane) !== true) this.#state.drop(pane);
  }

  #foldPart(how: "add" | "retract", { batch, values }: PaneRows, part: Int32Array, table: KeyedTable): void {
    const selection = gatherInt32(batch.selection, part);
    const entries = gatherInt32(this.#entries, part);
    this.#folder.fold(
      how,
      { batch: { ...batch, selection }, from: 0, to: part.length, entries },
      values,
      table.partials,
    );
  }

  #images(places: readonly Place[]): Images {
    const table = keyedTable(this.#foldings);
    places.forEach(({ end, key }, place) => {
      table.add(place);
      const { start } = this.#panes.windowOf(end);
      for (const pane of this.#state.times.within(start, end)) this.#mergeKey(table, place, pane, key);
    });
    const counts = table.partials.at(-1)!.numbers.slice(0, places.length);
    return { results: this.#results(table.partials, countUp(0, new Int32Array(places.length))), counts };
  }

  #mergeKey(into: KeyedTable, place: number, start: number, key: number): void {
    const pane = this.#state.panes.get(start)!;
    const entry = pane.find(key);
    if (entry < 0) return;
    const parts = pane.partials.map((column) => partialSlice(column, entry));
    this.#merge(into.partials, Int32Array.of(place), parts, 1);
  }

  #emitChanges(places: readonly Place[], before: Images, after: Images): void {
    const rows: { readonly place: number; readonly of: Images; readonly kind: number }[] = [];
    for (let place = 0; place < places.length; place++) {
      const [was, is] = [before.counts[place]! > 0, after.counts[place]! > 0];
      if (was && is && !differs(before, after, place)) continue;
      if (was) rows.push({ place, of: before, kind: is ? changeKind.updateBefore : changeKind.delete });
      if (is) rows.push({ place, of: after, kind: was ? changeKind.updateAfter : changeKind.insert });
    }
    if (rows.length === 0) return;
    const ends = Float64Array.from(rows, ({ place }) => places[place]!.end);
    this.#emit({
      keys: Float64Array.from(rows, ({ place }) => places[place]!.key),
      keyType: this.#keyType,
      starts: ends.map((end) => this.#panes.windowOf(end).start),
      ends,
      results: this.#options.aggregates.names.map((name, at) => {
        return named(
          name,
          rows.map(({ place, of }) => resultAt(of, at, place)),
        );
      }),
      kinds: Uint8Array.from(rows, ({ kind }) => kind),
    });
  }

  #fire(end: number): void {
    const { away, times } = this.#state;
    const { start } = this.#panes.windowOf(end);
    if (away?.isEmpty === false) {
      return away.gather(times.within(start, end), (table) => this.#give(table, start, end));
    }
    const table = this.#windows.tableOf(end);
    if (table !== undefined) this.#give(table, start, end);
  }

  #give(table: KeyedTable, start: number, end: number): void {
    const all = countUp(0, new Int32Array(table.size));
    for (let from = 0; from < all.length; from += emittedRows) {
      const entries = all.subarray(from, from + emittedRows);
      this.#emit({
        keys: gatherFloat64(table.keys, entries),
        keyType: this.#keyType,
        starts: new Float64Array(entries.length).fill(start),
        ends: new Float64Array(entries.length).fill(end),
        results: this.#results(table.partials, entries),
      });
    }
  }

  /** Changes that come too late leave as what they are, one by one: they are no changelog of their own. */
  #drop(batch: Batch): void {
    this.#context.count("numLateRecordsDropped", lengthOf(batch));
    const kinds = batch.kinds && splitUpdates(batch.kinds);
    this.#context.emit(describedChanges(kinds === undefined ? batch : { ...batch, kinds }), "late");
  }
}

function differs(before: Images, after: Images, place: number): boolean {
  return before.results.some((_, at) => !Object.is(resultAt(before, at, place), resultAt(after, at, place)));
}

function resultAt({ results }: Images, at: number, place: number): unknown {
  const { column } = results[at]!;
  return isValid(column.validity, place) ? valueAt(column, place) : null;
}
