import type { Sink, SinkWriter, Transaction } from "../io/sink.ts";
import type { BadRecord } from "../io/source.ts";
import { deadLetterSinks, nodesOf, type OperatorNode, type PlanNode, type SourceNode } from "../plan/node.ts";
import { elapsedBy, heapLimitBytes, monotonicClock, systemClock, uniqueName } from "../platform/mod.ts";
import { type BarrierBoard, type RunHost, type Wiring, wire } from "./build.ts";
import type { Manifest, StoredTransactions } from "./checkpoint/manifest.ts";
import { SplitProgress } from "./checkpoint/split-progress.ts";
import { columnSightings } from "./column-sightings.ts";
import { type DeadLetters, deadLetters, sinkIds } from "./dead-letters.ts";
import { type Edges, edgesOf } from "./edges.ts";
import { feedBoard } from "./feed-board.ts";
import { keyMeetings } from "./key-meetings.ts";
import { newMetrics, type RunMetrics } from "./metrics.ts";
import { stepInfos } from "./observe/step-infos.ts";
import { watchRun } from "./observe/watch-steps.ts";
import type { Progress, RunOptions } from "./options.ts";
import { inSentence, RecordError } from "./record-error.ts";
import type { Tracer } from "./replay/tracer.ts";
import { closeAll, commitAll, commitSinks, finishAll, type OpenSink, openSinks, type Prepared } from "./sinks.ts";
import type { ExecutionSnapshot } from "./snapshot.ts";
import { type Stage, stagesOf } from "./stage.ts";
import { stateDisk } from "./state-disk.ts";
import type { Output } from "./subtask.ts";
import type { JoinThreads, ThreadRun } from "./threads/thread-run.ts";
import { sinksTake } from "./waiting.ts";
import { wakeups } from "./wakeups.ts";

/** A plan opened: its sinks, its operators, wired and ready for records. */
export interface Execution {
  readonly stages: readonly Stage[];
  readonly wiring: Wiring;
  readonly host: RunHost;
  readonly deadLetters: DeadLetters;
  readonly signal: AbortSignal;
  readonly options: RunOptions;
  readonly progress: ProgressMeter;
  /** Where the run has several threads: its part in this one. */
  readonly thread: ThreadRun | undefined;
  /** Removes what state has on disk. */
  closeDisk(): Promise<void>;
  /** Whether sources are taken for ended where they are. */
  isDraining: boolean;
  /** How far a source is. */
  progressOf(source: Stage): SplitProgress;
  /** Outputs of the subtasks of sources that have given all. */
  readonly endedSources: Set<Output>;
  /** Commits what a checkpoint holds. */
  commitStored(manifest: StoredCommits): Promise<void>;
  /** Ends the run by an error that no source or operator threw. */
  fail(error: unknown): void;
}

/** What a run goes on from. */
export interface RestoredRun {
  readonly stages: ExecutionSnapshot;
  /** What is known besides state; a test's hand has none. */
  readonly manifest?: Pick<Manifest, "sources" | "sinks" | "deadLetters">;
}

export interface ExecutionSetup {
  readonly restored?: RestoredRun | undefined;
  readonly metrics?: RunMetrics;
  readonly barriers?: BarrierBoard;
  readonly runId?: string;
  readonly join?: JoinThreads | undefined;
  /** Where what steps do is looked at. */
  readonly trace?: Tracer;
}

export async function openExecution(
  plan: readonly PlanNode[],
  options: RunOptions,
  setup: ExecutionSetup = {},
): Promise<Execution> {
  const { restored, metrics = newMetrics() } = setup;
  const stages = stagesOf(plan, options.parallelism ?? 1);
  metrics.begin(stepInfos(stages), options.clock ?? systemClock);
  const thread = setup.join?.(stages);
  const failed = new AbortController();
  const signal = options.signal === undefined ? failed.signal : AbortSignal.any([options.signal, failed.signal]);
  const edges = edgesOf(options, signal);
  const writers = new Map<Stage, SinkWriter[]>();
  const pending = new Set<Promise<void>>();
  const checkpoints = options.checkpoint !== undefined;
  const runId = thread?.runId ?? setup.runId ?? uniqueName();
  const letters = thread?.letters ?? deadLettersOf(plan, { runId, signal, checkpoints, edges, pending }, restored);
  const disk = stateDisk(stages, options.state, options.onWarning, options.clock);
  const host = hostOf(
    stages,
    options,
    { ...setup, metrics },
    { edges, writers, pending, letters, thread, disk: disk?.share },
  );
  const sinks = sinksOf(stages, plan);
  const commitStored = (manifest: StoredCommits): Promise<void> => commitAll(preparedIn(sinks, manifest), edges);
  try {
    // Whoever took the checkpoint may not have come to it. Of several threads the main one has done so before the others open.
    if (restored?.manifest !== undefined && thread?.reading === undefined) await commitStored(restored.manifest);
    const prepared = ({ id }: Stage) => transactionsOf(restored?.manifest?.sinks, id);
    await openSinks(stages, writers, { runId, signal, checkpoints, restored: prepared, metrics }, edges, thread);
    await letters.open();
    const progresses = progressOfSources(stages, restored);
    const wiring = watched(stages, host);
    return {
      stages,
      wiring,
      host,
      deadLetters: letters,
      signal,
      options,
      progress: progressMeter(stages, options, metrics),
      thread,
      isDraining: false,
      progressOf: (source) => progresses.get(source)!,
      endedSources: new Set(),
      commitStored,
      fail: (error) => failed.abort(error),
      closeDisk: async () => disk?.close(),
    };
  } catch (error) {
    metrics.end();
    // What failed to open is why: what fails to close besides is not.
    const threads = async (): Promise<void> => thread?.close(error);
    await closeAll([threads, ...closings(stages, writers, edges), letters.close, async () => disk?.close()]).catch(
      () => undefined,
    );
    throw error;
  }
}

