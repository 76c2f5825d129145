import { type Batch, changeKind, lengthOf } from "../data/batch.ts";
import { take } from "../data/compact.ts";
import { rowReader } from "../expression/row-reader.ts";
import type { Operator } from "../operators/operator.ts";
import type { Output } from "../runtime/subtask.ts";
import { heard, watermarkTracker } from "../runtime/watermark-tracker.ts";
import { checkBatch } from "./batch-rules.ts";
import type { ChangeName, OutputEvent, RowEvent } from "./event.ts";
import { end, watermark } from "./event.ts";
import { literal } from "./literal.ts";

/** Something that came out, and what went in before it. */
export interface Recorded<Event = OutputEvent> {
  readonly event: Event;
  readonly after: string;
}

/** What all subtasks of an operator gave, as one consumer sees it. */
export interface Recorder {
  readonly events: readonly Recorded[];
  readonly sides: ReadonlyMap<string, readonly Recorded<RowEvent>[]>;
  /** Outputs for a set of subtasks, in place of those before. */
  outputs(parallelism: number): readonly Output[];
  /** What goes in next. */
  after(text: string): void;
  /** Throws when a batch that says that it may be kept was written over. */
  checkKept(): void;
}

/** How the consumer reads a batch: as a whole, or one row after another. */
export type Consumer = "batches" | "rows";

export function recorder(operator: Operator, consumer: Consumer): Recorder {
  const events: Recorded[] = [];
  const sides = new Map<string, Recorded<RowEvent>[]>();
  const kept: { batch: Batch; text: string }[] = [];
  let after = "opening";
  let reached = Number.NEGATIVE_INFINITY;
  const emit = (batch: Batch, side: string | undefined): void => {
    checkBatch(operator, batch, side);
    const rows = consumer === "batches" ? rowEvents(batch) : rowByRow(batch);
    if (!batch.reused) kept.push({ batch, text: literal(rows) });
    const into = side === undefined ? events : (sides.get(side) ?? []);
    for (const event of rows) into.push({ event, after });
    if (side !== undefined) sides.set(side, into as Recorded<RowEvent>[]);
  };
  const advance = (timeMs: number | undefined): void => {
    if (timeMs === undefined || timeMs <= reached || timeMs === Number.POSITIVE_INFINITY) return;
    reached = timeMs;
    events.push({ event: watermark(timeMs), after });
  };
  return {
    events,
    sides,
    outputs: (parallelism) => {
      const tracker = watermarkTracker(parallelism);
      let open = parallelism;
      return Array.from({ length: parallelism }, (_, subtask) => ({
        emit,
        watermark: (timeMs) => advance(tracker.advance(subtask, timeMs)),
        barrier: () => undefined,
        status: (status, timeMs) => advance(heard(tracker, status, subtask, timeMs)),
        end: () => {
          if (--open === 0) events.push({ event: end, after });
        },
        needed: true,
      }));
    },
    after: (text) => {
      after = text;
    },
    checkKept: () => {
      for (const { batch, text } of kept)
        if (literal(rowEvents(batch)) !== text) throw writtenOver(operator, batch, text);
    },
  };
}

const changeNames = Object.keys(changeKind) as ChangeName[];

/** The rows of a batch as events. */
export function rowEvents(batch: Batch): RowEvent[] {
  const read = rowReader(batch);
  return Array.from({ length: lengthOf(batch) }, (_, k) => {
    const row = batch.selection === undefined ? k : batch.selection[k]!;
    return {
      event: "row",
      value: read(row),
      timeMs: batch.times?.[row],
      change: changeNames[batch.kinds?.[row] ?? 0]!,
    };
  });
}

function rowByRow(batch: Batch): RowEvent[] {
  return Array.from({ length: lengthOf(batch) }, (_, k) => {
    const row = batch.selection === undefined ? k : batch.selection[k]!;
    return rowEvents(take(batch, Int32Array.of(row)))[0]!;
  });
}

function writtenOver(operator: Operator, batch: Batch, text: string): Error {
  return new Error(
    `Cannot accept a batch of ${operator.name} as it must not be written over unless it says \`reused: true\`: ` +
      `got ${literal(rowEvents(batch))} where ${text} was given; say so, or give arrays of its own`,
  );
}
