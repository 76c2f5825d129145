import type { SinkWriter, Transaction } from "../../io/sink.ts";
import type { PlanNode, SourceNode } from "../../plan/node.ts";
import {
  type LooseEnd,
  moduleUrl,
  portOf,
  simulatedThreads,
  systemThreads,
  type Thread,
  type Threads,
  uniqueName,
} from "../../platform/mod.ts";
import type { PlacedAsk } from "../ask-state.ts";
import type { CheckpointedRun } from "../checkpoint/checkpoints.ts";
import type { Passage, PreparedHere } from "../checkpoint/passage.ts";
import { ComingSplits } from "../coming-splits.ts";
import { type Edges, edgesOf } from "../edges.ts";
import { type Execution, memoryOf } from "../execution.ts";
import { foundTypes } from "../found-types.ts";
import type { AskedRun } from "../held-back.ts";
import type { RunMetrics } from "../metrics.ts";
import type { KeyAsked } from "../open-subtask.ts";
import { defaultBatchRows, type RunOptions } from "../options.ts";
import { readContext } from "../read-sources.ts";
import { closeAll } from "../sinks.ts";
import type { Stage } from "../stage.ts";
import { goOnUntil, untilDone } from "../waiting.ts";
import { type AskedPart, askedWhole } from "./asked-parts.ts";
import type { AssistAsked } from "./assistants.ts";
import { Calls } from "./calls.ts";
import { bellMemory, Doorbells } from "./doorbells.ts";
import { HeardLetters, type SentLetters } from "./letters.ts";
import { type Link, linksOf } from "./links.ts";
import { mainThread, type Placement, placementOf, type ThreadNumber } from "./placement.ts";
import { planText } from "./plan-text.ts";
import { addReport, watchWorker } from "./reports.ts";
import { type RingBuffers, ringBuffers } from "./ring.ts";
import { sentError } from "./sent-error.ts";
import { alignmentMemory } from "./shared-alignment.ts";
import { TeamCheckpoints } from "./team-checkpoints.ts";
import { enoughBytes, threadChannels } from "./thread-channels.ts";
import {
  type ListedSplits,
  type SinkPlace,
  type ThreadRun,
  threadWork,
  type WorkerOptions,
  type WorkerReport,
  type WorkerSetup,
} from "./thread-run.ts";

/** Where a run goes on from. */
export interface TeamStart extends Pick<WorkerSetup, "restored"> {
  readonly runId?: string;
}

/** The workers of a run, as the thread sees them that started it. */
export class Team {
  readonly #letters: HeardLetters;
  readonly #start: TeamStart;
  #checkpoints: TeamCheckpoints | undefined;
  readonly #options: RunOptions;
  readonly #edges: Edges;
  readonly #threads: Threads;
  readonly #metrics: RunMetrics;
  readonly #workers: Worker[] = [];
  readonly #splits = new Map<string, Promise<ListedSplits>>();
  readonly #coming = new Map<string, ComingSplits>();
  /** Of rounds of new splits. */
  readonly #times = new Map<string, SharedArrayBuffer>();
  readonly #meetings = new Map<string, Meeting>();
  readonly #over = new Int32Array(new SharedArrayBuffer(4));
  #execution: Execution | undefined;
  #isClosing = false;
  /** Rejects with what a worker failed with first. */
  readonly #failed = Promise.withResolvers<never>();

  constructor(plan: readonly PlanNode[], options: RunOptions, start: TeamStart, metrics: RunMetrics) {
    this.#letters = new HeardLetters(plan);
    this.#start = start;
    this.#options = options;
    this.#edges = edgesOf(options);
    this.#threads = simulatedThreads(options.clock) ?? systemThreads;
    this.#metrics = metrics;
    this.#failed.promise.catch(() => undefined);
  }

