import type { KeyShape } from "../data/key-shape.ts";
import type { BadRecord } from "../io/source.ts";
import { type KeptKeys, keptKeys } from "../operators/kept-keys.ts";
import type { KeyMeeting } from "../operators/key-meeting.ts";
import type { Crew, Held, Operator, OperatorTask, Waiting } from "../operators/operator.ts";
import type { SoughtColumns } from "../operators/sought-columns.ts";
import type { Clock } from "../platform/mod.ts";
import type { StateDisk } from "../state/state.ts";
import { alignedReceiver, type Barrier, BarrierAlignment } from "./checkpoint/barrier.ts";
import { type HostedContext, operatorContext } from "./context.ts";
import { type EventTimes, eventTimes } from "./event-times.ts";
import type { FeedBoard } from "./feed-board.ts";
import { footprintOf, type StepFootprint } from "./observe/footprint.ts";
import { StepLoad } from "./observe/step-load.ts";
import { inStep } from "./placed-error.ts";
import { hadEnded, restoredTimes, restoreSnapshot, type SubtaskSnapshot, takeSnapshot } from "./snapshot.ts";
import { OperatorSubtask, type Output, type Receiver, type SubtaskStatus } from "./subtask.ts";
import type { Wakeups } from "./wakeups.ts";
import { type WatermarkTracker, watermarkTracker } from "./watermark-tracker.ts";

/** What a subtask of an operator is opened with, by whatever host. */
export interface SubtaskSetup {
  readonly operator: Operator;
  readonly step: string;
  readonly subtask: number;
  readonly parallelism: number;
  /** Channels of each input. */
  readonly channels: readonly number[];
  /** Of each channel, which others it wakes with: see `channelGroups`. Default: none. */
  readonly groups?: readonly number[];
  readonly output: Output;
  readonly clock: Clock;
  readonly wakeups: Wakeups;
  /** Where what it does is counted. Default: nowhere. */
  readonly load?: StepLoad;
  /** The splits that its rows come straight from, for an operator with `eventTime`. */
  readonly feeds?: { readonly board: FeedBoard; readonly sources: readonly string[] } | undefined;
  /** What the keys of an operator that matches two inputs have been, in all its subtasks. */
  readonly meeting?: KeyMeeting | undefined;
  /** The columns that it names, in all its subtasks. */
  readonly sought?: SoughtColumns | undefined;
  /** Who is told what may not be meant. */
  readonly warn?: ((text: string) => void) | undefined;
  /** Other threads that assist it. */
  readonly crew?: Crew | undefined;
  /** In an iteration: which round it is. */
  readonly round?: () => number;
  /** What it should hold in memory at most. Default: as much as it likes. */
  readonly memoryBytes?: number;
  /** Whether its state is to become bytes before anybody asks: it is tried out as soon as there is some. */
  readonly takesCheckpoints?: boolean | undefined;
  /** Where state is that can be on disk. Default: all is in memory. */
  readonly disk?: StateDisk | undefined;
  readonly count: (metric: string, by: number) => void;
  readonly onBadRecord: (record: BadRecord, error: unknown) => void;
  /** Is given what it remembers as a barrier passes. */
  readonly onBarrier?: (barrier: Barrier, snapshot: SubtaskSnapshot) => void;
  /** What its keys are made of, where that is known. */
  readonly keyShape?: KeyShape | null;
  /** What all subtasks of the operator remembered, to go on from. */
  readonly restored: readonly SubtaskSnapshot[] | undefined;
}

export interface OpenSubtask {
  /** Where its channels lead. */
  readonly entry: Receiver;
  /** Behind the alignment of barriers. */
  readonly receiver: OperatorSubtask;
  readonly tracker: WatermarkTracker;
  /** Of an operator that makes watermarks. */
  readonly times: EventTimes | undefined;
  waits(): Waiting | undefined;
  /** How long its last batch took it, without the steps behind it. */
  lastBatchMs(): number;
  /** What its state takes; undefined where some of it does not say. */
  footprint(): StepFootprint | undefined;
  /** What comes and goes in it, by name. */
  gauges(): Readonly<Record<string, number>>;
  /** What it holds of a key, or of all; undefined where it does not say. */
  holds(key: KeyAsked | undefined): Held | undefined;
  /** What a key of its own has of one of its states: see `AskedFor`. */
  ask(state: string, key: KeyAsked): unknown;
  /** @param of See `takeSnapshot`. */
  snapshot(of?: Barrier["of"]): SubtaskSnapshot;
  close(): void;
}

/** A key as its user has it. */
export interface KeyAsked {
  readonly value: unknown;
}

function statusOf(setup: SubtaskSetup): SubtaskStatus {
  const ended = setup.restored !== undefined && hadEnded(setup.restored, setup);
  return { finished: false, ended, roundEnded: roundEnded(setup), position: 0 };
}

/** The keys of state that has been restored, as far as it can name them. */
function keptBy({ step, operator }: SubtaskSetup, { keys, handles }: HostedContext): KeptKeys {
  const keyed = (operator.state ?? []).filter(({ scope }) => scope === "keyed").map(({ name }) => handles.get(name)!);
  return keptKeys(step, (visit) => {
    for (const state of keyed) state.eachKey?.((number) => visit(keys.keyOf(number)));
  });
}