function watched(stages: readonly Stage[], host: RunHost): Wiring {
  const wiring = wire(stages, host);
  watchRun({ stages, wiring, host });
  return wiring;
}

function deadLettersOf(
  plan: readonly PlanNode[],
  run: Omit<Parameters<typeof deadLetters>[1], "restored">,
  restored: RestoredRun | undefined,
): DeadLetters {
  const stored = restored?.manifest?.deadLetters;
  return deadLetters(deadLetterSinks(plan), { ...run, restored: (id) => transactionsOf(stored, id) });
}

export function memoryOf({ memoryBytes = heapLimitBytes() / 2 }: RunOptions): number {
  return memoryBytes;
}

type StoredCommits = Pick<Manifest, "sinks" | "deadLetters">;

interface OpenEdges extends Pick<RunHost, "edges" | "writers" | "pending" | "disk"> {
  readonly letters: DeadLetters;
  readonly thread: ThreadRun | undefined;
}

function hostOf(
  stages: readonly Stage[],
  options: RunOptions,
  { restored, metrics, barriers = noBarriers, trace }: ExecutionSetup & { readonly metrics: RunMetrics },
  { edges, writers, pending, letters, thread, disk }: OpenEdges,
): RunHost {
  const { clock = systemClock } = options;
  return {
    clock,
    metrics,
    wakeups: wakeups(clock),
    memoryBytes: memoryShare(stages, thread?.memoryBytes ?? memoryOf(options)),
    disk,
    pending,
    edges,
    feeds: feedBoard(clock, thread?.alignment),
    queues: [],
    writers,
    onBadRecord: (node, record, error, stage) => handleBadRecord(node, { record, error, stage }, letters, metrics),
    warn: once(options.onWarning),
    channels: thread?.channels,
    keyMeetings:
      restored === undefined ? keyMeetings(thread === undefined ? "all" : "some", endsAll(stages)) : undefined,
    columns: restored === undefined ? columnSightings() : undefined,
    crewOf: thread?.crewOf,
    barriers,
    checkpoints: { underWay: 0 },
    takesCheckpoints: options.checkpoint !== undefined,
    restored: restored?.stages,
    trace,
  };
}

/** Several subtasks and threads say the same. */
function once(tell: (text: string) => void = (text) => console.warn(text)): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (told.has(text)) return;
    told.add(text);
    tell(text);
  };
}

function endsAll(stages: readonly Stage[]): boolean {
  return stages.every(({ node }) => node.kind !== "source" || node.source.boundedness === "bounded");
}

/** Where nobody takes checkpoints. */
const noBarriers: BarrierBoard = { passed: () => undefined, prepared: () => undefined };

function progressOfSources(stages: readonly Stage[], restored: RestoredRun | undefined): Map<Stage, SplitProgress> {
  const sources = stages.filter(({ node }) => node.kind === "source");
  return new Map(
    sources.map((stage) => {
      const stored = restored?.manifest?.sources.find(({ id }) => id === stage.id);
      return [stage, new SplitProgress(stored)];
    }),
  );
}

function transactionsOf(
  stored: readonly StoredTransactions[] | undefined,
  id: string,
): readonly Transaction[] | undefined {
  return stored && (stored.find((one) => one.id === id)?.transactions ?? []);
}

interface NamedSinks {
  readonly sinks: ReadonlyMap<string, Sink<never>>;
  readonly deadLetters: ReadonlyMap<string, Sink<never>>;
}

function sinksOf(stages: readonly Stage[], plan: readonly PlanNode[]): NamedSinks {
  const sinks = stages.flatMap(({ id, node }): [string, Sink<never>][] =>
    node.kind === "sink" ? [[id, node.sink]] : [],
  );
  return { sinks: new Map(sinks), deadLetters: new Map(sinkIds(deadLetterSinks(plan))) };
}

function preparedIn(named: NamedSinks, manifest: StoredCommits): Prepared[] {
  const of = (stored: readonly StoredTransactions[], sinks: ReadonlyMap<string, Sink<never>>): Prepared[] =>
    stored.flatMap(({ id, transactions }) => {
      const sink = sinks.get(id);
      return sink === undefined || transactions.length === 0 ? [] : [{ sink, transactions }];
    });
  return [...of(manifest.sinks, named.sinks), ...of(manifest.deadLetters, named.deadLetters)];
}

