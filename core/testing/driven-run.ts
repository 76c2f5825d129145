import type { SinkNode, SourceNode } from "../plan/node.ts";
import { yieldToEventLoop } from "../platform/mod.ts";
import { closeExecution, type Execution, openExecution } from "../runtime/execution.ts";
import { newFeed } from "../runtime/feed.ts";
import type { Metrics } from "../runtime/metrics.ts";
import { plannedFor } from "../runtime/planned.ts";
import type { ExecutionSnapshot } from "../runtime/snapshot.ts";
import type { Output } from "../runtime/subtask.ts";
import { sinksTake } from "../runtime/waiting.ts";
import type { InputEvent, RowEvent } from "./event.ts";
import { type BatchForm, batchOf } from "./event-batch.ts";
import { poison } from "./poison.ts";
import type { VirtualClock } from "./virtual-clock.ts";

export interface DrivenOptions {
  readonly crashes: "when told" | "after every call";
  /** Subtasks after each of those crashes, in turn; as many as before where it is empty. */
  readonly restoredIn: readonly number[];
  readonly parallelism: number;
  readonly memoryBytes?: number | undefined;
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
  const start = (parallelism: number, restored?: ExecutionSnapshot): Promise<Execution> =>
    open(sinks, parallelism, options, restored);
  return new Hand(sources, options, start, await start(options.parallelism));
}

class Hand implements DrivenRun {
  readonly #sources: readonly SourceNode[];
  readonly #options: DrivenOptions;
  readonly #start: (parallelism: number, restored: ExecutionSnapshot) => Promise<Execution>;
  #execution: Execution;
  #parallelism: number;
  #sent = 0;
  readonly #ended = new Set<number>();
  readonly #earlier: Metrics[] = [];

  constructor(
    sources: readonly SourceNode[],
    options: DrivenOptions,
    start: (parallelism: number, restored: ExecutionSnapshot) => Promise<Execution>,
    execution: Execution,
  ) {
    this.#sources = sources;
    this.#options = options;
    this.#start = start;
    this.#execution = execution;
    this.#parallelism = options.parallelism;
  }

  async happen(event: InputEvent): Promise<void> {
    if (event.event === "row") this.#push(event);
    else if (event.event === "watermark") this.#each(event.input, (output) => output.watermark(event.timeMs));
    else if (event.event === "end") this.#endInput(event.input);
    else if (event.event === "crash") await this.#restart(this.#parallelism);
    else await this.#passTime(event.timeMs);
    await this.#crashAfterCall();
    this.#execution.host.wakeups.wake();
    await this.#quiet();
  }

  async crash(parallelism: number): Promise<void> {
    await this.#restart(parallelism);
    await this.#quiet();
  }

  count(metric: string, step?: string): number {
    const counts = [...this.#earlier, this.#execution.host.metrics].map((metrics) =>
      step === undefined ? metrics.total(metric) : metrics.get(step, metric),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  close(): Promise<void> {
    return closeExecution(this.#execution);
  }

  #each(input: number | undefined, call: (output: Output) => void): void {
    for (const [at, source] of this.#sources.entries()) {
      if (input === undefined || input === at) for (const output of outputsOf(this.#execution, source)) call(output);
    }
  }

  #push(event: RowEvent): void {
    const batch = batchOf([event], this.#options.form);
    const source = this.#sources[event.input ?? 0]!;
    const outputs = outputsOf(this.#execution, source);
    const subtask = this.#sent++ % outputs.length;
    const { feeds } = this.#execution.host;
    feeds.reading = feeds.feeds.find(({ key }) => key === feedKey(this.#execution, source, subtask));
    outputs[subtask]!.emit(batch, undefined);
    feeds.reading = undefined;
    poison(batch);
  }

  #endInput(input: number | undefined): void {
    for (const at of input === undefined ? this.#sources.keys() : [input]) this.#ended.add(at);
    this.#each(input, (output) => output.end());
  }

  async #crashAfterCall(): Promise<void> {
    const { crashes, restoredIn } = this.#options;
    if (crashes === "when told") return;
    await this.#restart(restoredIn[this.#earlier.length % restoredIn.length] ?? this.#parallelism);
  }

  async #restart(parallelism: number): Promise<void> {
    const snapshot = this.#execution.wiring.snapshot();
    this.#earlier.push(this.#execution.host.metrics);
    await closeExecution(this.#execution);
    this.#parallelism = parallelism;
    this.#execution = await this.#start(parallelism, snapshot);
    for (const input of this.#ended) this.#endInput(input);
    await sinksTake(this.#execution);
  }

  /** Lets everything settle that needs no time. */
  async #quiet(): Promise<void> {
    for (;;) {
      await sinksTake(this.#execution);
      await yieldToEventLoop();
      if (!this.#execution.host.wakeups.asked) return;
      this.#execution.host.wakeups.wake();
      await this.#crashAfterCall();
    }
  }

  /** Step by step, so that what wakes in between sees its own time. */
  async #passTime(timeMs: number): Promise<void> {
    const { clock } = this.#options;
    for (let { next } = this.#execution.host.wakeups; next <= timeMs; next = this.#execution.host.wakeups.next) {
      clock.advanceTo(Math.max(next, clock.nowMs()));
      this.#execution.host.wakeups.wake();
      await this.#quiet();
    }
    clock.advanceTo(timeMs);
  }
}

async function open(
  sinks: readonly SinkNode[],
  parallelism: number,
  { clock, memoryBytes }: DrivenOptions,
  restored: ExecutionSnapshot | undefined,
): Promise<Execution> {
  const options = { parallelism, clock, ...(memoryBytes === undefined ? {} : { memoryBytes }) };
  const { roots } = await plannedFor(sinks, options);
  const execution = await openExecution(
    roots,
    options,
    restored === undefined ? {} : { restored: { stages: restored } },
  );
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
  return Array.from({ length: stage.parallelism }, (_, subtask) => wiring.outputOf(stage, subtask)!);
}
