import { type Batch, lengthOf, makeBatch } from "../data/batch.ts";
import { columnOf, fieldOf } from "../data/column-of.ts";
import { OrderedBlocks } from "../data/ordered-blocks.ts";
import { plainCopy } from "../data/plain-copy.ts";
import { rowSchema } from "../data/schema.ts";
import { rowReader } from "../expression/row-reader.ts";
import { dueQueue } from "../state/due-queue.ts";
import { type ValueCodec, type ValueState, valueState } from "../state/keyed-state.ts";
import type { StateDeclaration } from "../state/state.ts";
import { durationText } from "../time/duration.ts";
import { meetingInputs } from "./key-meeting.ts";
import type { KeySpec } from "./keyed-input.ts";
import type { Operator, OperatorContext, OperatorTask } from "./operator.ts";
import { joinWithoutTime } from "./without-time.ts";

export interface IntervalJoinOptions {
  readonly keys: readonly [left: KeySpec, right: KeySpec];
  /** The right time less the left one, ms: at least and at most. May be infinite. */
  readonly lower: Bound;
  readonly upper: Bound;
  readonly select: (left: never, right: never) => unknown;
}

export interface Bound {
  readonly ms: number;
  readonly edge: "inclusive" | "exclusive";
}

/**
 * Pairs of rows of two inputs with one key whose times lie so far apart; a pair comes out as soon as both rows are there,
 * with the later time of the two. A row older than the watermark is late.
 *
 * Morally: `for (l of left) for (r of right) if (l.key === r.key && lower <= r.time - l.time && r.time - l.time <= upper) emit(l, r)`.
 */
export function intervalJoin(options: IntervalJoinOptions): Operator {
  const rows = askedBySide(valueState("rows", keyRowsCodec, "memory or disk"));
  return {
    name: "intervalJoin",
    inputs: 2,
    matches: true,
    details: { key: options.keys[0]?.names.join(", ") ?? "none", interval: intervalText(options) },
    sides: [...lateSides],
    state: [rows],
    selection: "accepts",
    reads: () => ["all", "all"],
    open: (context) => new IntervalJoinTask(options, context, context.state(rows)),
  };
}

const lateSides = ["lateLeft", "lateRight"] as const;

type Side = 0 | 1;

interface TimedRow {
  readonly timeMs: number;
  readonly row: unknown;
}

/** The rows of one time, in order of arrival. */
interface Moment {
  readonly timeMs: number;
  readonly rows: unknown[];
}

/** Rows of one input by time, in blocks: rows may come in any order within the bound of disorder. */
type SideRows = OrderedBlocks<Moment>;

/** What a key has of the left and of the right input. */
type KeyRows = readonly [left: SideRows, right: SideRows];

/** The stored form: the rows of each side, one by one, in order. */
const keyRowsCodec: ValueCodec<KeyRows> = {
  form: "plain",
  encode: (sides) => sides.map(timedRows),
  decode: (stored) => {
    const sides: KeyRows = [new OrderedBlocks(), new OrderedBlocks()];
    sides.forEach((side, at) => {
      for (const row of (stored as readonly TimedRow[][])[at]!) keep(side, row);
    });
    return sides;
  },
};

function timedRows(side: SideRows): TimedRow[] {
  return [...momentsOf(side)].flatMap(({ timeMs, rows }) => rows.map((row) => ({ timeMs, row })));
}

function momentsOf(side: SideRows): Iterable<Moment> {
  return side.upFrom(Number.NEGATIVE_INFINITY);
}

function firstOf(side: SideRows): number | undefined {
  for (const { timeMs } of momentsOf(side)) return timeMs;
  return undefined;
}

function keep(side: SideRows, { timeMs, row }: TimedRow): void {
  const moment = side.get(timeMs);
  if (moment === undefined) side.set(timeMs, { timeMs, rows: [row] });
  else moment.rows.push(row);
}

interface Pair {
  readonly value: unknown;
  readonly timeMs: number;
}

/** Lets a run be asked for the rows that wait for partners of a key, by the name of the step. */
function askedBySide(rows: StateDeclaration<ValueState<KeyRows>>): StateDeclaration<ValueState<KeyRows>> {
  const give = (values: ValueState<KeyRows>, key: number): unknown => {
    const sides = values.get(key)?.map((side) =>
      plainCopy(
        timedRows(side).map(({ row }) => row),
        "the rows of an interval join",
      ),
    );
    return sides && { left: sides[0], right: sides[1] };
  };
  return { ...rows, asked: { by: "step", give } };
}

class IntervalJoinTask implements OperatorTask {
  readonly #options: IntervalJoinOptions;
  readonly #context: OperatorContext;
  readonly #rows: ValueState<KeyRows>;
  readonly #inputs;
  /** Keys by the time from which on some row of theirs has no partner to come. */
  readonly #queue;
  /** How long rows of each side are kept after their time. */
  readonly #keptMs: readonly [left: number, right: number];

