import { type Batch, lengthOf } from "../data/batch.ts";
import { splitUpdates, takesBack } from "../data/change-pairs.ts";
import type { DataType } from "../data/data-type.ts";
import { isExplained } from "../data/explained-error.ts";
import { rowReader } from "../expression/row-reader.ts";
import type { ValueState } from "../state/keyed-state.ts";
import { valueState } from "../state/keyed-state.ts";
import { type Timers, timerState } from "../state/timers.ts";
import { type TimeWindow, type WindowAssigner, windowText } from "../time/window.ts";
import { type ChangedRows, changedRows } from "./changed-rows.ts";
import { describedChanges } from "./changelog.ts";
import { type ChangingWindow, ChangingWindows, changingWindowsCodec, type HeldElement } from "./changing-windows.ts";
import { columnsReadBy, type KeyedInput, type KeySpec, keyedInput } from "./keyed-input.ts";
import type { Held, Operator, OperatorContext, OperatorTask } from "./operator.ts";
import { notThere } from "./taken-back.ts";
import { codeOf, lambdasOf, readsRows, resultsOf, valuesOf, verbOf, type WindowCompute } from "./window.ts";
import { type Assignment, assignmentOf } from "./window-assignment.ts";
import type { WindowElement } from "./window-contents.ts";
import type { WindowResults } from "./window-results.ts";
import { withoutTime } from "./without-time.ts";

export interface WindowChangesOptions {
  readonly key: KeySpec;
  /** Windows of event time; those that merge do so where they touch. */
  readonly window: WindowAssigner;
  /** How long after its end a window still takes changes, ms. Without it each window gives its results once, for good. */
  readonly latenessMs: number;
  readonly compute: WindowCompute;
}

/**
 * Any windows of event time over a changelog, with any function of what they hold: records are kept one by one until all
 * their windows are closed, so that any of them may be taken back. A session that loses a record may become two. What
 * changes a window that has fired takes back the rows that it gave and gives the new ones.
 *
 * Morally: `rows = whatIsLeft(changes); for (window of windowsOf(rows)) if (window has ended) emit compute(rows in window)`.
 */
export function windowChanges(options: WindowChangesOptions): Operator {
  const { key, window, latenessMs, compute } = options;
  const assignment = assignmentOf(window);
  const states = {
    windows: valueState(
      "windows",
      changingWindowsCodec({ merges: assignment.merges !== undefined, latenessMs }),
      "memory or disk",
    ),
    timers: timerState("event timers"),
  };
  const whole = { ...options, trigger: undefined, evictor: undefined };
  return {
    name: `window(${windowText(window)}).${verbOf(compute)}`,
    details: {
      window: windowText(window),
      input: "changes",
      ...(compute.aggregates === undefined ? {} : { aggregates: compute.aggregates.names.join(", ") }),
    },
    sides: ["late", ...(compute.kind === "process" ? compute.sides : [])],
    state: [states.windows, states.timers],
    selection: "accepts",
    changes: "accepts",
    ...(latenessMs > 0 ? { gives: "changes" as const } : {}),
    ...codeOf(key, compute.aggregates),
    reads: () => [columnsReadBy(key, lambdasOf(whole), readsRows(whole))],
    open: (context) =>
      new WindowChangesTask(options, assignment, context, context.state(states.windows), context.state(states.timers)),
  };
}

/** Records are kept one by one: aggregates fold those that are there when a window fires. */
const keepsAll = { name: "all", when: "before" as const, keep: <Kept>(rows: readonly Kept[]): readonly Kept[] => rows };

class WindowChangesTask implements OperatorTask {
  readonly #options: WindowChangesOptions;
  readonly #assignment: Assignment;
  readonly #context: OperatorContext;
  readonly #states: ValueState<ChangingWindows>;
  readonly #timers: Timers;
  readonly #input: (batch: Batch) => KeyedInput | undefined;
  readonly #readsRows: boolean;
  readonly #results: WindowResults;
  readonly #changed: ChangedRows;
  /** What the user's function remembers of the window that fires. */
  #own: unknown;
  #keyType: DataType | undefined;

