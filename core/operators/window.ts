import { type Batch, lengthOf } from "../data/batch.ts";
import { isValid, valueAt } from "../data/column.ts";
import type { DataType } from "../data/data-type.ts";
import { isExplained } from "../data/explained-error.ts";
import type { Lambda } from "../expression/read-lambda.ts";
import { rowReader } from "../expression/row-reader.ts";
import type { ValueState } from "../state/keyed-state.ts";
import { type Timer, type Timers, timerState } from "../state/timers.ts";
import type { Evictor } from "../time/evictor.ts";
import type { Trigger, TriggerResult } from "../time/trigger.ts";
import { type TimeWindow, type WindowAssigner, windowText } from "../time/window.ts";
import { type AggregationSpec, aggregationCode, needsRows } from "./aggregation-spec.ts";
import { foldFailure } from "./fold-failure.ts";
import { columnsReadBy, type KeyedInput, type KeySpec, keyedInput } from "./keyed-input.ts";
import type { Held, Operator, OperatorContext, OperatorTask, RecordFailure } from "./operator.ts";
import { type Assignment, assignmentOf } from "./window-assignment.ts";
import { allElements, FoldError, partialResults, type WindowContents, type WindowElement } from "./window-contents.ts";
import { heldWindows } from "./window-holds.ts";
import { placeOf, type WindowPlace } from "./window-place.ts";
import { type OwnStates, processResults, type WindowProcess } from "./window-process.ts";
import { aggregateResults, type WindowResults } from "./window-results.ts";
import {
  addRecord,
  boundsOf,
  emptyWindows,
  type KeyWindows,
  removeRecord,
  type WindowRecord,
  windowState,
} from "./window-state.ts";
import { type MovableTriggerContext, mustBeResult, rememberedBy, triggerContext } from "./window-trigger.ts";
import { withoutTime } from "./without-time.ts";

export interface WindowOptions {
  readonly key: KeySpec;
  readonly window: WindowAssigner;
  /** Undefined where nothing ever fires. */
  readonly trigger: Trigger | undefined;
  readonly evictor: Evictor | undefined;
  /** How long after its end a window of event time still takes records, ms. */
  readonly latenessMs: number;
  readonly compute: WindowCompute;
}

/** What is made of a window's records. */
export type WindowCompute =
  | { readonly kind: "aggregate"; readonly aggregates: AggregationSpec; readonly output: "rows" | "values" }
  | ({ readonly kind: "process" } & WindowProcess);

/**
 * Any windows with any trigger, one record at a time. Windows are gone, with all they remember, when the watermark (or
 * the clock) passes their end and the allowed lateness.
 *
 * @see Akidau et al., "The Dataflow Model", VLDB 2015, §2.2–2.3 (assignment, merging, triggers).
 */
export function windowOperator(options: WindowOptions): Operator {
  const { key, window, trigger, evictor, compute } = options;
  const contents =
    compute.aggregates !== undefined && evictor === undefined
      ? partialResults(compute.aggregates.foldings)
      : allElements();
  const states = {
    windows: windowState(contents),
    event: timerState("event timers"),
    processing: timerState("processing timers"),
  };
  const lambdas = lambdasOf(options);
  return {
    name: `window(${windowText(window)}).${verbOf(compute)}`,
    details: {
      window: windowText(window),
      trigger: trigger?.name ?? "never",
      ...(evictor === undefined ? {} : { evictor: `${evictor.name}, ${evictor.when}` }),
      ...(compute.aggregates === undefined ? {} : { aggregates: compute.aggregates.names.join(", ") }),
    },
    sides: ["late", ...(compute.kind === "process" ? compute.sides : [])],
    state: [states.windows, states.event, states.processing],
    selection: "accepts",
    ...codeOf(key, compute.aggregates),
    reads: () => [columnsReadBy(key, lambdas, readsRows(options))],
    open: (context) =>
      new WindowTask(options, contents, context, {
        windows: context.state(states.windows),
        event: context.state(states.event),
        processing: context.state(states.processing),
      }),
  };
}

export function codeOf(key: KeySpec, aggregates: AggregationSpec | undefined): Pick<Operator, "code"> {
  return aggregates === undefined ? {} : { code: (schema) => aggregationCode(key, aggregates, schema) };
}

