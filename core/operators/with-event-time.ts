import { type Batch, lengthOf } from "../data/batch.ts";
import { type Column, isValid, valueAt } from "../data/column.ts";
import { timestamp } from "../data/data-type.ts";
import { shown } from "../data/options.ts";
import { onlyColumn } from "../expression/evaluate.ts";
import { lambdaText } from "../expression/explain-chain.ts";
import { type Lambda, readLambda } from "../expression/read-lambda.ts";
import { rowReader } from "../expression/row-reader.ts";
import { operatorState } from "../state/keyed-state.ts";
import { durationText } from "../time/duration.ts";
import { eventTimeRule, isEventTime } from "../time/event-time.ts";
import type { WatermarkStrategy } from "../time/watermark-strategy.ts";
import { largestTime } from "./kernels/largest-time.ts";
import type { EventTimeHandling, Operator, OperatorContext, OperatorTask } from "./operator.ts";
import { evaluatorOf } from "./rows.ts";
import { likelyUnit, type TimeUnit } from "./time-unit.ts";

export interface EventTimeSpec extends EventTimeHandling {
  /** What gives the time of a row; undefined where the source has given it. */
  readonly timeOf: Lambda | undefined;
  /** A bound of disorder in ms: watermark = newest − bound − 1, after each batch. Or nothing before the end. Or functions. */
  readonly watermarks: number | "none" | WatermarkStrategy;
}

/**
 * Gives each record its event time and sends watermarks, of each split by itself.
 *
 * @see Akidau et al., "The Dataflow Model", VLDB 2015, §2.3 (heuristic watermarks).
 */
export function withEventTime(spec: EventTimeSpec): Operator {
  const { timeOf, watermarks, idleAfterMs, align } = spec;
  return {
    name: "withEventTime",
    details: detailsOf(spec),
    state: [splitStates],
    selection: "accepts",
    changes: "keeps",
    watermarks: "own",
    eventTime: {
      ...(typeof watermarks === "number" ? { outOfOrderMs: watermarks } : {}),
      ...(idleAfterMs === undefined ? {} : { idleAfterMs }),
      ...(align === undefined ? {} : { align }),
    },
    keepsSchema: true,
    ...(timeOf === undefined ? {} : { code: (schema) => `time: ${lambdaText(timeOf, schema)}` }),
    reads: (wanted) => {
      // Functions of a strategy are given whole rows.
      if (typeof watermarks === "object" && watermarks.onRow !== undefined) return ["all"];
      const reads = timeOf === undefined ? [] : readLambda(timeOf).reads;
      return [wanted === "all" || reads === undefined ? "all" : new Set([...wanted, ...reads])];
    },
    open: (context) => eventTimeTask(spec, context),
  };
}

function detailsOf({ timeOf, watermarks, idleAfterMs, align }: EventTimeSpec): Record<string, string> {
  const strategy = typeof watermarks === "object" ? watermarks.name : watermarks;
  return {
    time: timeOf === undefined ? "of the source" : "row lambda",
    ...(typeof strategy === "number" ? { outOfOrder: `${strategy} ms` } : { watermarks: strategy }),
    ...(idleAfterMs === undefined ? {} : { idleAfter: durationText(idleAfterMs) }),
    ...(align === undefined ? {} : { align: `${align.group}, at most ${durationText(align.maxDriftMs)} apart` }),
  };
}

/** What is remembered of a split: its newest time, or what a strategy remembers and the watermark that it gave. */
interface SplitState {
  timeMs: number;
  readonly memory?: unknown;
}

const splitStates = operatorState<Map<string, SplitState>>(
  "event times of splits",
  () => new Map(),
  (left, right) => {
    // Parts of one split may have been read by several subtasks.
    const merged = new Map(left);
    for (const [split, state] of right) {
      const other = merged.get(split);
      if (other === undefined || state.timeMs < other.timeMs) merged.set(split, state);
    }
    return merged;
  },
);