  constructor(options: IntervalJoinOptions, context: OperatorContext, rows: ValueState<KeyRows>) {
    const { keys, lower, upper } = options;
    this.#options = options;
    this.#context = context;
    this.#rows = rows;
    this.#inputs = meetingInputs(context, keys, options.select);
    this.#keptMs = [Math.max(0, upper.ms), Math.max(0, -lower.ms)];
    const longest = Math.max(...this.#keptMs);
    this.#queue = dueQueue(Number.isFinite(longest) ? Math.max(1, longest / 8) : 60_000);
    for (const key of rows.keys()) {
      rows.get(key)!.forEach((kept, side) => {
        for (const { timeMs } of momentsOf(kept)) this.#expect(key, timeMs + this.#keptMs[side]!);
      });
      rows.relieve();
    }
  }

  batch(batch: Batch, input: number): void {
    if (batch.times === undefined) throw joinWithoutTime(this.#context.step);
    const keyed = this.#inputs[input]!(batch);
    if (keyed === undefined) return;
    this.#rows.readAhead(keyed.keys, keyed.batch.selection, lengthOf(keyed.batch));
    const side = input as Side;
    const read = rowReader(keyed.batch);
    const pairs: Pair[] = [];
    const late: number[] = [];
    let row = 0;
    const fail = (error: unknown): void =>
      this.#context.fail({ doing: `apply select of ${this.#context.step}`, error, batch: keyed.batch, row });
    for (let k = 0; k < lengthOf(keyed.batch); k++) {
      row = keyed.batch.selection === undefined ? k : keyed.batch.selection[k]!;
      const timeMs = keyed.batch.times![row]!;
      if (timeMs < this.#context.watermark) late.push(row);
      else this.#meet(keyed.keys[row]!, side, { timeMs, row: read(row) }, pairs, fail);
    }
    this.#emit(pairs);
    if (late.length === 0) return;
    this.#context.count("numLateRecordsDropped", late.length);
    this.#context.emit({ ...keyed.batch, selection: Int32Array.from(late) }, lateSides[side]);
  }

  watermark(timeMs: number): void {
    // A row at the watermark itself is not late: its partners must still be there.
    const passed = justBefore(timeMs);
    this.#queue.take(passed, (key) => this.#forget(key, passed));
  }

  #meet(key: number, side: Side, row: TimedRow, pairs: Pair[], fail: (error: unknown) => void): void {
    let rows = this.#rows.get(key);
    if (rows === undefined) {
      rows = [new OrderedBlocks(), new OrderedBlocks()];
      this.#rows.set(key, rows);
    }
    // Partners lie side by side, from the first on whose distance is large enough.
    const fromMs = row.timeMs + (side === 0 ? this.#options.lower.ms : -this.#options.upper.ms);
    for (const others of rows[1 - side]!.upFrom(fromMs)) {
      const [leftMs, rightMs] = side === 0 ? [row.timeMs, others.timeMs] : [others.timeMs, row.timeMs];
      if (this.#isNear(leftMs, rightMs)) this.#pairUp(side, row, others, pairs, fail);
      else if (others.timeMs > fromMs) break;
    }
    keep(rows[side], row);
    this.#expect(key, row.timeMs + this.#keptMs[side]);
  }

  #pairUp(side: Side, { timeMs, row }: TimedRow, others: Moment, pairs: Pair[], fail: (error: unknown) => void): void {
    const pairMs = Math.max(timeMs, others.timeMs);
    for (const other of others.rows) {
      const [left, right] = side === 0 ? [row, other] : [other, row];
      try {
        pairs.push({ value: this.#options.select(left as never, right as never), timeMs: pairMs });
      } catch (error) {
        fail(error);
      }
    }
  }

  #isNear(left: number, right: number): boolean {
    const { lower, upper } = this.#options;
    const distance = right - left;
    const isAbove = lower.edge === "inclusive" ? distance >= lower.ms : distance > lower.ms;
    return isAbove && (upper.edge === "inclusive" ? distance <= upper.ms : distance < upper.ms);
  }

  #expect(key: number, timeMs: number): void {
    if (Number.isFinite(timeMs)) this.#queue.push(timeMs, key);
  }

  #forget(key: number, passed: number): void {
    const rows = this.#rows.get(key);
    if (rows === undefined) return;
    rows.forEach((kept, side) => {
      const lastMs = passed - this.#keptMs[side]!;
      for (let first = firstOf(kept); first !== undefined && first <= lastMs; first = firstOf(kept)) kept.delete(first);
    });
    if (rows.every((kept) => kept.size === 0)) this.#rows.delete(key);
    this.#rows.relieve();
  }

  #emit(pairs: readonly Pair[]): void {
    if (pairs.length === 0) return;
    const values = pairs.map(({ value }) => value);
    const column = columnOf(values);
    const schema = { ...rowSchema([fieldOf("value", column, values)]), shape: "value" as const };
    this.#context.emit(
      makeBatch(schema, pairs.length, [column], { times: Float64Array.from(pairs, ({ timeMs }) => timeMs) }),
    );
  }
}

function justBefore(timeMs: number): number {
  return Number.isFinite(timeMs) ? timeMs - Math.max(Number.MIN_VALUE, Math.abs(timeMs) * Number.EPSILON) : timeMs;
}

function intervalText({ lower, upper }: IntervalJoinOptions): string {
  const [open, close] = [lower.edge === "inclusive" ? "[" : "(", upper.edge === "inclusive" ? "]" : ")"];
  return `${open}${durationText(lower.ms)}, ${durationText(upper.ms)}${close}`;
}
