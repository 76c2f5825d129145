import {
  type Batch,
  compact,
  type KeySpec,
  keep,
  keyedInput,
  lengthOf,
  type OperatorContext,
  type OperatorTask,
  take,
} from "../../core/mod.ts";
import { Outgoing } from "./outgoing.ts";
import { PatternSet } from "./pattern-set.ts";
import type { PatternState } from "./pattern-state.ts";
import { inTieOrder } from "./tie-order.ts";
import type { ReadyRows, Waiting } from "./waiting-rows.ts";

/** What a step that matches patterns does, whichever these are. */
export interface MatchPlan {
  readonly key: KeySpec;
  /** What one match becomes, by the pattern it is of. */
  readonly rowOf: (name: string, match: object) => unknown;
  readonly time: "event" | "processing";
  /** The order of events of one time; undefined as they came. */
  readonly tieOrder: ((left: never, right: never) => number) | undefined;
  readonly maxPartialMatches: number;
  /** What its user calls a pattern, where there are several. */
  readonly called: (name: string) => string | undefined;
  /** Whether patterns may become others: then rows wait as they are. */
  readonly patternsChange: "never" | "on the way";
}

const everything = { classes: undefined, mattering: undefined };

/** Rows on their way to patterns: late ones and those that matter to none leave, the others wait for the watermark. */
export class MatchTask implements OperatorTask {
  readonly patterns: PatternSet;
  readonly #plan: MatchPlan;
  readonly #context: OperatorContext;
  readonly #waiting: Waiting | undefined;
  readonly #keyed: ReturnType<typeof keyedInput>;
  readonly #matches: Outgoing;
  readonly #timeouts: Outgoing;

  constructor(plan: MatchPlan, context: OperatorContext, state: PatternState, waiting: Waiting | undefined) {
    this.#plan = plan;
    this.#context = context;
    this.#waiting = waiting;
    const timed = plan.time === "event";
    const matches = new Outgoing(context, timed);
    const timeouts = new Outgoing(context, timed, "timeouts");
    this.#matches = matches;
    this.#timeouts = timeouts;
    this.#keyed = keyedInput(context, plan.key, []);
    this.patterns = new PatternSet({ ...plan, context, state, matches, timeouts });
  }