/** Where a record stands. */
interface RecordPlace {
  readonly batch: Batch;
  readonly row: number;
}

/** Stands for the contents of a window where the record could not be added. */
const leftOut: unique symbol = Symbol("left out");

interface States {
  readonly windows: ValueState<KeyWindows>;
  readonly event: Timers;
  readonly processing: Timers;
}

export function verbOf(compute: WindowCompute): string {
  if (compute.kind === "process") return "process";
  return compute.output === "rows" ? "aggregate" : "reduce";
}

/** What is evaluated of each row: the values of aggregates, and last the gap of a dynamic session. */
export function lambdasOf({ window, compute }: WindowOptions): (Lambda | undefined)[] {
  const values = compute.aggregates?.values ?? [];
  const timed = window.kind === "processing" ? window.of : window;
  return timed.kind === "dynamicSession" ? [...values, timed.gapOf as Lambda] : [...values];
}

export function readsRows({ window, trigger, evictor, compute }: WindowOptions): boolean {
  if (compute.aggregates === undefined || needsRows(compute.aggregates) || evictor !== undefined) return true;
  return window.kind === "custom" || (trigger !== undefined && trigger.ignoresRows !== true);
}

class WindowTask implements OperatorTask {
  readonly #options: WindowOptions;
  readonly #contents: WindowContents;
  readonly #context: OperatorContext;
  readonly #states: States;
  readonly #assignment: Assignment;
  readonly #trigger: MovableTriggerContext;
  readonly #input: (batch: Batch) => KeyedInput | undefined;
  readonly #readsRows: boolean;
  readonly #results: WindowResults;
  #keyType: DataType | undefined;

