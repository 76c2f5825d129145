import type { Sink, SinkWriter, Transaction } from "../io/sink.ts";
import type { BadRecord } from "../io/source.ts";
import type { OperatorNode, PlanNode, SourceNode } from "../plan/node.ts";
import { monotonicClock, systemClock, uniqueName } from "../platform/mod.ts";
import { type RunHost, type Wiring, wire } from "./build.ts";
import { type DeadLetters, deadLetters } from "./dead-letters.ts";
import { newMetrics } from "./metrics.ts";
import type { Progress, RunOptions } from "./options.ts";
import { RecordError } from "./record-error.ts";
import type { ExecutionSnapshot } from "./snapshot.ts";
import { type Stage, stagesOf } from "./stage.ts";
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
}

export async function openExecution(
  plan: readonly PlanNode[],
  options: RunOptions,
  restored?: ExecutionSnapshot,
): Promise<Execution> {
  const stages = stagesOf(plan, options.parallelism ?? 1);
  const signal = options.signal ?? new AbortController().signal;
  const runId = uniqueName();
  const clock = options.clock ?? systemClock;
  const metrics = newMetrics();
  const letters = deadLetters(runId, signal);
  const writers = new Map<Stage, SinkWriter[]>();
  const host: RunHost = {
    clock,
    metrics,
    wakeups: wakeups(clock),
    pending: new Set(),
    writers,
    onBadRecord: (node, record, error) => handleBadRecord(node, record, error, letters, metrics),
    restored,
  };
  try {
    await openSinks(stages, writers, runId, signal);
    return {
      stages,
      wiring: wire(stages, host),
      host,
      deadLetters: letters,
      signal,
      options,
      progress: progressMeter(stages, options),
    };
  } catch (error) {
    // What failed to open is why: what fails to close besides is not.
    await closeAll([...writers.values()].flat()).catch(() => undefined);
    throw error;
  }
}

async function openSinks(
  stages: readonly Stage[],
  writers: Map<Stage, SinkWriter[]>,
  runId: string,
  signal: AbortSignal,
): Promise<void> {
  for (const stage of stages) {
    if (stage.node.kind !== "sink") continue;
    const opened: SinkWriter[] = [];
    writers.set(stage, opened);
    for (let subtask = 0; subtask < stage.parallelism; subtask++) {
      opened.push(await stage.node.sink.open({ subtask, parallelism: stage.parallelism, runId, signal }));
    }
  }
}

/** Gives back all that is held, whatever happened before. */
export async function closeExecution({ wiring, host, deadLetters: letters }: Execution): Promise<void> {
  await closeAll([wiring, ...[...host.writers.values()].flat(), letters]);
}

/** Closes each, also when another cannot be closed; then rejects with what failed first. */
async function closeAll(opened: readonly { close(): void | Promise<void> }[]): Promise<void> {
  const failures: unknown[] = [];
  for (const each of opened) {
    try {
      await each.close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** What a sink has prepared. */
interface Prepared {
  readonly sink: Sink<never>;
  readonly transactions: Transaction[];
}

/** The second phase: everything is durable, then everything becomes visible. */
export async function commitExecution(execution: Execution): Promise<void> {
  const prepared: Prepared[] = [];
  try {
    await prepareAll(execution, prepared);
  } catch (error) {
    for (const { sink, transactions } of prepared) await sink.abort?.(transactions);
    throw error;
  }
  for (const { sink, transactions } of prepared) if (transactions.length > 0) await sink.commit(transactions);
}

async function prepareAll({ stages, host, deadLetters: letters }: Execution, prepared: Prepared[]): Promise<void> {
  const opened = stages.flatMap((stage): [Sink<never>, readonly SinkWriter[]][] =>
    stage.node.kind === "sink" ? [[stage.node.sink, host.writers.get(stage)!]] : [],
  );
  for (const [sink, writers] of [...opened, ...(await letters.writers())]) {
    const transactions: Transaction[] = [];
    prepared.push({ sink, transactions });
    for (const writer of writers) {
      const transaction = await writer.prepare();
      if (transaction !== undefined) transactions.push(transaction);
    }
  }
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