  batch(given: Batch): void {
    const onTime = this.#waiting === undefined ? given : this.#withoutLate(given);
    if (lengthOf(onTime) === 0) return;
    const batch = compact(onTime);
    const { classes, mattering } = this.patterns.early(batch) ?? everything;
    if (mattering?.length === 0) return;
    const isAll = mattering === undefined || mattering.length === batch.rowCount;
    const keyed = this.#keyed(isAll ? batch : { ...batch, selection: mattering });
    if (keyed === undefined || lengthOf(keyed.batch) === 0) return;
    if (this.#waiting === undefined) this.#matchNow(keyed.batch, keyed.keys, classes);
    else this.#keepRows(this.#waiting, keyed.batch, keyed.keys, classes);
  }

  watermark(timeMs: number): void {
    if (this.#waiting !== undefined) this.reach(timeMs);
  }

  /** Event time has reached this: looks at all events up to then, and at what is due. */
  reach(timeMs: number): void {
    const { tieOrder } = this.#plan;
    for (const piece of this.#waiting!.ready(timeMs, tieOrder === undefined ? "apart" : "together")) {
      this.patterns.take(tieOrder === undefined ? piece : inTieOrder(piece, tieOrder, this.#context), undefined);
    }
    this.#advance(timeMs);
  }

  processingTime(timeMs: number): void {
    if (this.#waiting !== undefined) return;
    this.#advance(Math.max(timeMs, this.#context.clock.nowMs()));
    this.sleep();
  }

  end(): void {
    if (this.#waiting === undefined) this.#advance(Number.POSITIVE_INFINITY);
  }

  holds(key: number | undefined): ReturnType<NonNullable<OperatorTask["holds"]>> {
    const timeMs = this.patterns.nextMs;
    const next = timeMs < Number.POSITIVE_INFINITY ? { time: this.#plan.time, timeMs } : undefined;
    return { count: this.patterns.partialMatches(key), of: "partial matches", next };
  }

  gauges(): Readonly<Record<string, number>> {
    return this.patterns.waitingByStep();
  }

  /** By the clock: asks to be woken when something is due. */
  sleep(): void {
    if (this.#waiting !== undefined) return;
    const { nextMs } = this.patterns;
    if (nextMs < Number.POSITIVE_INFINITY) this.#context.wakeAt(nextMs);
  }

  #withoutLate(batch: Batch): Batch {
    const { watermark, step } = this.#context;
    const { times } = batch;
    if (times === undefined) throw withoutTime(step);
    if (!anyLate(times, batch, watermark)) return batch;
    const [late, onTime] = [[], []] as [number[], number[]];
    for (let k = 0; k < lengthOf(batch); k++) {
      const row = batch.selection === undefined ? k : batch.selection[k]!;
      (times[row]! <= watermark ? late : onTime).push(row);
    }
    this.#context.count("numLateRecordsDropped", late.length);
    this.#context.emit({ ...batch, selection: Int32Array.from(late) }, "late");
    return { ...batch, selection: Int32Array.from(onTime) };
  }

  #keepRows(waiting: Waiting, batch: Batch, keys: Float64Array, classes: readonly Int32Array[] | undefined): void {
    const { selection } = batch;
    if (selection === undefined) {
      const { rowCount } = batch;
      waiting.add(
        keep(batch),
        keys.slice(0, rowCount),
        classes?.map((one) => one.slice(0, rowCount)),
      );
      return;
    }
    const piece = compactPiece(batch, keys, classes);
    waiting.add(piece.batch, piece.keys, piece.classes);
  }

  #matchNow(batch: Batch, keys: Float64Array, classes: readonly Int32Array[] | undefined): void {
    const nowMs = this.#context.clock.nowMs();
    this.patterns.advance(nowMs);
    this.patterns.take(compactPiece(batch, keys, classes), nowMs);
    this.#send();
    this.sleep();
  }

  #advance(timeMs: number): void {
    this.patterns.advance(timeMs);
    this.#send();
  }

  #send(): void {
    this.#timeouts.send();
    this.#matches.send();
  }
}

function compactPiece(batch: Batch, keys: Float64Array, classes: readonly Int32Array[] | undefined): ReadyRows {
  const { selection } = batch;
  if (selection === undefined) return { batch, keys, classes, from: 0, to: batch.rowCount };
  const count = selection.length;
  return {
    batch: take(batch, selection),
    keys: gatherNumbers(keys, selection, new Float64Array(count)),
    classes: classes?.map((one) => gatherInts(one, selection, new Int32Array(count))),
    from: 0,
    to: count,
  };
}

function anyLate(times: Float64Array, batch: Batch, watermark: number): boolean {
  if (watermark === Number.NEGATIVE_INFINITY) return false;
  const { selection, rowCount } = batch;
  if (selection === undefined) return !allLater(times, rowCount, watermark);
  return selection.some((row) => times[row]! <= watermark);
}

/** Counted, not looked for: without a way out four rows go at once. */
function allLater(times: Float64Array, rowCount: number, watermark: number): boolean {
  let later = 0;
  for (let row = 0; row < rowCount; row++) later += times[row]! > watermark ? 1 : 0;
  return later === rowCount;
}

function gatherInts(from: Int32Array, rows: Int32Array, to: Int32Array): Int32Array {
  for (let at = 0; at < rows.length; at++) to[at] = from[rows[at]!]!;
  return to;
}

function gatherNumbers(from: Float64Array, rows: Int32Array, to: Float64Array): Float64Array {
  for (let at = 0; at < rows.length; at++) to[at] = from[rows[at]!]!;
  return to;
}

function withoutTime(step: string): TypeError {
  return new TypeError(
    `Cannot match patterns in ${step} by event time as its rows must have one: got a dataset without withEventTime; ` +
      'add .withEventTime((row) => row.at) before it, or say match(pattern, { time: "processing" })',
  );
}
