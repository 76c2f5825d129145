import { type Batch, lengthOf } from "../data/batch.ts";
import { rowReader } from "../expression/row-reader.ts";
import { eventTimeTrigger } from "../time/triggers/event-time-trigger.ts";
import { processingTimeTrigger } from "../time/triggers/processing-time-trigger.ts";
import { type EventWindowAssigner, type TimeWindowAssigner, windowText } from "../time/window.ts";
import { GroupCalls, type KeyedRows, type MakeOfGroup, valuesBatch } from "./group-calls.ts";
import type { Select } from "./join-select.ts";
import type { JoinHow } from "./join-spec.ts";
import { meetingInputs } from "./key-meeting.ts";
import type { KeySpec } from "./keyed-input.ts";
import type { Operator, OperatorContext } from "./operator.ts";
import { pairsOfGroup } from "./pairs-of-group.ts";
import { windowOperator } from "./window.ts";
import { lateSides } from "./window-sides.ts";

export interface MeetingWindowsSpec {
  /** What it does with each group, for plans: `coGroup`. */
  readonly what: string;
  readonly keys: readonly [left: KeySpec, right: KeySpec];
  readonly window: TimeWindowAssigner;
  readonly make: MakeOfGroup;
}

/** Pairs of the rows that meet, in the place of what a function makes of all of them. */
export interface MeetingPairs extends Pick<MeetingWindowsSpec, "keys" | "window"> {
  readonly how: JoinHow;
  readonly select: Select;
}

/** The join of two inputs in such windows. */
export function meetingPairs({ how, keys, window, select }: MeetingPairs): Operator {
  return meetingWindows({ what: "join", keys, window, make: pairsOfGroup(how, select) });
}

/** A row of either input on its way through windows of both. */
interface Sided {
  readonly side: 0 | 1;
  readonly row: unknown;
  readonly key: unknown;
}

/**
 * Rows of two inputs meet by key in windows that depend on them: sessions, those of the clock, those of one's own. Both
 * inputs are one stream of rows that say where they come from, in windows of any kind; of each that fires a function is
 * given the rows of both sides. So a session goes on with rows of either side.
 */
export function meetingWindows(spec: MeetingWindowsSpec): Operator {
  const byTheClock =
    spec.window.kind === "processing" || (spec.window.kind === "custom" && spec.window.time !== "event");
  const windows = windowOperator({
    key: { lambda: (sided: Sided) => sided.key, names: ["key"], nulls: "single" },
    window: ofSided(spec.window) as TimeWindowAssigner,
    trigger: byTheClock ? processingTimeTrigger() : eventTimeTrigger(),
    evictor: undefined,
    latenessMs: 0,
    compute: { kind: "process", process: groupOf as never, aggregates: undefined, sides: [], ...noMemory },
  });
  return {
    name: `window(${windowText(spec.window)}).${spec.what}`,
    inputs: 2,
    matches: true,
    sides: lateSides,
    selection: "accepts",
    state: windows.state!,
    details: { window: windowText(spec.window) },
    open: (context) => {
      const calls = new GroupCalls(spec.make, context);
      const task = windows.open(contextOfWindows(context, calls));
      const inputs = meetingInputs(context, spec.keys);
      return {
        ...forwarded(task),
        batch: (batch, input) => {
          const keyed = inputs[input]!(batch);
          if (keyed === undefined || lengthOf(keyed.batch) === 0) return;
          task.batch(sidedBatch(context, keyed, input as 0 | 1), 0);
        },
      };
    },
  };
}

const noMemory = { windowState: undefined, globalState: undefined, clear: undefined } as const;

/** A task's methods as a record: what spreads a class leaves them out. */
function forwarded(task: ReturnType<Operator["open"]>): Omit<ReturnType<Operator["open"]>, "batch"> {
  return {
    watermark: (timeMs) => task.watermark?.(timeMs),
    processingTime: (timeMs) => task.processingTime?.(timeMs),
    holds: (key) => task.holds!(key),
    end: () => task.end?.(),
  };
}

/** What the windows reach for: what fires is handed to the function, what is late leaves by its own side, as it came. */
function contextOfWindows(context: OperatorContext, calls: GroupCalls): OperatorContext {
  const emit = (batch: Batch, side?: string): void => {
    if (side !== undefined) return lateRows(context, batch);
    const read = rowReader(batch);
    for (let k = 0; k < lengthOf(batch); k++) {
      const at = batch.selection?.[k] ?? k;
      calls.call(read(at) as KeyedRows, batch.times?.[at]);
    }
    calls.flush();
  };
  const fail: OperatorContext["fail"] = (failure) => {
    const { row } = rowReader(failure.batch)(failure.row) as Sided;
    context.fail({ ...failure, batch: valuesBatch([row], [failure.batch.times?.[failure.row]]), row: 0 });
  };
  const sideIsRead = (): boolean => lateSides.some((side) => context.sideIsRead(side));
  return Object.create(context, {
    emit: { value: emit },
    fail: { value: fail },
    sideIsRead: { value: sideIsRead },
  }) as OperatorContext;
}

function lateRows(context: OperatorContext, batch: Batch): void {
  const read = rowReader(batch);
  const late = Array.from({ length: lengthOf(batch) }, (_, k) => {
    const at = batch.selection?.[k] ?? k;
    return { ...(read(at) as Sided), timeMs: batch.times?.[at] };
  });
  lateSides.forEach((name, side) => {
    const own = late.filter((each) => each.side === side);
    const rows = own.map(({ row }) => row);
    const times = own.map(({ timeMs }) => timeMs);
    if (own.length > 0) context.emit(valuesBatch(rows, times), name);
  });
}

function sidedBatch(
  context: OperatorContext,
  { batch, keys }: { readonly batch: Batch; readonly keys: Float64Array },
  side: 0 | 1,
): Batch {
  const read = rowReader(batch);
  const rows = Array.from({ length: lengthOf(batch) }, (_, k) => batch.selection?.[k] ?? k);
  const values = rows.map((at): Sided => ({ side, row: read(at), key: context.keys.keyOf(keys[at]!) }));
  return valuesBatch(
    values,
    rows.map((at) => batch.times?.[at]),
  );
}

/** The rows of a window that fires as those of both sides, each in the order they came. */
function* groupOf(fired: {
  key: unknown;
  rows: readonly Sided[];
  windowStart: number;
  windowEnd: number;
}): Iterable<KeyedRows> {
  const { key, rows, windowStart, windowEnd } = fired;
  const of = (side: 0 | 1): unknown[] => rows.filter((each) => each.side === side).map(({ row }) => row);
  yield { key, left: of(0), right: of(1), windowStart, windowEnd };
}

/** The same windows of rows that say where they come from: functions of the user's are given the rows themselves. */
function ofSided(window: TimeWindowAssigner): TimeWindowAssigner<Sided> {
  switch (window.kind) {
    case "processing":
      return { ...window, of: ofSided(window.of) as EventWindowAssigner<Sided> };
    case "dynamicSession":
      return { ...window, gapOf: ({ row }) => window.gapOf(row as never) };
    case "custom":
      return { ...window, assign: ({ row }, timeMs) => window.assign(row as never, timeMs) };
    default:
      return window;
  }
}