  constructor(options: WindowOptions, contents: WindowContents, context: OperatorContext, states: States) {
    this.#options = options;
    this.#contents = contents;
    this.#context = context;
    this.#states = states;
    this.#assignment = assignmentOf(options.window);
    this.#trigger = triggerContext(context, this.#assignment.time, states, (window) => this.#cleanupTime(window));
    this.#input = keyedInput(context, options.key, lambdasOf(options), options.compute.aggregates);
    this.#readsRows = readsRows(options);
    this.#results = resultsOf(options, context, {
      window: (fired) => this.#states.windows.get(fired.key)!.byBounds.get(boundsOf(fired))!.own,
      global: (fired) => this.#states.windows.get(fired.key)!.global,
    });
    this.#sleep();
  }

  batch(batch: Batch): void {
    if (this.#assignment.time === "event" && batch.times === undefined) throw withoutTime(this.#context.step);
    this.#wake(this.#context.clock.nowMs());
    const input = this.#input(batch);
    if (input !== undefined) {
      this.#states.windows.readAhead(input.keys, input.batch.selection, lengthOf(input.batch));
      this.#takeRows(input);
    }
    this.#results.flush(this.#keyType);
    this.#sleep();
  }

  watermark(timeMs: number): void {
    for (let timer = this.#states.event.due(timeMs); timer !== undefined; timer = this.#states.event.due(timeMs)) {
      this.#goesOff(timer, "event");
    }
    this.#results.flush(this.#keyType);
    this.#sleep();
  }

  processingTime(timeMs: number): void {
    this.#wake(timeMs);
    this.#results.flush(this.#keyType);
    this.#sleep();
  }

  /** Windows of processing time that are open fire: nobody will wait for them. */
  end(): void {
    this.#trigger.end();
    this.#wake(Number.MAX_VALUE);
    this.#results.flush(this.#keyType);
  }

  holds(key: number | undefined): Held {
    return heldWindows(key, {
      ...this.#states,
      time: this.#assignment.time,
      trigger: this.#options.trigger,
      contextOf: (of, record) => this.#trigger.moveTo(of, record),
    });
  }

  #takeRows(input: KeyedInput): void {
    this.#keyType = input.keyType;
    const { batch, keys } = input;
    const read = this.#readsRows ? rowReader(batch) : undefined;
    const late: number[] = [];
    for (let k = 0; k < lengthOf(batch); k++) {
      const row = batch.selection === undefined ? k : batch.selection[k]!;
      const element = { row: read?.(row), timeMs: batch.times?.[row], values: valuesOf(input, row) };
      const windows = this.#windowsOf(element, batch, row);
      if (windows !== undefined && this.#take(keys[row]!, element, windows, { batch, row }) === "late") late.push(row);
    }
    if (late.length === 0) return;
    this.#context.count("numLateRecordsDropped", late.length);
    this.#context.emit({ ...batch, selection: Int32Array.from(late) }, "late");
  }

  /** The windows of a record; undefined where finding them failed. */
  #windowsOf({ timeMs, row, values }: WindowElement, batch: Batch, at: number): readonly TimeWindow[] | undefined {
    const time = this.#assignment.time === "event" ? timeMs! : this.#context.clock.nowMs();
    try {
      return this.#assignment.windowsOf(time, row, values.at(-1));
    } catch (error) {
      const failure = { doing: "assign the record to a window", error, batch, row: at };
      this.#context.fail(isExplained(error) ? { ...failure, explained: true } : failure);
      return undefined;
    }
  }

  #take(key: number, element: WindowElement, assigned: readonly TimeWindow[], at: RecordPlace): "taken" | "late" {
    const windows = this.#states.windows.get(key) ?? this.#start(key);
    let taken = false;
    for (const own of assigned) {
      const place = placeOf(windows, own, this.#assignment, (bounds) => this.#isClosed(bounds));
      if (place === undefined) continue;
      taken = true;
      const contents = this.#folded(place.joined, element, at);
      if (contents === leftOut) continue;
      const record = this.#recordOf(key, windows, place);
      record.contents = contents;
      const timeMs = element.timeMs ?? this.#trigger.processingTimeMs;
      const context = this.#trigger.moveTo(key, record);
      const { trigger } = this.#options;
      this.#apply(
        trigger === undefined ? "continue" : trigger.onRow(element.row as never, timeMs, context),
        key,
        record,
      );
      this.#expectCleanup(key, record);
      this.#forgetIfEmpty(windows, record);
    }
    this.#letGo(key, windows);
    return taken || !this.#isLate(element.timeMs) ? "taken" : "late";
  }

  #start(key: number): KeyWindows {
    const windows = emptyWindows();
    const { compute } = this.#options;
    if (compute.kind === "process") windows.global = compute.globalState?.();
    this.#states.windows.set(key, windows);
    return windows;
  }

  /** What the windows that a record joins hold, with the record; nothing is changed where that fails. */
  #folded(joined: readonly WindowRecord[], element: WindowElement, { batch, row }: RecordPlace): unknown {
    const held = joined.flatMap(({ contents }) => (contents === undefined ? [] : [contents]));
    try {
      const [first, ...others] = held;
      const whole = others.reduce((left, right) => this.#contents.merge(left, right), this.#started(first, others));
      return this.#contents.add(whole, element);
    } catch (error) {
      this.#context.fail(this.#failure(error, batch, row));
      return leftOut;
    }
  }

  #started(first: unknown, others: readonly unknown[]): unknown {
    return others.length === 0 ? first : this.#contents.copy(first);
  }

  #failure(error: unknown, batch: Batch, row: number): RecordFailure {
    const { compute } = this.#options;
    if (error instanceof FoldError && compute.aggregates !== undefined) {
      return foldFailure(compute.aggregates, error.aggregate, error.cause, batch, row);
    }
    const failure = { doing: "merge the windows that the record joins", error, batch, row };
    return isExplained(error) ? { ...failure, explained: true } : failure;
  }

  #recordOf(key: number, windows: KeyWindows, { bounds, joined, there }: WindowPlace): WindowRecord {
    if (there !== undefined) return there;
    const record = this.#add(windows, bounds);
    if (joined.length > 0) this.#merge(key, windows, record, joined);
    return record;
  }

  #add(windows: KeyWindows, { start, end }: TimeWindow): WindowRecord {
    const { compute } = this.#options;
    const own = compute.kind === "process" ? compute.windowState?.() : undefined;
    // A global window that was forgotten when it was empty goes on with its timers.
    const id = end === Number.POSITIVE_INFINITY ? 0 : windows.nextId++;
    return addRecord(windows, { id, start, end, contents: undefined, trigger: new Map(), own });
  }

  #merge(key: number, windows: KeyWindows, record: WindowRecord, merged: readonly WindowRecord[]): void {
    this.#options.trigger?.onMerge?.(this.#trigger.moveTo(key, record), merged.map(rememberedBy));
    for (const one of merged) this.#remove(key, windows, one);
  }

  #goesOff({ key, timeMs, namespace }: Timer, time: "event" | "processing"): void {
    this.#states.windows.relieve();
    const windows = this.#states.windows.get(key);
    const record = windows?.byId.get(namespace);
    // Windows that are gone may have left timers.
    if (windows === undefined || record === undefined) return;
    const { trigger } = this.#options;
    const context = this.#trigger.moveTo(key, record);
    const decide = time === "event" ? trigger?.onEventTime : trigger?.onProcessingTime;
    const isOver = time === this.#assignment.time && timeMs === this.#cleanupTime(record);
    const isAsked = decide !== undefined && !(isOver && this.#trigger.isUntold);
    this.#apply(isAsked ? decide.call(trigger, timeMs, context) : "continue", key, record);
    if (isOver) {
      this.#remove(key, windows, record);
      this.#results.gone?.({ key, start: record.start, end: record.end, contents: undefined }, record.own);
    }
    this.#forgetIfEmpty(windows, record);
    this.#letGo(key, windows);
  }

  #apply(result: TriggerResult, key: number, record: WindowRecord): void {
    if (result === "continue") return;
    mustBeResult(result, this.#options);
    if ((result === "fire" || result === "fireAndPurge") && record.contents !== undefined) {
      record.contents = this.#results.fire({ key, start: record.start, end: record.end, contents: record.contents });
    }
    if (result === "purge" || result === "fireAndPurge") record.contents = undefined;
  }

  #remove(key: number, windows: KeyWindows, record: WindowRecord): void {
    this.#options.trigger?.clear?.(this.#trigger.moveTo(key, record));
    const cleanup = this.#cleanupTime(record);
    if (this.#assignment.time === "event") this.#states.event.delete(key, cleanup, record.id);
    else this.#states.processing.delete(key, cleanup, record.id);
    removeRecord(windows, record);
  }

  /** A window without end has nothing but its contents and what its trigger remembers. */
  #forgetIfEmpty(windows: KeyWindows, record: WindowRecord): void {
    if (this.#assignment.time !== "none" || record.contents !== undefined) return;
    if (record.trigger.size === 0 && record.own === undefined) removeRecord(windows, record);
  }

  #letGo(key: number, windows: KeyWindows): void {
    if (windows.byId.size === 0 && windows.global === undefined) this.#states.windows.delete(key);
  }

  #expectCleanup(key: number, record: WindowRecord): void {
    const cleanup = this.#cleanupTime(record);
    if (cleanup === Number.POSITIVE_INFINITY) return;
    if (this.#assignment.time === "event") this.#states.event.set(key, cleanup, record.id);
    else this.#states.processing.set(key, cleanup, record.id);
  }

  /** The clock is past a window when it shows its end: before, records may still come that belong to it. */
  #cleanupTime({ end }: TimeWindow): number {
    return this.#assignment.time === "event" ? end - 1 + this.#options.latenessMs : end;
  }

  #isClosed(bounds: TimeWindow): boolean {
    return this.#assignment.time === "event" && this.#cleanupTime(bounds) <= this.#context.watermark;
  }

  #isLate(timeMs: number | undefined): boolean {
    return this.#assignment.time === "event" && timeMs! + this.#options.latenessMs <= this.#context.watermark;
  }

  #wake(timeMs: number): void {
    const { processing } = this.#states;
    for (let timer = processing.due(timeMs); timer !== undefined; timer = processing.due(timeMs)) {
      this.#goesOff(timer, "processing");
    }
  }

  #sleep(): void {
    const { next } = this.#states.processing;
    if (Number.isFinite(next)) this.#context.wakeAt(next);
  }
}

export function resultsOf(
  { key, compute, evictor }: WindowOptions,
  context: OperatorContext,
  state: OwnStates,
): WindowResults {
  return compute.kind === "process"
    ? processResults(context, key, compute, evictor, state)
    : aggregateResults(context, key, compute.aggregates, compute.output, evictor);
}

export function valuesOf({ values }: KeyedInput, row: number): unknown[] {
  return values.map((value) => {
    if (value === undefined) return undefined;
    return isValid(value.column.validity, row) ? valueAt(value.column, row) : null;
  });
}
