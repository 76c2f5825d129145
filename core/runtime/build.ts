import { lengthOf } from "../data/batch.ts";
import type { SinkWriter, Transaction } from "../io/sink.ts";
import type { BadRecord } from "../io/source.ts";
import type { Crew } from "../operators/operator.ts";
import { asGiven } from "../plan/named-columns.ts";
import type { OperatorNode, SinkNode, SourceNode } from "../plan/node.ts";
import type { Clock } from "../platform/mod.ts";
import type { StateDisk } from "../state/state.ts";
import { channelCounts, channelGroups, channelsOf, outputFor } from "./channels.ts";
import { alignedReceiver, type Barrier, BarrierAlignment } from "./checkpoint/barrier.ts";
import type { ColumnSightings } from "./column-sightings.ts";
import { directSources } from "./direct-sources.ts";
import type { Edges } from "./edges.ts";
import type { FeedBoard } from "./feed-board.ts";
import type { KeyMeetings } from "./key-meetings.ts";
import { type OpenLoop, openLoop } from "./loop.ts";
import type { LoopStage } from "./loop-body.ts";
import type { RunMetrics } from "./metrics.ts";
import { notingLag } from "./observe/event-time-lag.ts";
import { watchedLoad, watchStage, watchState } from "./observe/watch-steps.ts";
import { type OpenSubtask, openSubtask } from "./open-subtask.ts";
import type { Tracer } from "./replay/tracer.ts";
import type { ExecutionSnapshot, SubtaskSnapshot } from "./snapshot.ts";
import { isForward, keyShapeOf, type Stage } from "./stage.ts";
import type { Output, Receiver } from "./subtask.ts";
import type { ThreadChannels } from "./threads/thread-channels.ts";
import type { Wakeups } from "./wakeups.ts";
import { heard, watermarkTracker } from "./watermark-tracker.ts";
import { type WriteQueue, writeQueue } from "./write-queue.ts";

/** What all subtasks of a run share. */
export interface RunHost {
  readonly clock: Clock;
  readonly metrics: RunMetrics;
  readonly wakeups: Wakeups;
  /** What a subtask that can put rows on disk holds in memory at most. */
  readonly memoryBytes: number;
  /** Where state is that can be on disk; undefined where all is in memory. */
  readonly disk: StateDisk | undefined;
  /** Writes that sinks have not finished: sources wait for them. */
  readonly pending: Set<Promise<void>>;
  readonly edges: Edges;
  /** What is read of sources, and how far event time is in it. */
  readonly feeds: FeedBoard;
  /** What has not been taken by which sink. */
  readonly queues: { readonly sink: string; readonly queue: WriteQueue }[];
  readonly writers: ReadonlyMap<Stage, readonly SinkWriter[]>;
  /** @param stage In which it was found. */
  onBadRecord(node: OperatorNode | SourceNode | undefined, record: BadRecord, error: unknown, stage: string): void;
  /** Where some of the run's subtasks are in other threads. */
  readonly channels?: ThreadChannels | undefined;
  readonly barriers: BarrierBoard;
  /** How many checkpoints this thread has to do with for now: what holds it for long lets them go on. */
  readonly checkpoints: { underWay: number };
  /** Whether it does so by itself: savepoints can be asked of any run. */
  readonly takesCheckpoints?: boolean;
  /** The keys that steps match; not in a run that goes on from a snapshot, as some keys have come before. */
  readonly keyMeetings?: KeyMeetings | undefined;
  readonly columns?: ColumnSightings | undefined;
  /** Where there are other threads: what the subtask of a stage says to them. */
  readonly crewOf?: ((stage: string) => Crew) | undefined;
  /** Where the run goes on from. */
  readonly restored?: ExecutionSnapshot | undefined;
  /** Where what steps do is looked at. */
  /** Tells whoever runs it, each text once. */
  warn(text: string): void;
  readonly trace?: Tracer | undefined;
}

/** Where subtasks tell that a barrier has passed them. */
export interface BarrierBoard {
  /** What one subtask of each of these stages remembers (all subtasks of those of a loop), by number. */
  passed(barrier: Barrier, stages: ReadonlyMap<string, readonly (SubtaskSnapshot | undefined)[]>): void;
  /** What a writer of a sink has prepared, once it has: undefined where there is nothing to commit. */
  prepared(barrier: Barrier, stage: Stage, subtask: number, transaction: Promise<Transaction | undefined>): void;
}

/** What a barrier passes: a subtask, or a loop. */
export interface BarrierGate {
  readonly stage: Stage;
  /** Of a loop, which is passed as a whole, the first. */
  readonly subtask: number;
  /** No barrier comes to it any more, as all that comes has ended: whoever sends one calls `barrier`. */
  readonly inputsOver: boolean;
  barrier(barrier: Barrier): void;
}

