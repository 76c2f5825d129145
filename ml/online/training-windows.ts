import {
  type Batch,
  type OperatorContext,
  type RowState,
  rowState,
  type StateDeclaration,
  take,
} from "../../core/mod.ts";
import type { Batching } from "./every.ts";

/** The rows of open windows, by the time at which each began. */
export const windowRows: StateDeclaration<RowState> = rowState("rows of open windows");

/** An open window; its end is left out. */
interface Span {
  /** Under which its rows are kept. */
  readonly space: number;
  start: number;
  end: number;
}

type EventTime = Extract<Batching, { readonly by: "tumbling" | "session" }>;

/** Holds rows until event time has passed the end of their window. */
export class TrainingWindows {
  readonly #by: EventTime;
  readonly #context: OperatorContext;
  readonly #rows: RowState;
  /** Those that are open; what they are follows from their rows. */
  #open: Span[] = [];

  constructor(by: EventTime, context: OperatorContext) {
    this.#by = by;
    this.#context = context;
    this.#rows = context.state(windowRows);
    for (const [space, rows] of this.#rows.spaces) {
      const times = rows.all()?.batch.times;
      if (times !== undefined) this.#open.push(this.#restored(space, times));
    }
  }

  #restored(space: number, times: Float64Array): Span {
    if (this.#by.by === "tumbling") return { space, start: space, end: space + this.#by.sizeMs };
    const gapMs = this.#by.gapMs;
    const [first, last] = times.reduce(
      ([a, b], time) => [Math.min(a, time), Math.max(b, time)],
      [times[0]!, times[0]!],
    );
    return { space, start: first, end: last + gapMs };
  }

  /** Keeps the rows of a batch; late ones are counted and left out. */
  add(batch: Batch): void {
    const { times } = batch;
    if (times === undefined) throw withoutTime(this.#context.step);
    const late: boolean[] = [];
    for (let row = 0; row < batch.rowCount; row++) late.push(this.#meet(times[row]!));
    const members = new Map<Span, number[]>();
    for (let row = 0; row < batch.rowCount; row++) {
      if (late[row] === true) continue;
      const span = this.#open.find(({ start, end }) => times[row]! >= start && times[row]! < end)!;
      const rows = members.get(span);
      if (rows === undefined) members.set(span, [row]);
      else rows.push(row);
    }
    for (const [{ space }, rows] of members) this.#rows.space(space).add(take(batch, Int32Array.from(rows)));
    const dropped = late.filter((one) => one).length;
    if (dropped > 0) this.#context.count("numLateRecordsDropped", dropped);
  }

  /** Makes sure that there is a window for a row; gives whether it is late. */
  #meet(time: number): boolean {
    const { watermark } = this.#context;
    if (this.#by.by === "tumbling") {
      const { sizeMs, offsetMs } = this.#by;
      const start = Math.floor((time - offsetMs) / sizeMs) * sizeMs + offsetMs;
      if (start + sizeMs - 1 <= watermark) return true;
      if (!this.#open.some((span) => span.start === start))
        this.#open.push({ space: start, start, end: start + sizeMs });
      return false;
    }
    const own: Span = { space: time, start: time, end: time + this.#by.gapMs };
    const touching = this.#open.filter(({ start, end }) => start <= own.end && own.start <= end);
    const [first, ...others] = touching;
    if (first === undefined) {
      if (own.end - 1 <= watermark) return true;
      this.#open.push(own);
      return false;
    }
    for (const span of [own, ...others]) this.#merge(first, span);
    return false;
  }

  #merge(into: Span, span: Span): void {
    into.start = Math.min(into.start, span.start);
    into.end = Math.max(into.end, span.end);
    if (!this.#open.includes(span)) return;
    this.#open.splice(this.#open.indexOf(span), 1);
    const rows = this.#rows.spaces.get(span.space)?.all();
    if (rows !== undefined) this.#rows.space(into.space).add(rows.batch);
    this.#rows.drop(span.space);
  }

  /** Windows that have ended, the earliest first, with their rows by time: in whatever order they came, the same is learned. */
  *ended(watermarkMs: number): Generator<{ readonly batch: Batch; readonly lastMs: number }> {
    const ended = this.#open.filter(({ end }) => end - 1 <= watermarkMs).sort((a, b) => a.end - b.end);
    this.#open = this.#open.filter((span) => !ended.includes(span));
    for (const { space, end } of ended) {
      const kept = this.#rows.spaces.get(space)?.all();
      this.#rows.drop(space);
      if (kept !== undefined) yield { batch: byTime(kept.batch), lastMs: end - 1 };
    }
  }
}

function byTime(batch: Batch): Batch {
  const times = batch.times!;
  const order = Int32Array.from({ length: batch.rowCount }, (_, row) => row);
  order.sort((a, b) => times[a]! - times[b]! || a - b);
  return take(batch, order);
}

function withoutTime(step: string): TypeError {
  return new TypeError(
    `Cannot assign rows to windows in ${step} as they have no event time: got a dataset without withEventTime; ` +
      "add .withEventTime((row) => row.at) before fit, or let a model come after so many rows: every: 1000",
  );
}
