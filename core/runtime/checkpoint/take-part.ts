import type { Transaction } from "../../io/sink.ts";
import { monotonicClock } from "../../platform/mod.ts";
import type { Barrier } from "./barrier.ts";
import { captured, type KnownPieces, knownPieces } from "./capture.ts";
import type { StoredSource } from "./manifest.ts";
import { type Passage, type PassedHere, type PassedRun, type PreparedHere, releaseSegments } from "./passage.ts";
import { type CheckpointFiles, type KnownCheckpoint, stateFileName } from "./store.ts";
import { dropPart, type WrittenPart, writePart } from "./write-part.ts";

/** A run as it is in one thread, as checkpoints see it. */
export interface PartRun extends PassedRun {
  /** How far sources are. */
  sources(): readonly StoredSource[];
  /** What has gathered in the sinks of dead letters, by name. */
  preparedDeadLetters(): readonly { readonly id: string; readonly transaction: Promise<Transaction | undefined> }[];
  /** Called when a barrier is sent, and when it has passed all or will not any more. */
  readonly onPassage?: (now: "begins" | "ends") => void;
}

/** A checkpoint to be taken. */
export interface PartOrder {
  readonly barrier: Barrier;
  readonly kind: KnownCheckpoint["kind"];
  readonly files: CheckpointFiles;
  readonly dir: string;
  /** Files of earlier checkpoints from which what is still needed is moved. */
  readonly emptied: Promise<ReadonlySet<string>>;
  /** Is given, once, what was prepared, also by checkpoints that did not come to be. */
  keep(prepared: readonly PreparedHere[]): void;
}

export interface TakenPart {
  readonly part: WrittenPart;
  readonly sources: readonly StoredSource[];
  /** How long sources gave nothing, ms. */
  readonly pauseMs: number;
}

/** Takes of each checkpoint the part that is in one thread. */
export class PartTaker {
  readonly #passage: Passage;
  readonly #run: PartRun;
  readonly #worker: number | undefined;
  /** The pieces that the checkpoint before has. */
  #known: KnownPieces | undefined;
  #passing: Barrier | undefined;

  /** @param worker Its number, where there are several. */
  constructor(run: PartRun, passage: Passage, worker?: number) {
    this.#run = run;
    this.#passage = passage;
    this.#worker = worker;
  }

  /** To be called between two batches. */
  async take(order: PartOrder): Promise<TakenPart> {
    const beganMs = monotonicClock.nowMs();
    const { barrier } = order;
    const known = barrier.of === "changes" ? this.#known : undefined;
    // Until the next one is there, nobody may name its pieces.
    this.#known = undefined;
    const passing = this.#begin(barrier);
    const sources = this.#run.sources();
    for (const { id } of sources) this.#passage.mark(id, barrier);
    for (const { id, transaction } of this.#run.preparedDeadLetters()) {
      this.#passage.note(barrier, "deadLetters", id, transaction);
    }
    const passed = await passing;
    const pauseMs = passed.passedMs - beganMs;
    const part = await this.#write(order, passed, known);
    if (order.kind === "checkpoint") this.#known = knownPieces(part.stages);
    return { part, sources, pauseMs };
  }

  /** To be called when something has come from other threads. */
  look(): void {
    if (this.#passing !== undefined) this.#passage.look(this.#passing);
  }

  async #begin(barrier: Barrier): Promise<PassedHere> {
    this.#passing = barrier;
    this.#run.onPassage?.("begins");
    try {
      return await this.#passage.begin(this.#run, barrier);
    } catch (error) {
      this.#passage.giveUp(barrier.id);
      throw error;
    } finally {
      if (this.#passing === barrier) {
        this.#passing = undefined;
        this.#run.onPassage?.("ends");
      }
    }
  }

  async #write(order: PartOrder, { stages }: PassedHere, known: KnownPieces | undefined): Promise<WrittenPart> {
    const { barrier, kind, files, dir } = order;
    const writing = async (): Promise<WrittenPart> => {
      const toWrite = captured(stages, known);
      const name = stateFileName(kind, barrier.id, this.#worker);
      return writePart({ files, dir, name, stages: toWrite, emptied: await order.emptied });
    };
    const written = writing().finally(() => releaseSegments(stages));
    written.catch(() => undefined);
    // What is prepared is handed over whether or not state could be written.
    const prepared = this.#passage.handOver(barrier, order.keep);
    prepared.catch(() => undefined);
    const part = await written.catch(async (error: unknown) => {
      await prepared.catch(() => undefined);
      throw error;
    });
    try {
      await prepared;
      return part;
    } catch (error) {
      await dropPart(files, part);
      throw error;
    }
  }
}
