import type { Transaction } from "../../io/sink.ts";
import { monotonicClock } from "../../platform/mod.ts";
import type { BarrierBoard, BarrierGate } from "../build.ts";
import type { SubtaskSnapshot } from "../snapshot.ts";
import type { Stage } from "../stage.ts";
import type { Output } from "../subtask.ts";
import type { Barrier } from "./barrier.ts";

/** What barriers find in one thread: what they pass, and where they are sent from. */
export interface PassedRun {
  readonly gates: readonly BarrierGate[];
  /** Outputs of the subtasks of sources that have not ended. */
  sourceOutputs(): readonly Output[];
}

/** What subtasks of one thread remember, by stage and number. */
export type TakenStages = ReadonlyMap<string, readonly (SubtaskSnapshot | undefined)[]>;

export interface PassedHere {
  readonly stages: TakenStages;
  /** When the last subtask was passed, ms of the monotonic clock. */
  readonly passedMs: number;
}

/** What was prepared to be committed: by a sink, or by that of dead letters. */
export interface PreparedHere {
  readonly of: "sinks" | "deadLetters";
  readonly id: string;
  readonly transaction: Transaction;
}

interface Passing {
  readonly id: number;
  readonly stages: Map<string, (SubtaskSnapshot | undefined)[]>;
  /** Subtasks of sinks that it has passed, by stage. */
  readonly sinks: Map<string, Set<number>>;
  /** How many gates it has passed. */
  count: number;
  run: PassedRun | undefined;
  readonly over: PromiseWithResolvers<PassedHere>;
}

interface Preparing extends Omit<PreparedHere, "transaction"> {
  readonly barrier: number;
  readonly transaction: Promise<Transaction | undefined>;
}

/** Barriers on their way through the subtasks of one thread: one at a time. */
export class Passage implements BarrierBoard {
  #passing: Passing | undefined;
  /** Barriers up to this one are not looked at any more. */
  #doneId = Number.NEGATIVE_INFINITY;
  #preparing: Preparing[] = [];
  /** The last barrier that has passed a stage. */
  readonly #lastOf = new Map<string, number>();

  /**
   * Sends a barrier from the sources of this thread, to be called between two batches. Settles when it has passed all; where
   * channels come from other threads, it may have come by them before.
   */
  begin(run: PassedRun, barrier: Barrier): Promise<PassedHere> {
    const passing = this.#of(barrier);
    if (passing === undefined) return Promise.reject(givenUp(barrier.id));
    passing.run = run;
    for (const output of run.sourceOutputs()) output.barrier(barrier);
    this.look(barrier);
    this.#finishIfAll();
    return passing.over.promise;
  }