function eventTimeTask(spec: EventTimeSpec, context: OperatorContext): OperatorTask {
  const state = context.state(splitStates);
  const timed = watchingUnits(
    context,
    spec.timeOf === undefined ? sourceTimes(context) : lambdaTimes(spec.timeOf, context),
  );
  const own = {
    endSplit: (split: string) => void state.value.delete(split),
    watermark: (timeMs: number) => {
      if (timeMs === Number.POSITIVE_INFINITY) context.emitWatermark(timeMs);
    },
  };
  const { watermarks } = spec;
  if (watermarks === "none") return { ...own, batch: (batch) => emitTimed(timed(batch), context) };
  if (typeof watermarks === "object") return { ...own, ...strategyTask(watermarks, timed, context, state) };
  return {
    ...own,
    batch: (batch) => {
      const given = timed(batch);
      if (!emitTimed(given, context)) return;
      const { split } = context;
      const known = state.value.get(split);
      const newestMs = Math.max(given!.newestMs, known?.timeMs ?? Number.NEGATIVE_INFINITY);
      if (known === undefined) state.value.set(split, { timeMs: newestMs });
      else known.timeMs = newestMs;
      context.emitWatermark(newestMs - watermarks - 1);
    },
  };
}

/** Sends the rows on; whether there were any. */
function emitTimed(timed: Pick<Timed, "batch"> | undefined, context: OperatorContext): boolean {
  if (timed === undefined || lengthOf(timed.batch) === 0) return false;
  context.emit(timed.batch);
  return true;
}

type Timer = (batch: Batch) => Timed | undefined;

function strategyTask(
  strategy: WatermarkStrategy,
  timed: Timer,
  context: OperatorContext,
  state: { readonly value: Map<string, SplitState> },
): OperatorTask {
  const { onPeriod, everyMs } = strategy;
  const advance = (split: string, known: SplitState, timeMs: number | undefined): void => {
    if (timeMs === undefined || timeMs <= known.timeMs) return;
    if (!isEventTime(timeMs)) throw badWatermark(strategy.name, timeMs);
    if (context.emitWatermark(timeMs, split)) known.timeMs = timeMs;
  };
  if (onPeriod !== undefined) context.wakeAt(context.clock.nowMs() + everyMs);
  return {
    batch: (batch) => {
      const given = timed(batch);
      const { split } = context;
      const known = state.value.get(split) ?? { timeMs: Number.NEGATIVE_INFINITY, memory: strategy.start() };
      state.value.set(split, known);
      // What rows say holds once they are on their way.
      const told = given === undefined ? undefined : toldByRows(strategy, given.batch, known, context);
      if (emitTimed(told, context)) advance(split, known, told!.timeMs);
    },
    processingTime: (nowMs) => {
      for (const [split, known] of state.value) advance(split, known, onPeriod!(known.memory as never));
      context.wakeAt(nowMs + everyMs);
    },
  };
}

/** The greatest watermark that the rows of a batch tell of, and the rows without those at which it failed. */
function toldByRows(
  { name, onRow }: WatermarkStrategy,
  batch: Batch,
  { memory }: SplitState,
  context: OperatorContext,
): { readonly batch: Batch; readonly timeMs: number | undefined } {
  if (onRow === undefined) return { batch, timeMs: undefined };
  const read = rowReader(batch);
  const told: number[] = [];
  let greatest: number | undefined;
  for (let k = 0; k < lengthOf(batch); k++) {
    const row = batch.selection === undefined ? k : batch.selection[k]!;
    try {
      const timeMs = onRow(read(row) as never, batch.times![row]!, memory as never);
      if (timeMs !== undefined && !(timeMs <= (greatest ?? Number.NEGATIVE_INFINITY))) greatest = timeMs;
      told.push(row);
    } catch (error) {
      context.fail({ doing: `apply onRow of the watermark strategy ${shown(name)}`, error, batch, row });
    }
  }
  const isWhole = told.length === lengthOf(batch);
  return { batch: isWhole ? batch : { ...batch, selection: Int32Array.from(told) }, timeMs: greatest };
}

function badWatermark(name: string, timeMs: number): RangeError {
  const isFar = Number.isFinite(timeMs);
  const { rule, remedy } = eventTimeRule(timeMs);
  return new RangeError(
    `Cannot advance event time by the watermark strategy ${JSON.stringify(name)} as a watermark must be ${isFar ? rule : "a finite number of ms"}: ` +
      `got ${shown(timeMs)}; ${isFar ? remedy : "give undefined where there is nothing to say"}`,
  );
}

