import type { Sink, SinkWriter, Transaction } from "../../io/sink.ts";
import type { PlanNode, SourceNode } from "../../plan/node.ts";
import { inThread, type ThreadPlace, yieldToEventLoop } from "../../platform/mod.ts";
import { askedNow, type PlacedAsk } from "../ask-state.ts";
import { Passage } from "../checkpoint/passage.ts";
import { segmentSpool } from "../checkpoint/segment-spool.ts";
import { closeExecution, type Execution, openExecution } from "../execution.ts";
import { requireFound } from "../found-types.ts";
import { newMetrics } from "../metrics.ts";
import type { KeyAsked } from "../open-subtask.ts";
import type { RunOptions } from "../options.ts";
import { readSources } from "../read-sources.ts";
import { sinkCall } from "../sinks.ts";
import type { Stage } from "../stage.ts";
import { settle, untilDone } from "../waiting.ts";
import { askedPart } from "./asked-parts.ts";
import { type AssistAsked, Assistants, crewOf } from "./assistants.ts";
import { Calls } from "./calls.ts";
import { Doorbells } from "./doorbells.ts";
import { sentLetters } from "./letters.ts";
import { placementOf } from "./placement.ts";
import { planText } from "./plan-text.ts";
import { errorOf, type SentError } from "./sent-error.ts";
import { sharedAlignment } from "./shared-alignment.ts";
import type { SentOrder } from "./team-checkpoints.ts";
import { threadChannels } from "./thread-channels.ts";
import type { ListedSplits, SinkPlace, ThreadRun, WorkerSetup } from "./thread-run.ts";
import { restoredPart, WorkerCheckpoints } from "./worker-checkpoints.ts";

/** Plans a job as the main thread does. */
export type PlanFor = (options: RunOptions) => Promise<readonly PlanNode[]>;

/** A worker's part of a run: it does what the main thread asks for, until it is told to close. */
export class Worker {
  readonly #place: ThreadPlace;
  readonly #setup: WorkerSetup;
  readonly #planFor: PlanFor;
  readonly #bells: Doorbells;
  readonly #calls: Calls;
  readonly #metrics = newMetrics();
  readonly #stop = new AbortController();
  #execution: Execution | undefined;
  #running: Promise<void> | undefined;
  readonly #passage = new Passage();
  #checkpoints: WorkerCheckpoints | undefined;
  #plan: readonly PlanNode[] | undefined;
  #assistants: Assistants | undefined;

  constructor(planFor: PlanFor) {
    this.#planFor = planFor;
    this.#place = inThread();
    this.#setup = this.#place.setup as WorkerSetup;
    this.#bells = new Doorbells(this.#setup.bells, this.#setup.own, this.#place.ends);
    this.#calls = new Calls(this.#place.port, {
      open: () => this.#open(),
      run: () => {
        this.#running = this.#run(this.#execution!);
        return this.#running;
      },
      finish: (place: SinkPlace) => this.#finish(place),
      prepare: (place: SinkPlace) => this.#prepare(place),
      why: (key: KeyAsked | undefined) => {
        // What has been counted comes before the answer.
        this.#execution!.progress.report(true);
        return askedPart(this.#execution!, key);
      },
      state: (asked: PlacedAsk) => askedNow(this.#execution!.wiring.subtasks, asked),
      checkpoint: (order: SentOrder) => this.#checkpoints!.take(order),
      "give up": (checkpoint: number) => this.#passage.giveUp(checkpoint),
      assist: (asked: AssistAsked) => this.#assist(asked),
      drain: () => {
        this.#execution!.isDraining = true;
        // Who waits for rows looks again whether anybody wants them.
        this.#execution!.host.wakeups.waker().soon();
      },
      stop: (reason: SentError) => this.#stop.abort(errorOf(reason)),
      close: () => this.#close(),
    });
  }

