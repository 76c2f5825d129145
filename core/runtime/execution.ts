import type { SinkWriter } from "../io/sink.ts";
import type { BadRecord } from "../io/source.ts";
import { deadLetterSinks, type OperatorNode, type PlanNode, type SourceNode } from "../plan/node.ts";
import { heapLimitBytes, monotonicClock, systemClock, uniqueName } from "../platform/mod.ts";
import { type RunHost, type Wiring, wire } from "./build.ts";
import { type DeadLetters, deadLetters } from "./dead-letters.ts";
import { type Edges, edgesOf } from "./edges.ts";
import { feedBoard } from "./feed-board.ts";
import { newMetrics, type RunMetrics } from "./metrics.ts";
import type { Progress, RunOptions } from "./options.ts";
import { RecordError } from "./record-error.ts";
import { closeAll, commitSinks, openSinks } from "./sinks.ts";
import type { ExecutionSnapshot } from "./snapshot.ts";
import { type Stage, stagesOf } from "./stage.ts";
import type { JoinThreads, ThreadRun } from "./threads/thread-run.ts";
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
}

export async function openExecution(
  plan: readonly PlanNode[],
  options: RunOptions,
  restored?: ExecutionSnapshot,
  metrics: RunMetrics = newMetrics(),
  join?: JoinThreads,
): Promise<Execution> {
  const stages = stagesOf(plan, options.parallelism ?? 1);
  const thread = join?.(stages);
  const signal = options.signal ?? new AbortController().signal;
  const runId = thread?.runId ?? uniqueName();
  const clock = options.clock ?? systemClock;
  const edges = edgesOf(options);
  const letters = thread?.letters ?? deadLetters(deadLetterSinks(plan), { runId, signal }, edges);
  const writers = new Map<Stage, SinkWriter[]>();
  const host: RunHost = {
    clock,
    metrics,
    wakeups: wakeups(clock),
    memoryBytes: memoryShare(stages, thread?.memoryBytes ?? memoryOf(options)),
    pending: new Set(),
    edges,
    feeds: feedBoard(clock),
    queues: [],
    writers,
    channels: thread?.channels,
    onBadRecord: (node, record, error) => handleBadRecord(node, record, error, letters, metrics),
    restored,
  };
  try {
    await openSinks(stages, writers, { runId, signal }, edges, thread);
    await letters.open();
    return {
      stages,
      wiring: wire(stages, host),
      host,
      deadLetters: letters,
      signal,
      options,
      progress: progressMeter(stages, options),
      thread,
    };
  } catch (error) {
    // What failed to open is why: what fails to close besides is not.
    const threads = async (): Promise<void> => thread?.close(error);
    await closeAll([threads, ...closings(stages, writers, edges), letters.close]).catch(() => undefined);
    throw error;
  }
}

export function memoryOf({ memoryBytes = heapLimitBytes() / 2 }: RunOptions): number {
  return memoryBytes;
}

/** Each subtask of an operator that can put rows on disk gets the same. */
function memoryShare(stages: readonly Stage[], memoryBytes: number): number {
  const shares = stages.map(({ node, parallelism }) =>
    node.kind === "operator" && node.operator.state?.some(({ spills }) => spills === true) ? parallelism : 0,
  );
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
  const { stages, wiring, host, deadLetters: letters, thread } = execution;
  await closeAll([
    async () => thread?.close(reason),
    async () => wiring.close(),
    ...closings(stages, host.writers, host.edges),
    letters.close,
  ]);
}

function closings(
  stages: readonly Stage[],
  writers: ReadonlyMap<Stage, readonly SinkWriter[]>,
  edges: Edges,
): (() => Promise<void>)[] {
  return stages.flatMap((stage) =>
    (writers.get(stage) ?? []).map((writer) => () => edges.close(`close ${stage.node.name}`, writer.close())),
  );
}

/** The second phase at the end of the input: everything is durable, then everything becomes visible. */
export async function commitExecution({ stages, host, deadLetters: letters, signal }: Execution): Promise<void> {
  const sinks = stages.flatMap((stage) =>
    stage.node.kind === "sink" ? [{ sink: stage.node.sink, writers: host.writers.get(stage)! }] : [],
  );
  await commitSinks([...sinks, ...(await letters.writers())], host.edges, signal);
}

function handleBadRecord(
  node: OperatorNode | SourceNode | undefined,
  record: BadRecord,
  error: unknown,
  letters: DeadLetters,
  metrics: ReturnType<typeof newMetrics>,
): void {
  const onError = node?.onError ?? "fail";
  if (onError === "fail") throw new RecordError(record, { cause: error });
  metrics.add(node!.name, onError === "skip" ? "recordsSkipped" : "recordsDeadLettered", 1);
  if (onError !== "skip") letters.add(onError.deadLetter, record);
}

/** Counts what sources give and tells the caller, ten times a second at most. */
export interface ProgressMeter {
  add(rows: number): void;
  bytes: number;
  report(done: boolean): void;
  readonly elapsedMs: number;
}

const reportEveryMs = 100;

function progressMeter(stages: readonly Stage[], options: RunOptions): ProgressMeter {
  const startedMs = monotonicClock.nowMs();
  const totals = totalsOf(stages);
  let rows = 0;
  let reportedMs = startedMs;
  const meter: ProgressMeter = {
    add: (more) => {
      rows += more;
    },
    bytes: 0,
    report: (done) => {
      const now = monotonicClock.nowMs();
      if (options.onProgress === undefined || (!done && now - reportedMs < reportEveryMs)) return;
      reportedMs = now;
      const progress: Progress = { rows, bytes: meter.bytes, ...totals, elapsedMs: now - startedMs, done };
      options.onProgress(progress);
    },
    get elapsedMs() {
      return monotonicClock.nowMs() - startedMs;
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
