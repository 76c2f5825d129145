import {
  type Batch,
  compact,
  type KeySpec,
  keep,
  keyedInput,
  lengthOf,
  type Operator,
  type OperatorContext,
  type OperatorTask,
  rowReader,
  take,
} from "../../core/mod.ts";
import type { Prepared } from "../matching/matcher.ts";
import type { Condition } from "../pattern/condition.ts";
import { Outgoing } from "./outgoing.ts";
import { PatternRun, RowCursor } from "./pattern-run.ts";
import { type PatternState, patternState } from "./pattern-state.ts";
import { Predicates } from "./predicates.ts";
import { inTieOrder } from "./tie-order.ts";
import { type ReadyRows, type Waiting, waitingState } from "./waiting-rows.ts";

/** What a step that matches patterns does. */
export interface MatchPlan {
  readonly key: KeySpec;
  readonly patterns: readonly NamedPattern[];
  /** What one match becomes, by the pattern it is of. */
  readonly rowOf: (name: string, match: object) => unknown;
  readonly time: "event" | "processing";
  /** The order of events of one time; undefined as they came. */
  readonly tieOrder: ((left: never, right: never) => number) | undefined;
  readonly maxPartialMatches: number;
  readonly details: Readonly<Record<string, string>>;
  /** Differs where the patterns are built otherwise. */
  readonly form: string;
}

export interface NamedPattern {
  readonly name: string;
  readonly prepared: Prepared;
}

/** Finds matches of patterns in the rows of each key, in order of their event time or as they come. */
export function matchOperator(plan: MatchPlan): Operator {
  const waiting = waitingState();
  const patterns = patternState(plan.form);
  return {
    name: "match",
    sides: ["timeouts", ...(plan.time === "event" ? ["late"] : [])],
    state: plan.time === "event" ? [waiting, patterns] : [patterns],
    selection: "accepts",
    reads: () => ["all"],
    details: plan.details,
    open: (context) => {
      const rows = plan.time === "event" ? context.state(waiting) : undefined;
      return new MatchTask(plan, context, context.state(patterns), rows);
    },
  };
}

class MatchTask implements OperatorTask {
  readonly #plan: MatchPlan;
  readonly #context: OperatorContext;
  readonly #waiting: Waiting | undefined;
  readonly #runs: readonly PatternRun[];
  readonly #keyed: ReturnType<typeof keyedInput>;
  readonly #predicates: Predicates;
  /** The conditions of events of all patterns, each once, and which of them are whose. */
  readonly #conditions: readonly Condition[];
  readonly #conditionsOf: readonly (readonly number[])[];
  readonly #matches: Outgoing;
  readonly #timeouts: Outgoing;
  #counted: ReadonlyMap<string, number> = new Map();