  async #open(): Promise<void> {
    const options: RunOptions = {
      ...this.#setup.options,
      signal: this.#stop.signal,
      onWarning: (text) => this.#calls.tell("warning", text),
      ...(this.#place.clock === undefined ? {} : { clock: this.#place.clock }),
      onProgress: ({ rows, bytes }) =>
        this.#calls.tell("report", {
          rows,
          bytes,
          readings: this.#metrics.readings(),
          keys: this.#execution!.host.keyMeetings?.tell() ?? [],
          columns: this.#execution!.host.columns?.tell() ?? [],
        }),
    };
    const plan = await this.#planFor(options);
    this.#plan = plan;
    const barriers = this.#passage;
    const spool = segmentSpool(options.state, options.clock);
    try {
      const restored = await restoredPart(plan, this.#setup, spool);
      const join = (stages: readonly Stage[]): ThreadRun => this.#joined(stages, plan);
      this.#execution = await openExecution(plan, options, { restored, metrics: this.#metrics, join, barriers });
    } finally {
      spool?.close();
    }
    this.#checkpoints = new WorkerCheckpoints(this.#execution, barriers, this.#calls, this.#setup);
  }

  async #run(execution: Execution): Promise<void> {
    await readSources(execution);
    await settle(execution);
    await untilDone(execution);
    execution.progress.report(true);
  }

  #joined(stages: readonly Stage[], plan: readonly PlanNode[]): ThreadRun {
    const { own, workers, runId, bells, enough, rings, options } = this.#setup;
    if (planText(stages) !== this.#setup.plan) throw otherPlan(own);
    const placement = placementOf(stages, workers);
    const shared = { bells, enough, rings: new Map(rings) };
    const alignment = sharedAlignment(stages, () => {
      for (let worker = 1; worker <= workers; worker++) if (worker !== own) this.#bells.ring(worker);
    });
    const channels = threadChannels({
      own,
      stages,
      placement,
      shared,
      bells: this.#bells,
      clock: this.#place.clock,
      onLook: () => {
        alignment.heard();
        this.#checkpoints?.look();
      },
    });
    channels.failed.catch((error: unknown) => this.#stop.abort(error));
    return {
      runId,
      channels,
      alignment,
      memoryBytes: options.memoryBytes,
      letters: sentLetters(plan, this.#calls, (stage) => this.#passage.lastOf(stage)),
      ...(workers === 1 ? {} : { crewOf: (stage) => crewOf(stage, this.#setup, this.#calls) }),
      reading: {
        splitsOf: async (stage) => {
          const listed = await this.#calls.call<ListedSplits>("splits", stage.id);
          // Files may have come since the plan of the thread that started the run.
          requireFound(stage.node as SourceNode, listed.types);
          alignment.open(stage, listed);
          return listed.splits;
        },
        newSplitsOf: async (stage, round) => {
          const come = await this.#calls.call<ListedSplits>("new splits", [stage.id, round]);
          alignment.open(stage, come);
          return come;
        },
        allHave: (come) => this.#calls.call("come so far", come),
      },
      close: async () => undefined,
    };
  }

  #assist(asked: AssistAsked): void {
    try {
      this.#assistants ??= new Assistants(this.#plan!, this.#setup.options.parallelism!);
      this.#assistants.hear(asked);
    } catch (error) {
      // Nobody waits for an answer.
      this.#stop.abort(error);
    }
  }

  #finish(place: SinkPlace): Promise<void> | void {
    const { sink, writer } = this.#writerAt(place);
    if (writer.finish !== undefined)
      return sinkCall(this.#execution!.host.edges, sink, "finish", async () => writer.finish!());
  }

  #prepare(place: SinkPlace): Promise<Transaction | undefined> {
    const { sink, writer } = this.#writerAt(place);
    return sinkCall(this.#execution!.host.edges, sink, "prepare", () => writer.prepare());
  }

  #writerAt({ stage: id, subtask }: SinkPlace): { readonly sink: Sink<never>; readonly writer: SinkWriter } {
    const { stages, host } = this.#execution!;
    const stage = stages.find((one) => one.id === id)!;
    if (stage.node.kind !== "sink")
      throw new TypeError(`Cannot write to ${id} as it is no sink; this is a defect of Millrace`);
    return { sink: stage.node.sink, writer: host.writers.get(stage)![subtask]! };
  }

  async #close(): Promise<void> {
    this.#stop.abort(new DOMException("The run has ended", "AbortError"));
    await this.#running?.catch(() => undefined);
    try {
      if (this.#execution !== undefined) await closeExecution(this.#execution);
    } finally {
      this.#bells.close();
      // Behind the answer.
      void yieldToEventLoop().then(() => this.#place.port.close());
    }
  }
}

function otherPlan(own: number): Error {
  return new Error(
    `Cannot run on threads as each must build the same plan: got another one in worker ${own}; ` +
      "build the job of its module alone, not of the time, of chance or of what only the main thread has, and run it again where its files changed meanwhile",
  );
}