/** Times that say nothing of their unit are looked past for so many batches. */
const mostLooks = 16;

/** Looks at the first rows: times of another unit are taken without an error, and give windows of another age. */
function watchingUnits({ step, warn }: OperatorContext, timed: Timer): Timer {
  let looks = warn === undefined ? 0 : mostLooks;
  return (batch) => {
    const given = timed(batch);
    if (looks === 0 || given === undefined || lengthOf(given.batch) === 0) return given;
    const { times, selection } = given.batch;
    const unit = likelyUnit(times!, selection, lengthOf(given.batch));
    looks = unit === undefined ? looks - 1 : 0;
    if (unit !== undefined && unit !== "ms") warn!(oddTimes(step, unit));
    return given;
  };
}

function oddTimes(step: string, { looksLike, remedy }: TimeUnit): string {
  return (
    `Cannot be sure of the event times of ${step} as they must be ms since 1970: got ${looksLike}; ` +
    `if so, give ms, as in withEventTime((row) => ${remedy})`
  );
}

const allRows = new Int32Array(0);

interface Timed {
  readonly batch: Batch;
  readonly newestMs: number;
}

/** Times that a lambda gives. They lie in arrays that the next batch is written into. */
function lambdaTimes(timeOf: Lambda, context: OperatorContext): Timer {
  const evaluate = evaluatorOf([{ lambda: timeOf, step: "withEventTime" }], context);
  return (batch) => {
    const evaluated = evaluate(batch);
    if (evaluated === undefined) return undefined;
    const [values] = evaluated.values as [Batch];
    const absent = values.schema.fields[0]!.missing ?? null;
    const timed = timesOf(context, evaluated.batch, onlyColumn(values), absent);
    return { batch: { ...timed.batch, reused: timed.batch.reused || values.reused }, newestMs: timed.newestMs };
  };
}

/** Times that rows have already. */
function sourceTimes(context: OperatorContext): Timer {
  return (batch) => {
    if (batch.times === undefined) throw noSourceTimes(context.step);
    const column: Column = { type: timestamp, layout: "float64", values: batch.times, validity: undefined };
    return timesOf(context, batch, column, null);
  };
}

function noSourceTimes(step: string): TypeError {
  return new TypeError(
    `Cannot take event time from the source in ${step} as it must give its records a time: got records without one; ` +
      "say where it is, as in withEventTime((row) => row.at)",
  );
}

function timesOf(context: OperatorContext, batch: Batch, column: Column, absent: "undefined" | null): Timed {
  if (column.layout === "float64" && column.validity === undefined) {
    const newestMs = largestTime(column.values, batch.selection ?? allRows, lengthOf(batch));
    if (!Number.isNaN(newestMs)) return { batch: { ...batch, times: column.values }, newestMs };
  }
  const times = new Float64Array(batch.rowCount);
  const good: number[] = [];
  for (let k = 0; k < lengthOf(batch); k++) {
    const row = batch.selection === undefined ? k : batch.selection[k]!;
    const time = isValid(column.validity, row) ? Number(valueAt(column, row) ?? Number.NaN) : Number.NaN;
    times[row] = time;
    if (isEventTime(time)) good.push(row);
    else
      context.fail({
        doing: "take the event time",
        error: badTime(valueAt(column, row) ?? absent),
        explained: true,
        batch,
        row,
      });
  }
  const selection = Int32Array.from(good);
  return {
    batch: { ...batch, times, selection: good.length === batch.rowCount ? undefined : selection },
    newestMs: largestTime(times, selection, good.length),
  };
}

function badTime(value: unknown): TypeError {
  const isText = typeof value === "string" && value !== "undefined";
  const { rule, remedy } = eventTimeRule(value);
  return new TypeError(
    `Cannot take an event time in withEventTime as it must be ${rule}: ` +
      `got ${isText ? JSON.stringify(value.slice(0, 80)) : String(value)}; ${remedy}`,
  );
}