/** How many states a subtask of it, and of what is in its body, can put on disk. */
function sharesOf(node: PlanNode): number {
  if (node.kind === "operator") return node.operator.state?.some(({ spills }) => spills === true) === true ? 1 : 0;
  if (node.kind !== "loop") return 0;
  return nodesOf(node.body).reduce((sum, each) => sum + sharesOf(each), node.mode === "rounds" ? 1 : 0);
}

/** Each subtask of an operator that can put rows on disk gets the same. */
function memoryShare(stages: readonly Stage[], memoryBytes: number): number {
  const shares = stages.map(({ node, parallelism }) => parallelism * sharesOf(node));
  return (
    memoryBytes /
    Math.max(
      1,
      shares.reduce((sum, share) => sum + share, 0),
    )
  );
}

/**
 * Gives back all that is held, whatever happened before; then rejects with what failed first.
 *
 * @param reason What the run failed with; undefined where it did not.
 */
export async function closeExecution(execution: Execution, reason?: unknown): Promise<void> {
  const { stages, wiring, host, deadLetters: letters, thread, closeDisk } = execution;
  host.metrics.end();
  await closeAll([
    async () => thread?.close(reason),
    async () => wiring.close(),
    ...closings(stages, host.writers, host.edges),
    letters.close,
    closeDisk,
  ]);
}

function closings(
  stages: readonly Stage[],
  writers: ReadonlyMap<Stage, readonly SinkWriter[]>,
  edges: Edges,
): (() => Promise<void>)[] {
  return stages.flatMap((stage) =>
    (writers.get(stage) ?? []).map((writer) => () => edges.close(`close ${stage.node.name}`, () => writer.close())),
  );
}

/** The second phase at the end of the input: everything is durable, then everything becomes visible. */
export async function commitExecution(execution: Execution): Promise<void> {
  execution.deadLetters.flush();
  await sinksTake(execution);
  await commitSinks(openSinksOf(execution), execution.host.edges, execution.signal);
}

/** The input has ended: sinks are told. */
export async function finishSinks(execution: Execution): Promise<void> {
  execution.deadLetters.flush();
  await sinksTake(execution);
  for (const { sink, writers } of openSinksOf(execution)) await finishAll(sink, writers, execution.host.edges);
  execution.signal.throwIfAborted();
}

function openSinksOf({ stages, host, deadLetters: letters }: Execution): OpenSink[] {
  const sinks = stages.flatMap((stage) =>
    stage.node.kind === "sink" ? [{ sink: stage.node.sink, writers: host.writers.get(stage)! }] : [],
  );
  return [...sinks, ...letters.sinks];
}

function handleBadRecord(
  node: OperatorNode | SourceNode | undefined,
  { record, error, stage }: { readonly record: BadRecord; readonly error: unknown; readonly stage: string },
  letters: DeadLetters,
  metrics: ReturnType<typeof newMetrics>,
): void {
  const onError = node?.onError ?? "fail";
  if (onError === "fail") throw new RecordError(inSentence(record), { cause: error });
  metrics.add(node!.name, onError === "skip" ? "numRecordsSkipped" : "numRecordsDeadLettered", 1);
  if (onError !== "skip") letters.add(onError.deadLetter, record, stage);
}

/** Counts what sources give and tells the caller, ten times a second at most. */
export interface ProgressMeter {
  add(rows: number): void;
  readonly rows: number;
  bytes: number;
  report(done: boolean): void;
  readonly elapsedMs: number;
}

const reportEveryMs = 100;

function progressMeter(stages: readonly Stage[], options: RunOptions, metrics: RunMetrics): ProgressMeter {
  const { clock = monotonicClock } = options;
  const startedMs = elapsedBy(clock);
  const totals = totalsOf(stages);
  let rows = 0;
  let reportedMs = startedMs;
  const meter: ProgressMeter = {
    add: (more) => {
      rows += more;
    },
    get rows() {
      return rows;
    },
    bytes: 0,
    report: (done) => {
      metrics.tick();
      const now = elapsedBy(clock);
      if (options.onProgress === undefined || (!done && now - reportedMs < reportEveryMs)) return;
      reportedMs = now;
      const progress: Progress = { rows, bytes: meter.bytes, ...totals, elapsedMs: now - startedMs, done };
      options.onProgress(progress);
    },
    get elapsedMs() {
      return elapsedBy(clock) - startedMs;
    },
  };
  return meter;
}

function totalsOf(stages: readonly Stage[]): { totalRows?: number; totalBytes?: number } {
  const descriptions = stages.flatMap(({ node }) => (node.kind === "source" ? [node.description] : []));
  const rows = descriptions.map((description) => description?.rows);
  const bytes = descriptions.map((description) => description?.sizeBytes);
  const sum = (values: (number | undefined)[]): number | undefined =>
    values.includes(undefined) ? undefined : (values as number[]).reduce((total, value) => total + value, 0);
  const [totalRows, totalBytes] = [sum(rows), sum(bytes)];
  return { ...(totalRows === undefined ? {} : { totalRows }), ...(totalBytes === undefined ? {} : { totalBytes }) };
}