  constructor(plan: MatchPlan, context: OperatorContext, state: PatternState, waiting: Waiting | undefined) {
    this.#plan = plan;
    this.#context = context;
    this.#waiting = waiting;
    const timed = plan.time === "event";
    this.#matches = new Outgoing(context, timed);
    this.#timeouts = new Outgoing(context, timed, "timeouts");
    this.#keyed = keyedInput(context, plan.key, []);
    this.#predicates = new Predicates(context);
    this.#runs = plan.patterns.map(({ name, prepared }) => {
      const outbox = {
        match: (row: object, timeMs: number) => this.#matches.add(plan.rowOf(name, row), timeMs),
        wantsTimeouts: context.sideIsRead("timeouts"),
        timeout: (row: object, timeMs: number) => this.#timeouts.add(plan.rowOf(name, row), timeMs),
      };
      return new PatternRun(prepared, state.of(name), context, { outbox, maxPartialMatches: plan.maxPartialMatches });
    });
    const conditions = new Map<unknown, number>();
    const list: Condition[] = [];
    this.#conditionsOf = this.#runs.map(({ matcher, prepared }) =>
      matcher.decisions.atomsOfEvents.map((atom) => {
        const { condition } = prepared.automaton.atoms.list[atom]!;
        const same = condition.kind === "event" ? condition.test : condition;
        const at = conditions.get(same) ?? list.push(condition) - 1;
        conditions.set(same, at);
        return at;
      }),
    );
    this.#conditions = list;
    this.#sleep();
  }

  batch(given: Batch): void {
    const onTime = this.#waiting === undefined ? given : this.#withoutLate(given);
    if (lengthOf(onTime) === 0) return;
    const compacted = compact(onTime);
    const { truths, failed } = this.#predicates.truths(this.#conditions, compacted);
    const classes = this.#classify(truths, compacted.rowCount);
    const kept = this.#notInert(compacted, classes, failed);
    const keyed = this.#keyed(kept === undefined ? compacted : { ...compacted, selection: kept });
    if (keyed === undefined) return;
    if (this.#waiting === undefined) this.#matchNow(keyed.batch, keyed.keys, classes);
    else this.#keepRows(this.#waiting, keyed.batch, keyed.keys, classes);
  }

  watermark(timeMs: number): void {
    if (this.#waiting === undefined) return;
    for (const piece of this.#waiting.ready(timeMs, this.#plan.tieOrder === undefined ? "apart" : "together"))
      this.#match(piece, undefined);
    this.#advance(timeMs);
  }

  processingTime(timeMs: number): void {
    if (this.#waiting !== undefined) return;
    this.#advance(Math.max(timeMs, this.#context.clock.nowMs()));
    this.#sleep();
  }

  end(): void {
    if (this.#waiting === undefined) this.#advance(Number.POSITIVE_INFINITY);
  }

  holds(key: number | undefined): ReturnType<NonNullable<OperatorTask["holds"]>> {
    let count = 0;
    for (const { partials } of this.#runs) {
      const place = key === undefined ? -1 : partials.keys.find(key);
      count += key === undefined ? partials.size : place < 0 ? 0 : partials.countOf(place);
    }
    const timeMs = Math.min(...this.#runs.map(({ nextMs }) => nextMs));
    const next = timeMs < Number.POSITIVE_INFINITY ? { time: this.#plan.time, timeMs } : undefined;
    return { count, of: "partial matches", next };
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
    this.#context.count("lateRecordsDropped", late.length);
    this.#context.emit({ ...batch, selection: Int32Array.from(late) }, "late");
    return { ...batch, selection: Int32Array.from(onTime) };
  }

  #classify(truths: readonly Uint8Array[], rowCount: number): Int32Array[] {
    return this.#runs.map(({ matcher }, at) => {
      const classes = new Int32Array(rowCount);
      matcher.decisions.classify(
        this.#conditionsOf[at]!.map((condition) => truths[condition]!),
        rowCount,
        classes,
      );
      return classes;
    });
  }

  /** The rows that can change something in some pattern, and have not failed; undefined for all. */
  #notInert({ rowCount }: Batch, classes: readonly Int32Array[], failed: ReadonlySet<number>): Int32Array | undefined {
    const matters = new Uint8Array(rowCount);
    this.#runs.forEach(({ matcher }, at) => markIfNot(matcher.decisions.inert, classes[at]!, matters));
    for (const row of failed) matters[row] = 0;
    const rows = new Int32Array(rowCount);
    const count = rowsMarked(matters, rows);
    return count === rowCount ? undefined : rows.subarray(0, count);
  }

  #keepRows(waiting: Waiting, batch: Batch, keys: Float64Array, classes: readonly Int32Array[]): void {
    const { selection } = batch;
    if (lengthOf(batch) === 0) return;
    if (selection === undefined) {
      waiting.add(keep(batch), keys.slice(0, batch.rowCount), classes);
      return;
    }
    const picked = classes.map((one) => gatherInts(one, selection, new Int32Array(selection.length)));
    waiting.add(take(batch, selection), gatherNumbers(keys, selection, new Float64Array(selection.length)), picked);
  }

  #matchNow(batch: Batch, keys: Float64Array, classes: readonly Int32Array[]): void {
    const nowMs = this.#context.clock.nowMs();
    this.#advance(nowMs);
    const piece = compactPiece(batch, keys, classes);
    this.#match(piece, nowMs);
    this.#send();
    this.#sleep();
  }

  /** Lets all patterns have the rows of a piece, one pattern after the other. */
  #match(given: ReadyRows, nowMs: number | undefined): void {
    const piece = this.#inTieOrder(given);
    const classes = piece.classes ?? this.#classesOf(piece);
    const cursor = new RowCursor(rowReader(piece.batch));
    this.#runs.forEach((run, at) => run.take(piece, classes[at]!, cursor, nowMs));
  }

  #classesOf({ batch }: ReadyRows): Int32Array[] {
    // Rows at which a condition threw were left out as they came.
    const { truths } = this.#predicates.truths(this.#conditions, batch);
    return this.#classify(truths, batch.rowCount);
  }

  #inTieOrder(piece: ReadyRows): ReadyRows {
    const { tieOrder } = this.#plan;
    return tieOrder === undefined ? piece : inTieOrder(piece, tieOrder);
  }

  #advance(timeMs: number): void {
    for (const run of this.#runs) run.advance(timeMs);
    this.#send();
  }

  #send(): void {
    this.#timeouts.send();
    this.#matches.send();
    this.#countPartials();
  }

  /** How many partial matches wait at each step, as counters that go up and down. */
  #countPartials(): void {
    const counts = new Map<string, number>();
    for (const { partials, prepared } of this.#runs) {
      for (const { number, step } of prepared.automaton.states) {
        const count = partials.perState[number] ?? 0;
        if (count !== 0 || this.#counted.has(step)) counts.set(step, (counts.get(step) ?? 0) + count);
      }
    }
    for (const [step, count] of counts) {
      const before = this.#counted.get(step) ?? 0;
      if (count !== before) this.#context.count(`partialMatches(${step})`, count - before);
    }
    this.#counted = counts;
  }

  #sleep(): void {
    if (this.#waiting !== undefined) return;
    const nextMs = Math.min(...this.#runs.map((run) => run.nextMs));
    if (nextMs < Number.POSITIVE_INFINITY) this.#context.wakeAt(nextMs);
  }
}

function compactPiece(batch: Batch, keys: Float64Array, classes: readonly Int32Array[]): ReadyRows {
  const { selection } = batch;
  if (selection === undefined) return { batch, keys, classes, from: 0, to: batch.rowCount };
  const count = selection.length;
  return {
    batch: take(batch, selection),
    keys: gatherNumbers(keys, selection, new Float64Array(count)),
    classes: classes.map((one) => gatherInts(one, selection, new Int32Array(count))),
    from: 0,
    to: count,
  };
}

function anyLate(times: Float64Array, batch: Batch, watermark: number): boolean {
  if (watermark === Number.NEGATIVE_INFINITY) return false;
  const { selection } = batch;
  let isLate = false;
  for (let k = 0; k < lengthOf(batch) && !isLate; k++)
    isLate = times[selection === undefined ? k : selection[k]!]! <= watermark;
  return isLate;
}

function markIfNot(inert: Uint8Array, classes: Int32Array, marks: Uint8Array): void {
  for (let row = 0; row < classes.length; row++) marks[row] = marks[row]! | (1 - inert[classes[row]!]!);
}

function rowsMarked(marks: Uint8Array, rows: Int32Array): number {
  let count = 0;
  for (let row = 0; row < marks.length; row++) {
    rows[count] = row;
    count += marks[row]!;
  }
  return count;
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