/** A subtask of an operator, and where it is. */
export interface PlacedSubtask {
  readonly stage: Stage;
  readonly subtask: number;
  readonly open: OpenSubtask;
}

/** The subtasks of a plan, wired: what sources push into, and what is to be closed. */
export interface Wiring {
  readonly subtasks: readonly PlacedSubtask[];
  /** Undefined where the subtask is in another thread. */
  outputOf(stage: Stage, subtask: number): Output | undefined;
  /** All that a barrier passes, inputs first. */
  readonly gates: readonly BarrierGate[];
  /** What all operators remember. To be called between two batches. */
  snapshot(): ExecutionSnapshot;
  readonly close: () => void;
}

export function wire(stages: readonly Stage[], host: RunHost): Wiring {
  const opened: PlacedSubtask[] = [];
  const loops: OpenLoop[] = [];
  try {
    return wired(stages, host, opened, loops);
  } catch (error) {
    closeOpened([...opened.map(({ open }) => open), ...loops]);
    throw error;
  }
}

/** Closes each, also when another cannot be closed. */
function closeOpened(opened: readonly { close(): void }[]): unknown[] {
  const failures: unknown[] = [];
  for (const each of opened) {
    try {
      each.close();
    } catch (error) {
      failures.push(error);
    }
  }
  return failures;
}

function wired(stages: readonly Stage[], host: RunHost, opened: PlacedSubtask[], loops: OpenLoop[]): Wiring {
  const receivers = new Map<Stage, Receiver[]>();
  const gates: BarrierGate[] = [];
  const outputs = new Map<Stage, ReadonlyMap<number, Output>>();
  // Consumers first, so that producers find their targets.
  const isHere = (stage: Stage, subtask: number): boolean => host.channels?.isHere(stage, subtask) ?? true;
  for (const stage of stages.toReversed()) {
    const subtasks = Array.from({ length: stage.parallelism }, (_, subtask) => subtask);
    const give = (subtask: number): Output =>
      tracedOutput(stage, outputFor(stage, subtask, stages, receivers, host), host);
    outputs.set(stage, new Map(subtasks.filter((one) => isHere(stage, one)).map((one) => [one, give(one)])));
    if (outputs.get(stage)!.size > 0) watchStage(stage, host);
    if (stage.node.kind === "source") continue;
    // All subtasks of a loop are in one thread.
    if (stage.node.kind === "loop" && isHere(stage, 0)) {
      const loop = openLoop(stage as LoopStage, [...outputs.get(stage)!.values()], host);
      loops.push(loop);
      gates.unshift(gateOf(stage, 0, loop));
      receivers.set(stage, loop.receivers);
      continue;
    }
    const make = stage.node.kind === "sink" ? sinkSubtask : openOperator;
    const receiverOf = (subtask: number): Receiver => {
      const output = outputs.get(stage)!.get(subtask);
      if (output === undefined) return host.channels!.remote(stage, subtask);
      return make(stage, subtask, output, host, opened, gates);
    };
    receivers.set(stage, subtasks.map(receiverOf));
  }
  host.channels?.connect(receivers, host);
  return {
    subtasks: opened,
    gates,
    outputOf: (stage, subtask) => outputs.get(stage)!.get(subtask),
    snapshot: () => new Map([...snapshots(opened), ...loops.flatMap((loop) => [...loop.snapshot()])]),
    close: () => {
      const [failure] = closeOpened([...opened.map(({ open }) => open), ...loops]);
      if (failure !== undefined) throw failure;
    },
  };
}

function snapshots(opened: readonly PlacedSubtask[]): ExecutionSnapshot {
  const stages = Map.groupBy(opened, ({ stage }) => stage.id);
  return new Map([...stages].map(([id, subtasks]) => [id, subtasks.map(({ open }) => open.snapshot())]));
}

/** Which subtask of which stage gives by a channel of a stage's subtask. */
export function giverOf(
  stage: Stage,
  subtask: number,
  channel: number,
): { readonly from: Stage; readonly subtask: number } {
  const edges = stage.edges.toSorted((a, b) => a.input - b.input);
  let before = 0;
  for (const edge of edges) {
    const count = channelsOf(edge, stage);
    if (channel < before + count)
      return { from: edge.from, subtask: isForward(edge, stage) ? subtask : channel - before };
    before += count;
  }
  throw new RangeError(
    `Cannot tell who gives by channel ${channel} of ${stage.id} as it has ${before}; this is a defect of Millrace`,
  );
}