  constructor(
    options: WindowChangesOptions,
    assignment: Assignment,
    context: OperatorContext,
    states: ValueState<ChangingWindows>,
    timers: Timers,
  ) {
    const whole = { ...options, trigger: undefined, evictor: keepsAll };
    this.#options = options;
    this.#assignment = assignment;
    this.#context = context;
    this.#states = states;
    this.#timers = timers;
    this.#input = keyedInput(context, options.key, lambdasOf(whole), options.compute.aggregates);
    this.#readsRows = readsRows({ ...whole, evictor: undefined });
    this.#changed = changedRows(context, options.compute);
    this.#results = resultsOf(whole, options.latenessMs > 0 ? this.#changed.capturing : context, {
      window: () => this.#own,
      global: (fired) => this.#states.get(fired.key)!.global,
    });
  }

  batch(batch: Batch): void {
    if (batch.times === undefined) throw withoutTime(this.#context.step);
    const input = this.#input(batch);
    if (input === undefined) return;
    this.#keyType = input.keyType;
    this.#states.readAhead(input.keys, input.batch.selection, lengthOf(input.batch));
    // Windows that have fired are right again after each batch. What has not waits for its time, and a part of a session that
    // has ended by now for the next watermark: it may be joined again before.
    for (const key of this.#takeRows(input)) {
      const windows = this.#states.get(key)!;
      this.#settle(key, windows, windows.touched(), undefined);
    }
    this.#flush();
  }

  watermark(timeMs: number): void {
    for (let timer = this.#timers.due(timeMs); timer !== undefined; timer = this.#timers.due(timeMs)) {
      this.#states.relieve();
      const windows = this.#states.get(timer.key);
      if (windows === undefined) continue;
      windows.timerMs = Number.POSITIVE_INFINITY;
      this.#settle(timer.key, windows, windows.due(timeMs), timeMs);
    }
    this.#flush();
  }

  holds(key: number | undefined): Held {
    const { watermark } = this.#context;
    let count = 0;
    let next: TimeWindow | undefined;
    for (const each of key === undefined ? this.#states.keys() : [key]) {
      this.#states.relieve();
      for (const { start, end, isEmpty } of this.#states.get(each)?.all() ?? []) {
        if (isEmpty) continue;
        count++;
        if (end - 1 > watermark && (next === undefined || end < next.end)) next = { start, end };
      }
    }
    const until = next && ({ time: "event", timeMs: next.end - 1, window: next } as const);
    return { count, of: "windows", next: until, hasFired: count > 0 && next === undefined };
  }

  /** Gives the keys of which windows were changed. */
  #takeRows(input: KeyedInput): Set<number> {
    const { batch, keys } = input;
    const read = this.#readsRows ? rowReader(batch) : undefined;
    const touched = new Set<number>();
    const late: number[] = [];
    for (let k = 0; k < lengthOf(batch); k++) {
      const row = batch.selection === undefined ? k : batch.selection[k]!;
      const element = { row: read?.(row), timeMs: batch.times![row], values: valuesOf(input, row) };
      const assigned = this.#windowsOf(element, batch, row);
      if (assigned === undefined) continue;
      const key = keys[row]!;
      const isBack = batch.kinds !== undefined && takesBack(batch.kinds[row]!);
      const isTaken = isBack
        ? this.#states.get(key)?.take(element, assigned) === true
        : this.#add(key, element, assigned);
      if (isTaken) touched.add(key);
      else if (isBack && assigned.some((bounds) => !this.#isClosed(bounds)))
        notThere(this.#context, batch, row, "the whole old row with an event time of its window");
      else if (element.timeMs! + this.#options.latenessMs <= this.#context.watermark) late.push(row);
    }
    if (late.length > 0) this.#drop(batch, late);
    return touched;
  }

  #windowsOf(element: WindowElement, batch: Batch, row: number): readonly TimeWindow[] | undefined {
    try {
      return this.#assignment.windowsOf(element.timeMs!, element.row, element.values.at(-1));
    } catch (error) {
      const failure = { doing: "assign the record to a window", error, batch, row };
      this.#context.fail(isExplained(error) ? { ...failure, explained: true } : failure);
      return undefined;
    }
  }

  /** False where all windows of the record are closed. */
  #add(key: number, element: WindowElement, assigned: readonly TimeWindow[]): boolean {
    const there = this.#states.get(key);
    const isOpen = (own: TimeWindow): boolean =>
      !this.#isClosed(own) || (this.#assignment.merges !== undefined && there?.touches(own) === true);
    const open = assigned.filter(isOpen);
    if (open.length === 0) return false;
    (there ?? this.#start(key)).add(element, open);
    return true;
  }

  #start(key: number): ChangingWindows {
    const { compute, latenessMs } = this.#options;
    const windows = new ChangingWindows({ merges: this.#assignment.merges !== undefined, latenessMs });
    if (compute.kind === "process") windows.global = compute.globalState?.();
    this.#states.set(key, windows);
    return windows;
  }

  /**
   * Fires windows that have ended.
   *
   * @param passedMs A watermark, by which windows are closed; undefined after a batch, where none is given up for good.
   */
  #settle(key: number, windows: ChangingWindows, some: Iterable<ChangingWindow>, passedMs: number | undefined): void {
    const timeMs = passedMs ?? this.#context.watermark;
    for (const window of [...some].sort((one, other) => one.end - other.end)) {
      const lastMs = window.end - 1;
      const closesMs = lastMs + this.#options.latenessMs;
      const isEmpty = window.isEmpty && window.fired === undefined;
      const isDue = lastMs <= timeMs && (passedMs !== undefined || closesMs > timeMs);
      if (isDue && !isEmpty && (window.fired === undefined || window.changed)) this.#fire(key, windows, window);
      if ((isDue && closesMs <= timeMs) || window.isEmpty) windows.close(window);
      else windows.expect(window, lastMs <= timeMs ? closesMs : lastMs);
    }
    this.#expect(key, windows, windows.nextDueMs);
    if (windows.isEmpty && windows.global === undefined) this.#states.delete(key);
  }

  #fire(key: number, windows: ChangingWindows, window: ChangingWindow): void {
    const { compute, latenessMs } = this.#options;
    const { start, end } = window;
    this.#own = compute.kind === "process" ? compute.windowState?.() : undefined;
    window.changed = false;
    if (!window.isEmpty) {
      const kept = this.#results.fire({ key, start, end, contents: windows.contentsOf(window) });
      windows.leaveOut(window, (kept ?? []) as HeldElement[]);
    }
    if (latenessMs === 0) {
      this.#results.gone?.({ key, start, end, contents: undefined }, this.#own);
      return;
    }
    this.#results.flush(this.#keyType);
    const rows = this.#changed.captured();
    this.#changed.put(window.fired ?? [], rows, end - 1);
    window.fired = rows;
  }

  #expect(key: number, windows: ChangingWindows, timeMs: number): void {
    if (timeMs >= windows.timerMs || !Number.isFinite(timeMs)) return;
    windows.timerMs = timeMs;
    this.#timers.set(key, timeMs);
  }

  #isClosed({ end }: TimeWindow): boolean {
    return end - 1 + this.#options.latenessMs <= this.#context.watermark;
  }

  #flush(): void {
    if (this.#options.latenessMs === 0) this.#results.flush(this.#keyType);
    else this.#changed.flush();
  }

  /** Changes that come too late leave as what they are, one by one: they are no changelog of their own. */
  #drop(batch: Batch, rows: readonly number[]): void {
    this.#context.count("numLateRecordsDropped", rows.length);
    const kinds = batch.kinds && splitUpdates(batch.kinds);
    const selection = Int32Array.from(rows);
    this.#context.emit(describedChanges({ ...batch, selection, ...(kinds === undefined ? {} : { kinds }) }), "late");
  }
}