  /** Starts the workers; they load the module while the main thread opens its own sinks. */
  join(stages: readonly Stage[]): ThreadRun {
    const workers = this.#options.parallelism!;
    const placement = placementOf(stages, workers);
    const links = linksOf(stages, placement);
    const sizeBytes = this.#threads.ringBytes ?? ringBytes(workers);
    const rings = links.map(() => ringBuffers(sizeBytes));
    const shared = { bells: bellMemory(workers + 1), enough: new SharedArrayBuffer(enoughBytes(stages)) };
    const over = this.#over.buffer;
    const lines = linesBetween(this.#threads, workers + 1);
    const { runId = uniqueName(), restored } = this.#start;
    for (let own = 1; own <= workers; own++) {
      const setup: WorkerSetup = {
        own,
        workers,
        runId,
        plan: planText(stages),
        options: workerOptions(this.#options),
        restored,
        ...shared,
        over,
        rings: ringsOf(own, links, rings),
      };
      this.#begin(setup, lines.get(own)!, placement, stages);
    }
    const ends = new Map([...lines.get(mainThread)!].map(([number, end]) => [number, portOf(end)]));
    const bells = new Doorbells(shared.bells, mainThread, ends);
    const own = { ...shared, rings: new Map(ringsOf(mainThread, links, rings)) };
    const onLook = (): void => this.#checkpoints?.look();
    const { clock } = this.#options;
    const channels = threadChannels({ own: mainThread, stages, placement, shared: own, bells, clock, onLook });
    return {
      runId,
      memoryBytes: memoryOf(this.#options),
      channels,
      close: async (reason) => {
        try {
          await this.#close(reason);
        } finally {
          channels.close();
        }
      },
      writerOf: (stage, subtask) => this.#writerOf(placement.threadOf(stage, subtask), { stage: stage.id, subtask }),
    };
  }

  /** Waits until all workers have opened what is theirs. */
  async opened(execution: Execution): Promise<void> {
    this.#execution = execution;
    await goOnUntil(execution, this.#all("open"));
  }

  /** All sources to their end, and all that comes of them. */
  async run(execution: Execution): Promise<void> {
    await goOnUntil(execution, Promise.race([this.#all("run"), execution.host.channels!.failed]));
    await untilDone(execution);
  }

  /** The run, as checkpoints see it. */
  checkpointed(execution: Execution, passage: Passage): CheckpointedRun {
    const calls = this.#workers.map((worker) => worker.calls);
    this.#checkpoints = new TeamCheckpoints(execution, passage, calls, this.#letters);
    return this.#checkpoints;
  }

  /** Takes all sources for ended where they are. */
  drain(): void {
    for (const { calls } of this.#workers) calls.tell("drain");
  }

  /** The run as it would be in one thread, for those who ask why a step has not fired; what has ended knows nothing any more. */
  async asked(execution: Execution, key: KeyAsked | undefined): Promise<AskedRun> {
    if (this.#isClosing) return execution;
    return askedWhole(
      execution,
      await Promise.all(this.#workers.map(({ calls }) => calls.call<AskedPart>("why", key))),
    );
  }

  /** What a key has of a state that one of the workers has; undefined where none has, as they have ended. */
  async askState(asked: PlacedAsk): Promise<{ readonly value: unknown } | undefined> {
    if (this.#isClosing) return undefined;
    const answers = await Promise.all(
      this.#workers.map(({ calls }) => calls.call<{ readonly value: unknown } | undefined>("state", asked)),
    );
    return answers.find((answer) => answer !== undefined);
  }

  /** Ends the workers: those that do not come to an end in time in the middle of what they do. */
  async #close(reason: unknown): Promise<void> {
    this.#isClosing = true;
    Atomics.store(this.#over, 0, 1);
    if (reason !== undefined) for (const { calls } of this.#workers) calls.tell("stop", sentError(reason));
    const looking = [...this.#coming.values()].map((coming) => () => coming.close());
    // Who begins anew must not meet any of them.
    await closeAll([...this.#workers.map((worker) => () => this.#end(worker)), ...looking]);
  }

  async #end({ number, calls, thread }: Worker): Promise<void> {
    const waiting = new AbortController();
    try {
      await this.#edges.close(`end worker ${number}`, () => calls.call("close"));
      // What it printed is still on its way; what keeps it alive besides is the user's, and ends with it.
      const { clock } = this.#options;
      const waited = clock?.sleep?.(lastWordsMs) ?? sleepUnlessEnded(lastWordsMs, waiting.signal);
      await Promise.race([thread.ended, waited]);
    } finally {
      waiting.abort();
      // What it waits for of the system may never come: then it is left behind.
      await this.#edges.close(`stop worker ${number}`, () => thread.terminate());
    }
  }

  #begin(
    setup: WorkerSetup,
    ends: ReadonlyMap<ThreadNumber, LooseEnd>,
    placement: Placement,
    stages: readonly Stage[],
  ): void {
    const { own: number } = setup;
    const module = moduleUrl(this.#options.module!);
    const thread = this.#threads.start({ module, work: threadWork, refusal: noJob(module), setup, ends });
    const last = watchWorker(this.#metrics, stages, placement, number);
    const calls = new Calls(thread, {
      splits: (stage: string) => this.#splitsOf(stage),
      "new splits": (asked: readonly [stage: string, round: number]) => this.#newSplitsOf(...asked),
      "come so far": (come: string) => this.#allHave(come),
      "dead letters": (letters: readonly SentLetters[]) => this.#letters.hear(letters, this.#execution!.deadLetters),
      warning: (text: string) => (this.#execution?.host.warn ?? this.#options.onWarning ?? console.warn)(text),
      assist: (asked: AssistAsked) => {
        for (const worker of this.#workers) if (worker.number !== number) worker.calls.tell("assist", asked);
      },
      prepared: (prepared: readonly PreparedHere[]) => this.#checkpoints!.hear(prepared),
      report: (report: WorkerReport) => {
        this.#hearKeys(report, last.report);
        this.#execution!.host.columns?.hear(report.columns, last.report.columns);
        addReport(report, last, this.#execution!.progress);
        this.#metrics.tick();
      },
    });
    this.#workers.push({ number, calls, thread });
    void thread.ended.then(({ exitCode, error }) => {
      Atomics.store(this.#over, 0, 1);
      const lost = lostWorker(number, setup.workers, exitCode, error);
      calls.fail(lost);
      if (!this.#isClosing) this.#failed.reject(lost);
    });
  }

  /** What all workers answer, or the first failure of any. */
  async #all(name: string): Promise<void> {
    await Promise.race([Promise.all(this.#workers.map(({ calls }) => calls.call(name))), this.#failed.promise]);
  }

  #hearKeys({ keys }: WorkerReport, before: WorkerReport): void {
    try {
      this.#execution!.host.keyMeetings?.hear(keys, before.keys);
    } catch (error) {
      this.#failed.reject(error);
    }
  }

  #splitsOf(id: string): Promise<ListedSplits> {
    let listed = this.#splits.get(id);
    if (listed === undefined) {
      listed = this.#list(this.#execution!, id);
      this.#splits.set(id, listed);
    }
    return listed;
  }

  async #list(execution: Execution, id: string): Promise<ListedSplits> {
    const { stages, signal } = execution;
    const stage = stages.find((one) => one.id === id)!;
    const node = stage.node as SourceNode;
    const progress = execution.progressOf(stage);
    const found = await node.source.splits(readContext(execution, stage, signal).request, progress.restored);
    const splits = progress.listed(found, node);
    if (node.source.newSplits !== undefined)
      this.#coming.set(id, new ComingSplits(node, splits, progress, execution.host.edges));
    const times = alignmentMemory(stages, stage, { splits, before: 0 });
    return { splits, before: 0, times, types: foundTypes(node) };
  }

  async #newSplitsOf(id: string, number: number): Promise<ListedSplits> {
    const { stages } = this.#execution!;
    const round = await this.#coming.get(id)!.round(number);
    const key = `${id} ${number}`;
    // The same memory for all of them.
    const times = this.#times.get(key) ?? alignmentMemory(stages, stages.find((one) => one.id === id)!, round);
    this.#times.set(key, times);
    return { ...round, times };
  }

  #allHave(come: string): Promise<void> {
    let meeting = this.#meetings.get(come);
    if (meeting === undefined) {
      meeting = { missing: this.#workers.length, all: Promise.withResolvers<void>() };
      this.#meetings.set(come, meeting);
    }
    if (--meeting.missing === 0) meeting.all.resolve();
    return meeting.all.promise;
  }

  #writerOf(thread: ThreadNumber, place: SinkPlace): SinkWriter {
    const { calls } = this.#workers.find(({ number }) => number === thread)!;
    return {
      write: () => undefined,
      finish: () => calls.call<void>("finish", place),
      prepare: () => calls.call<Transaction | undefined>("prepare", place),
      // It is closed with its worker.
      close: async () => undefined,
    };
  }
}

const lastWordsMs = 500;

function sleepUnlessEnded(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  });
}

interface Worker {
  readonly number: ThreadNumber;
  readonly calls: Calls;
  readonly thread: Thread;
}

interface Meeting {
  /** Workers that have not come to its end. */
  missing: number;
  readonly all: PromiseWithResolvers<void>;
}

function workerOptions(options: RunOptions): WorkerOptions {
  const {
    parallelism = 1,
    batchRows = defaultBatchRows,
    parameters,
    state,
    checkpoint,
    ioTimeout,
    closeTimeout,
  } = options;
  return {
    parallelism,
    batchRows,
    memoryBytes: memoryOf(options),
    ...(parameters === undefined ? {} : { parameters }),
    ...(state === undefined ? {} : { state }),
    ...(checkpoint === undefined ? {} : { checkpoint }),
    ...(ioTimeout === undefined ? {} : { ioTimeout }),
    ...(closeTimeout === undefined ? {} : { closeTimeout }),
  };
}

/** The rings to one worker take this together at most, for each stage; fewer workers have larger ones. */
const ringsBytes = 8 * 2 ** 20;

function ringBytes(workers: number): number {
  return Math.min(2 ** 20, Math.max(2 ** 17, (ringsBytes / workers) & ~7));
}

function ringsOf(
  own: ThreadNumber,
  links: readonly Link[],
  rings: readonly RingBuffers[],
): (readonly [number, RingBuffers])[] {
  return links.flatMap(({ from, to }, number) =>
    from === own || to === own ? [[number, rings[number]!] as const] : [],
  );
}

/** A line between any two threads. */
function linesBetween(from: Threads, threads: number): Map<ThreadNumber, Map<ThreadNumber, LooseEnd>> {
  const lines = new Map(Array.from({ length: threads }, (_, number) => [number, new Map<ThreadNumber, LooseEnd>()]));
  for (let one = 0; one < threads; one++) {
    for (let other = one + 1; other < threads; other++) {
      const [first, second] = from.line();
      lines.get(one)!.set(other, first);
      lines.get(other)!.set(one, second);
    }
  }
  return lines;
}

function noJob(module: string): string {
  return (
    `Cannot run on threads as ${module} must export its job by default: got something else; ` +
    'write export default job("name", ({ from }) => from(…)….sinkTo(…))'
  );
}

function lostWorker(number: ThreadNumber, workers: number, exitCode: number, error: unknown): Error {
  const what =
    error === undefined
      ? `an end with exit code ${exitCode}`
      : error instanceof Error
        ? `${error.name}: ${error.message}`
        : String(error);
  return new Error(
    `Cannot go on as all worker threads must last as long as the run: got from worker ${number} of ${workers} ${what}; ` +
      "see to what functions of yours do outside of the rows (process.exit, timers, memory), or run it on one thread to find it",
    { cause: error },
  );
}