  /** Passes what has no input left, where no barrier comes any more. */
  look(barrier: Barrier): void {
    const run = this.#passing?.id === barrier.id ? this.#passing.run : undefined;
    for (const gate of run?.gates ?? []) {
      // The last one ends it.
      if (!this.isPassing(barrier)) return;
      if (gate.inputsOver && !this.#hasPassed(gate)) gate.barrier(barrier);
    }
  }

  /** Whether a barrier is still on its way. */
  isPassing({ id }: Barrier): boolean {
    return this.#passing?.id === id;
  }

  /** Nobody waits for a checkpoint any more. */
  giveUp(id: number, reason?: Error): void {
    if (id <= this.#doneId) return;
    this.#doneId = id;
    if (this.#passing === undefined || this.#passing.id > id) return;
    const { over, stages, id: passing } = this.#passing;
    this.#passing = undefined;
    releaseSegments(stages);
    over.reject(reason ?? givenUp(passing));
  }

  passed(barrier: Barrier, stages: TakenStages): void {
    for (const id of stages.keys()) this.mark(id, barrier);
    const passing = this.#of(barrier);
    if (passing === undefined) return releaseSegments(stages);
    for (const [id, subtasks] of stages) {
      const all = passing.stages.get(id) ?? [];
      subtasks.forEach((snapshot, subtask) => {
        if (snapshot !== undefined) all[subtask] = snapshot;
      });
      passing.stages.set(id, all);
    }
    passing.count++;
    this.#finishIfAll();
  }

  prepared(barrier: Barrier, stage: Stage, subtask: number, transaction: Promise<Transaction | undefined>): void {
    this.note(barrier, "sinks", stage.id, transaction);
    const passing = this.#of(barrier);
    if (passing === undefined) return;
    const subtasks = passing.sinks.get(stage.id) ?? new Set();
    passing.sinks.set(stage.id, subtasks.add(subtask));
    passing.count++;
    this.#finishIfAll();
  }

  /** What is prepared counts, also where its checkpoint does not come to be: it is in the next one then. */
  note(
    { id: barrier }: Barrier,
    of: PreparedHere["of"],
    id: string,
    transaction: Promise<Transaction | undefined>,
  ): void {
    transaction.catch(() => undefined);
    this.#preparing.push({ barrier, of, id, transaction });
  }

  /** A barrier has passed a stage: what happens in it is behind it from now on. */
  mark(stage: string, { id }: Barrier): void {
    this.#lastOf.set(stage, id);
  }

  /** The last barrier that a stage, or the loop that it is in, is behind; 0 where none has come yet. */
  lastOf(stage: string): number {
    let last = 0;
    for (const [id, barrier] of this.#lastOf) {
      if ((stage === id || stage.startsWith(`${id} / `)) && barrier > last) last = barrier;
    }
    return last;
  }

  /**
   * Hands over, once, what was prepared up to a barrier, once all of it is: `keep` is called with it, also where some could not
   * be; then it rejects.
   */
  async handOver({ id }: Barrier, keep: (prepared: readonly PreparedHere[]) => void): Promise<void> {
    const due = this.#preparing.filter(({ barrier }) => barrier <= id);
    const settled = await Promise.allSettled(due.map(({ transaction }) => transaction));
    const given: PreparedHere[] = [];
    due.forEach((each, at) => {
      const place = this.#preparing.indexOf(each);
      // A later checkpoint may have been sooner.
      if (place < 0) return;
      this.#preparing.splice(place, 1);
      const result = settled[at]!;
      if (result.status === "fulfilled" && result.value !== undefined) {
        given.push({ of: each.of, id: each.id, transaction: result.value });
      }
    });
    keep(given);
    const failed = settled.find(({ status }) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
  }

  #of({ id }: Barrier): Passing | undefined {
    if (id <= this.#doneId) return undefined;
    if (this.#passing !== undefined && this.#passing.id >= id)
      return this.#passing.id === id ? this.#passing : undefined;
    if (this.#passing !== undefined) this.giveUp(this.#passing.id);
    const over = Promise.withResolvers<PassedHere>();
    over.promise.catch(() => undefined);
    this.#passing = { id, stages: new Map(), sinks: new Map(), count: 0, run: undefined, over };
    return this.#passing;
  }

  #hasPassed({ stage, subtask }: BarrierGate): boolean {
    const { stages, sinks } = this.#passing!;
    return stages.get(stage.id)?.[subtask] !== undefined || sinks.get(stage.id)?.has(subtask) === true;
  }

  #finishIfAll(): void {
    const passing = this.#passing;
    if (passing?.run === undefined || passing.count < passing.run.gates.length) return;
    this.#passing = undefined;
    this.#doneId = passing.id;
    passing.over.resolve({ stages: passing.stages, passedMs: monotonicClock.nowMs() });
  }
}

/** What is written, or never will be, is not read any more. */
export function releaseSegments(stages: TakenStages): void {
  for (const snapshot of [...stages.values()].flat()) {
    for (const { snapshot: taken } of snapshot?.states.values() ?? []) {
      if (taken.scope === "segments") for (const segment of taken.segments) segment.release();
    }
  }
}

function givenUp(id: number): Error {
  return new Error(`Cannot finish checkpoint ${id} as it must be done in time: it was given up`);
}
