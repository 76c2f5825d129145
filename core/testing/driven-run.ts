import type { SinkNode, SourceNode } from "../plan/node.ts";
import { yieldToEventLoop } from "../platform/mod.ts";
import { closeExecution, type Execution, openExecution } from "../runtime/execution.ts";
import { newFeed } from "../runtime/feed.ts";
import type { Metrics } from "../runtime/metrics.ts";
import { plannedFor } from "../runtime/run.ts";
import type { ExecutionSnapshot } from "../runtime/snapshot.ts";
import type { Output } from "../runtime/subtask.ts";
import { sinksTake } from "../runtime/waiting.ts";
import type { InputEvent, RowEvent } from "./event.ts";
import { type BatchForm, batchOf } from "./event-batch.ts";
import { poison } from "./poison.ts";
import type { VirtualClock } from "./virtual-clock.ts";

export interface DrivenOptions {
  readonly crashes: "when told" | "after every call";
  readonly parallelism: number;
  readonly clock: VirtualClock;
  readonly form: BatchForm;
}

/** A run whose sources are a hand that lets events happen. */
export interface DrivenRun {
  happen(event: InputEvent): Promise<void>;
  /** Goes on in fresh subtasks from what the old ones remember. */
  crash(parallelism: number): Promise<void>;
  count(metric: string, step?: string): number;
  close(): Promise<void>;
}

export async function drivenRun(
  sinks: readonly SinkNode[],
  sources: readonly SourceNode[],
  options: DrivenOptions,
): Promise<DrivenRun> {
  const { clock, form } = options;
  let parallelism = options.parallelism;
  let execution = await open(sinks, parallelism, clock, undefined);
  let sent = 0;
  const ended = new Set<number>();
  const earlier: Metrics[] = [];
  const each = (input: number | undefined, call: (output: Output) => void): void => {
    for (const [at, source] of sources.entries()) {
      if (input === undefined || input === at) for (const output of outputsOf(execution, source)) call(output);
    }
  };
  const push = (event: RowEvent): void => {
    const batch = batchOf([event], form);
    const source = sources[event.input ?? 0]!;
    const outputs = outputsOf(execution, source);
    const subtask = sent++ % outputs.length;
    const { feeds } = execution.host;
    feeds.reading = feeds.feeds.find(({ key }) => key === feedKey(execution, source, subtask));
    outputs[subtask]!.emit(batch, undefined);
    feeds.reading = undefined;
    poison(batch);
  };
  const endInput = (input: number | undefined): void => {
    for (const at of input === undefined ? sources.keys() : [input]) ended.add(at);
    each(input, (output) => output.end());
  };
  const crash = async (next: number): Promise<void> => {
    const snapshot = execution.wiring.snapshot();
    earlier.push(execution.host.metrics);
    await closeExecution(execution);
    parallelism = next;
    execution = await open(sinks, parallelism, clock, snapshot);
    for (const input of ended) endInput(input);
    await sinksTake(execution);
  };
  /** Lets everything settle that needs no time. */
  const quiet = async (): Promise<void> => {
    for (;;) {
      await sinksTake(execution);
      await yieldToEventLoop();
      if (!execution.host.wakeups.asked) return;
      execution.host.wakeups.wake();
      if (options.crashes === "after every call") await crash(parallelism);
    }
  };
  /** Step by step, so that what wakes in between sees its own time. */
  const passTime = async (timeMs: number): Promise<void> => {
    for (let next = execution.host.wakeups.next; next <= timeMs; next = execution.host.wakeups.next) {
      clock.advanceTo(Math.max(next, clock.nowMs()));
      execution.host.wakeups.wake();
      await quiet();
    }
    clock.advanceTo(timeMs);
  };
  return {
    happen: async (event) => {
      if (event.event === "row") push(event);
      else if (event.event === "watermark") each(event.input, (output) => output.watermark(event.timeMs));
      else if (event.event === "end") endInput(event.input);
      else if (event.event === "crash") await crash(parallelism);
      else await passTime(event.timeMs);
      if (options.crashes === "after every call" && event.event !== "crash") await crash(parallelism);
      execution.host.wakeups.wake();
      await quiet();
    },
    crash: async (next) => {
      await crash(next);
      await quiet();
    },
    count: (metric, step) => {
      const counts = [...earlier, execution.host.metrics].map((metrics) =>
        step === undefined ? metrics.total(metric) : metrics.get(step, metric),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    },
    close: () => closeExecution(execution),
  };
}

async function open(
  sinks: readonly SinkNode[],
  parallelism: number,
  clock: VirtualClock,
  restored: ExecutionSnapshot | undefined,
): Promise<Execution> {
  const options = { parallelism, clock };
  const { roots } = await plannedFor(sinks, options);
  const execution = await openExecution(roots, options, restored);
  for (const { id, node, parallelism: subtasks } of execution.stages) {
    if (node.kind !== "source") continue;
    for (let subtask = 0; subtask < subtasks; subtask++) {
      const feed = newFeed(id, String(subtask), [], clock);
      feed.setStatus("waiting");
      execution.host.feeds.open(id, subtask, [feed]);
    }
  }
  return execution;
}

function feedKey({ stages }: Execution, source: SourceNode, subtask: number): string {
  return `${stages.find(({ node }) => node.name === source.name)!.id}/${subtask}`;
}

function outputsOf({ stages, wiring }: Execution, source: SourceNode): readonly Output[] {
  const stage = stages.find(({ node }) => node.name === source.name);
  if (stage === undefined) return [];
  return Array.from({ length: stage.parallelism }, (_, subtask) => wiring.outputOf(stage, subtask));
}
