import type { CheckpointedRun, TakenParts } from "../checkpoint/checkpoints.ts";
import type { StoredSplit } from "../checkpoint/manifest.ts";
import type { Passage, PreparedHere } from "../checkpoint/passage.ts";
import { type PartOrder, PartTaker, type TakenPart } from "../checkpoint/take-part.ts";
import { dropPart } from "../checkpoint/write-part.ts";
import { partRun, storedSource } from "../checkpointed-run.ts";
import type { Execution } from "../execution.ts";
import type { Calls } from "./calls.ts";
import type { HeardLetters } from "./letters.ts";

/** A checkpoint as a worker is told to take its part of it. */
export interface SentOrder extends Pick<PartOrder, "barrier" | "kind" | "dir"> {
  readonly emptied: ReadonlySet<string>;
}

/** Checkpoints of a run on threads, as its main thread takes them: each worker writes the state of its subtasks. */
export class TeamCheckpoints implements CheckpointedRun {
  readonly #execution: Execution;
  readonly #passage: Passage;
  readonly #calls: readonly Calls[];
  readonly #letters: HeardLetters;
  readonly #taker: PartTaker;
  #keep: PartOrder["keep"] = () => undefined;

  constructor(execution: Execution, passage: Passage, calls: readonly Calls[], letters: HeardLetters) {
    this.#execution = execution;
    this.#passage = passage;
    this.#calls = calls;
    this.#letters = letters;
    // Sources, and records that could not be processed, are told of when all workers have answered.
    this.#taker = new PartTaker({ ...partRun(execution), sources: () => [], preparedDeadLetters: () => [] }, passage);
  }

  get stages(): Execution["stages"] {
    return this.#execution.stages;
  }

  async take(order: PartOrder): Promise<TakenParts> {
    const { barrier, kind, dir } = order;
    // The same for all checkpoints: what one that was given up has prepared may come later.
    this.#keep = order.keep;
    const sent: SentOrder = { barrier, kind, dir, emptied: await order.emptied };
    const parts = [this.#taker.take(order), ...this.#calls.map((calls) => calls.call<TakenPart>("checkpoint", sent))];
    // Without one of them the others wait for a barrier that does not come. They then say that they were given up: why, the first one says.
    const failures: unknown[] = [];
    for (const part of parts) {
      part.catch((error: unknown) => {
        failures.push(error);
        this.giveUp(barrier.id);
      });
    }
    const settled = await Promise.allSettled(parts);
    const taken = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    if (failures.length > 0) {
      for (const { part } of taken) await dropPart(order.files, part);
      throw failures[0];
    }
    await this.#prepareLetters(order);
    const written = taken.map(({ part }) => part);
    return { parts: written, sources: this.#sources(taken), pauseMs: Math.max(...taken.map((one) => one.pauseMs)) };
  }

  /** To be called when something has come from a worker. */
  look(): void {
    this.#taker.look();
  }

  giveUp(id: number): void {
    this.#passage.giveUp(id);
    for (const calls of this.#calls) calls.tell("give up", id);
    this.#letters.prepared(id, this.#execution.deadLetters);
  }

  /** What a worker's sinks have prepared, and by that those of all workers before it. */
  hear(prepared: readonly PreparedHere[]): void {
    this.#keep(prepared);
  }

  /** All that is before the barrier has come from all workers; what is behind it waits until now. */
  async #prepareLetters({ barrier, keep }: PartOrder): Promise<void> {
    const { deadLetters } = this.#execution;
    for (const { id, transaction } of deadLetters.prepare()) {
      this.#passage.note(barrier, "deadLetters", id, transaction);
    }
    this.#letters.prepared(barrier.id, deadLetters);
    await this.#passage.handOver(barrier, keep);
  }

  #sources(taken: readonly TakenPart[]): TakenParts["sources"] {
    for (const { id, splits } of taken.flatMap(({ sources }) => sources)) this.#progressOf(id).hear(splits);
    return this.#execution.stages.flatMap((stage) =>
      stage.node.kind === "source" ? [storedSource(stage, this.#progressOf(stage.id))] : [],
    );
  }

  #progressOf(id: string): { hear(splits: readonly StoredSplit[]): void; stored(): StoredSplit[] } {
    return this.#execution.progressOf(this.#execution.stages.find((stage) => stage.id === id)!);
  }
}
