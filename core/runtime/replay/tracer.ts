import { type Batch, lengthOf } from "../../data/batch.ts";
import { valueAt } from "../../data/column.ts";
import { keyedInput } from "../../operators/keyed-input.ts";
import type { Held } from "../../operators/operator.ts";
import type { KeyPartitioning } from "../../plan/node.ts";
import type { Clock } from "../../platform/mod.ts";
import { routingContext } from "../context.ts";
import type { RoundReceiver } from "../loop-slot.ts";
import type { KeyAsked, OpenSubtask } from "../open-subtask.ts";
import type { Stage } from "../stage.ts";
import type { Output } from "../subtask.ts";

/** What a step did when it was given a row, a watermark or the end of its input: plain data. */
export interface TracedCall {
  readonly step: string;
  readonly given: "row" | "watermark" | "end" | "end of a round" | "clock";
  /** The row; undefined where it was none. */
  readonly row?: unknown;
  /** Its event time, or the watermark; null where there is none. */
  readonly timeMs: number | null;
  /** Of a step within an iteration in rounds: in which it was, from 0 on. */
  readonly round?: number;
  /** Whether the row has the key, or what the step keeps of the key has changed. */
  readonly isOfKey: boolean;
  /** What can be asked of its state of the key, by name; only where the step has keys. */
  readonly state?: {
    readonly before: Readonly<Record<string, unknown>>;
    readonly after: Readonly<Record<string, unknown>>;
  };
  /** What it holds of the key: timers, windows, rows. */
  readonly holds?: { readonly before: Held | null; readonly after: Held | null };
  /** Rows that it gave, and what those made of them that it gave them to. */
  readonly gave: readonly { readonly side: string | null; readonly row: unknown; readonly timeMs: number | null }[];
  readonly calls: readonly TracedCall[];
}

/** Sees all that subtasks are given and give: each row by itself. */
export interface Tracer {
  output(stage: Stage, output: Output): Output;
  /** @param round Within an iteration in rounds: which it is in now. */
  entry(stage: Stage, open: OpenSubtask, round?: () => number): RoundReceiver;
}

interface Frame {
  readonly call: { -readonly [Name in keyof TracedCall]: TracedCall[Name] };
  readonly calls: TracedCall[];
  readonly gave: TracedCall["gave"][number][];
  hasKey: boolean;
}

export interface TracerSetup {
  readonly key: KeyAsked;
  readonly clock: Clock;
  /** Calls beyond are not told, and the first of them is told of. */
  readonly untilMs: number;
  /** One that concerns the key, with all that it came of and all that came of it. */
  onCall(call: TracedCall): void;
  /** Event time has passed `untilMs` at some step. */
  onPast(): void;
}

/** Calls nest, since nothing is kept on the way from one step to the next: so it is known what came of what. */
export function tracer(setup: TracerSetup): Tracer {
  const stack: Frame[] = [];
  const within = (call: Omit<TracedCall, "calls" | "gave">, doing: (frame: Frame) => void): void => {
    const frame: Frame = { call: { ...call, gave: [], calls: [] }, calls: [], gave: [], hasKey: call.isOfKey };
    stack.push(frame);
    try {
      doing(frame);
    } finally {
      stack.pop();
      finish(frame);
    }
  };
  const finish = ({ call, calls, gave, hasKey }: Frame): void => {
    const parent = stack.at(-1);
    const done: TracedCall = { ...call, isOfKey: hasKey, gave, calls };
    if (parent !== undefined) parent.calls.push(done);
    else if (concerns(done)) setup.onCall(pruned(done));
  };
  return {
    output: (stage, output) => {
      const emit = (batch: Batch, side: string | undefined): void => {
        for (let k = 0; k < lengthOf(batch); k++) {
          const row = batch.selection === undefined ? k : batch.selection[k]!;
          const one: Batch = { ...batch, selection: Int32Array.of(row) };
          const given = { side: side ?? null, row: rowOf(batch, row), timeMs: batch.times?.[row] ?? null };
          // What comes out of an iteration, a step within has given.
          if (stage.node.kind !== "loop") stack.at(-1)?.gave.push(given);
          if (stack.length > 0 || stage.node.kind === "source") output.emit(one, side);
          else {
            // By the clock, or as something outside has answered.
            within({ step: stage.node.name, given: "clock", timeMs: null, isOfKey: false }, (own) => {
              own.gave.push(given);
              output.emit(one, side);
            });
          }
        }
        // What tells of columns alone.
        if (lengthOf(batch) === 0) output.emit(batch, side);
      };
      return Object.create(output, { emit: { value: emit } }) as Output;
    },
    entry: (stage, open, round) => {
      const inRound: Within = (call, doing) => within(round === undefined ? call : { ...call, round: round() }, doing);
      return tracedEntry(stage, open, setup, inRound);
    },
  };
}