/** Forgets keys that no state has any more, when many are remembered. */
function keySweeper(operator: Operator, { keys, handles }: HostedContext): () => void {
  const keyed = (operator.state ?? []).filter(({ scope }) => scope === "keyed").map(({ name }) => handles.get(name)!);
  // State that cannot name its keys needs them all.
  if (keyed.some(({ eachKey }) => eachKey === undefined)) return () => undefined;
  return () => {
    if (!keys.wantsSweep) return;
    keys.sweep((keep) => {
      for (const state of keyed) state.eachKey!(keep);
    });
  };
}

export function openSubtask(setup: SubtaskSetup): OpenSubtask {
  const { operator } = setup;
  const tracker = watermarkTracker(countOf(setup.channels), setup.groups);
  const status = statusOf(setup);
  const waker = setup.wakeups.waker();
  const load = setup.load ?? new StepLoad(setup.clock);
  const times = timesOf(setup, (split) => task.endSplit?.(split));
  const context: HostedContext = operatorContext({
    memoryBytes: Number.POSITIVE_INFINITY,
    ...setup,
    output: () => setup.output,
    tracker,
    status,
    times,
    wakeAt: waker.at,
    wake: waker.soon,
    ...(setup.restored === undefined ? {} : { keptKeys: () => keptBy(setup, context) }),
  });
  if (setup.restored !== undefined) restoreSnapshot(operator, context.handles, tracker, setup.restored, setup);
  const task = inStep(setup.step, () => operator.open(context));
  const snapshot = (of: Barrier["of"] = "all"): SubtaskSnapshot => {
    const taken = takeSnapshot(operator, context.handles, tracker, times, of, setup.keyShape);
    return { ...taken, ...(status.ended ? { ended: true as const } : {}), ...roundOf(status) };
  };
  const receiver = new OperatorSubtask({
    step: setup.step,
    task,
    output: setup.output,
    ownWatermarks: operator.watermarks === "own",
    takesSelection: operator.selection === "accepts",
    channels: setup.channels,
    tracker,
    isRestored: setup.restored !== undefined,
    status,
    times,
    onBarrier: (barrier) => setup.onBarrier?.(barrier, snapshot(barrier.of)),
    load,
    onRows: rowsCame(setup, context),
    afterWatermark: keySweeper(operator, context),
  });
  waker.wakes((timeMs) => receiver.processingTime(timeMs), task.waits === undefined ? undefined : receiver);
  return {
    entry: aligned(receiver, setup.channels),
    receiver,
    tracker,
    times,
    waits: () => receiver.waits(),
    lastBatchMs: () => load.lastBatchMs,
    footprint: () => footprintOf(context.handles.values()),
    gauges: () => task.gauges?.() ?? {},
    holds: (key) => task.holds?.(key && context.keys.numberOf(key.value)),
    ask: (name, key) => answerOf(setup, context, tracker, name, key),
    snapshot,
    close: () => {
      waker.release();
      times?.close();
      inStep(setup.step, () => closeTask(context, task));
    },
  };
}

/** Counts rows, and sees that state has bytes once there is some: what a batch made is looked at when the next one comes. */
function rowsCame({ step, takesCheckpoints, count }: SubtaskSetup, { handles }: HostedContext): (rows: number) => void {
  let left = takesCheckpoints === true ? [...handles.values()].filter(({ tryBytes }) => tryBytes !== undefined) : [];
  return (rows) => {
    count("numRecordsIn", rows);
    if (left.length > 0) left = inStep(step, () => left.filter((state) => !state.tryBytes!()));
  };
}

function closeTask({ handles }: HostedContext, task: OperatorTask): void {
  for (const handle of handles.values()) handle.close?.();
  task.close?.();
}

function aligned(receiver: OperatorSubtask, channels: readonly number[]): Receiver {
  const alignment = new BarrierAlignment(countOf(channels), (barrier) => receiver.barrier(barrier));
  return alignedReceiver(receiver, alignment, channels);
}

function countOf(channels: readonly number[]): number {
  return channels.reduce((sum, count) => sum + count, 0);
}

function answerOf(
  { operator, clock }: SubtaskSetup,
  { handles, keys }: HostedContext,
  tracker: WatermarkTracker,
  name: string,
  key: KeyAsked,
): unknown {
  const { asked } = operator.state!.find((state) => state.name === name)!;
  const at = { eventMs: tracker.current, processingMs: clock.nowMs() };
  return asked!.give(handles.get(name)!, keys.numberOf(key.value), at);
}

function roundOf({ roundEnded: round }: SubtaskStatus): Pick<SubtaskSnapshot, "roundEnded"> {
  return round === undefined ? {} : { roundEnded: round };
}

/** The last round that all whose state it has were told the end of. */
function roundEnded({ restored = [], subtask, parallelism }: SubtaskSetup): number | undefined {
  const own = restored.length === parallelism ? [restored[subtask]!] : restored;
  const rounds = own.map(({ roundEnded: round }) => round ?? Number.NEGATIVE_INFINITY);
  return own.length === 0 || rounds.includes(Number.NEGATIVE_INFINITY) ? undefined : Math.min(...rounds);
}

function timesOf(setup: SubtaskSetup, onEnd: (split: string) => void): EventTimes | undefined {
  const { eventTime } = setup.operator;
  if (eventTime === undefined) return undefined;
  const restored = setup.restored && restoredTimes(setup.restored, setup);
  return eventTimes({ ...setup, handling: eventTime, feeds: setup.feeds, restored, onEnd });
}