function openOperator(
  stage: Stage,
  subtask: number,
  output: Output,
  host: RunHost,
  opened: PlacedSubtask[],
  gates: BarrierGate[],
): Receiver {
  const node = stage.node as OperatorNode;
  const { operator, name } = node;
  const sources = operator.eventTime === undefined ? [] : directSources(stage);
  if (operator.eventTime?.align !== undefined && sources.length === 0) throw notAtSource(name);
  const open = openSubtask({
    operator,
    step: name,
    subtask,
    parallelism: stage.parallelism,
    channels: channelCounts(stage, operator.inputs ?? 1),
    groups: channelGroups(stage, operator.inputs ?? 1),
    output: sources.length === 0 ? output : notingLag(output, host.feeds, host.clock),
    clock: host.clock,
    wakeups: host.wakeups,
    load: watchedLoad(name, host),
    feeds: { board: host.feeds, sources: sources.map(({ id }) => id) },
    memoryBytes: host.memoryBytes,
    disk: host.disk,
    takesCheckpoints: host.takesCheckpoints,
    meeting: operator.matches && host.keyMeetings?.of(stage.id, name),
    sought: (node.onError ?? "fail") === "fail" && node.inputs.every(asGiven) ? host.columns?.of(stage.id) : undefined,
    warn: host.warn,
    count: (metric, by) => host.metrics.add(name, metric, by),
    onBadRecord: (record, error) => host.onBadRecord(node, record, error, stage.id),
    onBarrier: (barrier, snapshot) => host.barriers.passed(barrier, new Map([[stage.id, placed(subtask, snapshot)]])),
    crew: operator.assist && host.crewOf?.(stage.id),
    keyShape: keyShapeOf(stage),
    restored: host.restored?.get(stage.id),
  });
  gates.unshift(gateOf(stage, subtask, open.receiver));
  opened.push({ stage, subtask, open });
  host.metrics.watchTime(name, "currentInputWatermark", () => open.times?.given ?? open.tracker.current);
  if ((operator.state ?? []).length > 0) watchState(name, open, host.metrics);
  host.metrics.gauges(name, () => open.gauges());
  return host.trace?.entry(stage, open) ?? open.entry;
}

function tracedOutput(stage: Stage, output: Output, { trace }: RunHost): Output {
  return trace?.output(stage, output) ?? output;
}

function gateOf(stage: Stage, subtask: number, passed: Pick<BarrierGate, "inputsOver" | "barrier">): BarrierGate {
  return {
    stage,
    subtask,
    get inputsOver() {
      return passed.inputsOver;
    },
    barrier: (barrier) => passed.barrier(barrier),
  };
}

function placed(subtask: number, snapshot: SubtaskSnapshot): readonly (SubtaskSnapshot | undefined)[] {
  return Array.from({ length: subtask + 1 }, (_, at) => (at === subtask ? snapshot : undefined));
}

function notAtSource(step: string): TypeError {
  return new TypeError(
    `Cannot align event time in ${step} as only what is read can wait for others: got a step behind an exchange or one that keeps rows; ` +
      "put withEventTime right behind the source",
  );
}

function sinkSubtask(
  stage: Stage,
  subtask: number,
  _: Output,
  host: RunHost,
  _opened: PlacedSubtask[],
  gates: BarrierGate[],
): Receiver {
  const node = stage.node as SinkNode;
  const writer = host.writers.get(stage)![subtask]!;
  const [channels] = channelCounts(stage, 1);
  const tracker = watermarkTracker(channels!, channelGroups(stage, 1));
  const queue = writeQueue(node.sink, writer, host.pending, host.edges);
  host.queues.push({ sink: node.name, queue });
  host.metrics.watchTime(node.name, "currentInputWatermark", () => tracker.current);
  const load = watchedLoad(node.name, host);
  const advance = (advanced: number | undefined): void => {
    if (advanced !== undefined) queue.watermark(advanced);
  };
  const barrier = (passing: Barrier): void => host.barriers.prepared(passing, stage, subtask, queue.prepare());
  let open = channels!;
  gates.unshift({
    stage,
    subtask,
    get inputsOver() {
      return open === 0;
    },
    barrier,
  });
  const receiver: Receiver = {
    receive: (batch) => {
      host.metrics.add(node.name, "numRecordsIn", lengthOf(batch));
      load.batch(() => queue.write(batch));
    },
    watermark: (timeMs, _input, channel) => advance(tracker.advance(channel, timeMs)),
    status: (status, timeMs, _input, channel) => advance(heard(tracker, status, channel, timeMs)),
    // An ended channel holds nothing back.
    end: (_input, channel) => {
      open--;
      advance(tracker.advance(channel, Number.POSITIVE_INFINITY));
    },
    barrier,
    needed: true,
  };
  return alignedReceiver(receiver, new BarrierAlignment(channels!, barrier), [channels!]);
}