type Within = (call: Omit<TracedCall, "calls" | "gave">, doing: (frame: Frame) => void) => void;

function tracedEntry(stage: Stage, open: OpenSubtask, setup: TracerSetup, within: Within): RoundReceiver {
  const { entry } = open;
  const step = stage.node.name;
  const hasKey = keyOfRows(stage, setup);
  const isKeyed = stage.edges.some(({ partitioning }) => partitioning?.by === "key");
  const look = (): Look => (isKeyed ? { state: stateOf(stage, open, setup.key), holds: heldOf(open, setup.key) } : {});
  const traced = (call: Omit<TracedCall, "calls" | "gave">, doing: () => void): void =>
    within(call, (frame) => {
      const before = look();
      doing();
      const after = look();
      if (before.state === undefined || after.state === undefined) return;
      frame.call.state = { before: before.state, after: after.state };
      frame.call.holds = { before: before.holds ?? null, after: after.holds ?? null };
      if (JSON.stringify(before, textOf) !== JSON.stringify(after, textOf)) frame.hasKey = true;
    });
  const isPast = (timeMs: number | undefined): boolean => timeMs !== undefined && timeMs > setup.untilMs;
  return {
    receive: (batch, input, channel) => {
      if (lengthOf(batch) === 0) return entry.receive(batch, input, channel);
      const row = batch.selection === undefined ? 0 : batch.selection[0]!;
      const timeMs = batch.times?.[row];
      if (isPast(timeMs)) return entry.receive(batch, input, channel);
      const call = { step, given: "row" as const, row: rowOf(batch, row), timeMs: timeMs ?? null };
      traced({ ...call, isOfKey: hasKey(batch, input, row) }, () => entry.receive(batch, input, channel));
    },
    watermark: (timeMs, input, channel) => {
      if (isPast(timeMs)) setup.onPast();
      if (isPast(timeMs)) return entry.watermark(timeMs, input, channel);
      traced({ step, given: "watermark", timeMs, isOfKey: false }, () => entry.watermark(timeMs, input, channel));
    },
    status: (status, timeMs, input, channel) => entry.status(status, timeMs, input, channel),
    barrier: (barrier, input, channel) => entry.barrier(barrier, input, channel),
    end: (input, channel) =>
      traced({ step, given: "end", timeMs: null, isOfKey: false }, () => entry.end(input, channel)),
    endRound: (round) =>
      traced({ step, given: "end of a round", timeMs: null, isOfKey: false }, () => open.receiver.endRound(round)),
    get needed() {
      return entry.needed;
    },
  };
}

interface Look {
  readonly state?: Readonly<Record<string, unknown>>;
  readonly holds?: Held | null;
}

function stateOf({ node }: Stage, open: OpenSubtask, key: KeyAsked): Readonly<Record<string, unknown>> {
  const states = node.kind === "operator" ? (node.operator.state ?? []) : [];
  return Object.fromEntries(
    states.flatMap(({ name, asked }) => (asked === undefined ? [] : [[name, open.ask(name, key) ?? null]])),
  );
}

function heldOf(open: OpenSubtask, key: KeyAsked): Held | null {
  return open.holds(key) ?? null;
}

/** Whether a row that comes by an input has the key by which that is exchanged. */
function keyOfRows(stage: Stage, { key, clock }: TracerSetup): (batch: Batch, input: number, row: number) => boolean {
  const nothing = (): void => undefined;
  const readers = new Map<number, (batch: Batch, row: number) => boolean>();
  for (const { input, partitioning } of stage.edges) {
    if (partitioning?.by !== "key") continue;
    const host = { step: stage.node.name, parallelism: 1, clock, count: nothing, onBadRecord: nothing };
    const context = routingContext(host);
    const read = keyedInput(context, (partitioning as KeyPartitioning).key, []);
    readers.set(input, (batch, row) => {
      const keyed = read(batch);
      return keyed !== undefined && keyed.keys[row] === context.keys.numberOf(key.value);
    });
  }
  return (batch, input, row) => readers.get(input)?.(batch, row) ?? false;
}

/** Whether it, or something that came of it, is of the key. */
function concerns({ isOfKey, calls }: TracedCall): boolean {
  return isOfKey || calls.some(concerns);
}

/** Without what leads nowhere; all that came of a call of the key stays. */
function pruned(call: TracedCall): TracedCall {
  if (call.isOfKey) return call;
  return { ...call, calls: call.calls.filter(concerns).map(pruned) };
}

function rowOf({ schema, columns }: Batch, row: number): unknown {
  if (schema.shape === "value") return valueAt(columns[0]!, row);
  return Object.fromEntries(schema.fields.map(({ name }, at) => [name, valueAt(columns[at]!, row)]));
}

function textOf(_: string, value: unknown): unknown {
  if (typeof value === "bigint") return `${value}n`;
  return value instanceof Map || value instanceof Set ? [...value] : value;
}
