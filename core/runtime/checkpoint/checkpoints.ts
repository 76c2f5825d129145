import type { Transaction } from "../../io/sink.ts";
import { monotonicClock } from "../../platform/mod.ts";
import type { BarrierBoard, BarrierGate } from "../build.ts";
import type { SubtaskSnapshot } from "../snapshot.ts";
import type { Stage } from "../stage.ts";
import type { Output } from "../subtask.ts";
import type { Barrier } from "./barrier.ts";
import { type CapturedStage, captured, type KnownPieces, knownPieces } from "./capture.ts";
import { emptiedFiles } from "./emptied-files.ts";
import type { Manifest, StoredSource, StoredTransactions } from "./manifest.ts";
import { type CheckpointFiles, filesIn, type KnownCheckpoint, nameIn } from "./store.ts";
import { type WrittenCheckpoint, writeCheckpoint } from "./write-checkpoint.ts";

/** What checkpoints are made of: the run, as they see it. */
export interface CheckpointedRun {
  readonly stages: readonly Stage[];
  readonly gates: readonly BarrierGate[];
  /** Outputs of the subtasks of sources that have not ended. */
  sourceOutputs(): readonly Output[];
  sources(): readonly StoredSource[];
  /** What has gathered in the sinks of dead letters, by name. */
  preparedDeadLetters(): readonly { readonly id: string; readonly transaction: Promise<Transaction | undefined> }[];
}

/** What a checkpoint has to say besides state. */
export type ManifestHead = Pick<Manifest, "job" | "runId" | "origin">;

export interface TakeOptions {
  readonly kind: Manifest["kind"];
  readonly files: CheckpointFiles;
  readonly dir: string;
  readonly id: number;
  readonly nowMs: number;
  readonly isWanted: () => boolean;
  /** What is not in states any more when the input is taken for ended: the savepoint can be gone on from all the same. */
  readonly drained?: boolean;
}

export interface TakenCheckpoint extends WrittenCheckpoint {
  /** How long nothing was processed, ms. */
  readonly pauseMs: number;
}

interface Passing {
  readonly barrier: Barrier;
  readonly stages: Map<string, (SubtaskSnapshot | undefined)[]>;
  readonly sinks: { readonly stage: string; readonly transaction: Promise<Transaction | undefined> }[];
}

/** Takes checkpoints of a run in this thread: one at a time. */
export class Checkpoints implements BarrierBoard {
  readonly #head: ManifestHead;
  #passing: Passing | undefined;
  /** The pieces that the checkpoint before has; undefined where all must be written. */
  #known: KnownPieces | undefined;
  /** What sinks prepared for checkpoints that did not come to be, or that do not commit. */
  #uncommitted: StoredTransactions[] = [];
  #uncommittedLetters: StoredTransactions[] = [];

  constructor(head: ManifestHead) {
    this.#head = head;
  }

  passed(barrier: Barrier, stages: ReadonlyMap<string, readonly (SubtaskSnapshot | undefined)[]>): void {
    if (this.#passing?.barrier.id !== barrier.id) return;
    for (const [id, subtasks] of stages) {
      const all = this.#passing.stages.get(id) ?? [];
      subtasks.forEach((snapshot, subtask) => {
        if (snapshot !== undefined) all[subtask] = snapshot;
      });
      this.#passing.stages.set(id, all);
    }
  }

  prepared(barrier: Barrier, stage: Stage, _: number, transaction: Promise<Transaction | undefined>): void {
    transaction.catch(() => undefined);
    if (this.#passing?.barrier.id === barrier.id) this.#passing.sinks.push({ stage: stage.id, transaction });
  }

  /** Sends barriers, to be called between two batches, and writes what comes of them. Does not commit. */
  async take(run: CheckpointedRun, options: TakeOptions): Promise<TakenCheckpoint> {
    const beganMs = monotonicClock.nowMs();
    const { barrier, stages: passed, sinks } = this.#pass(run, options);
    // All subtasks are there by now.
    const stages = passed as ReadonlyMap<string, readonly SubtaskSnapshot[]>;
    const sources = run.sources();
    const letters = run.preparedDeadLetters();
    for (const { transaction } of letters) transaction.catch(() => undefined);
    const pauseMs = monotonicClock.nowMs() - beganMs;
    const prepared = this.#gather(sinks, letters);
    prepared.catch(() => undefined);
    const known = barrier.of === "changes" ? this.#known : undefined;
    // Until it is there, nobody may name its pieces.
    this.#known = undefined;
    const isCheckpoint = options.kind !== "savepoint";
    const writing = writeCheckpoint({
      ...options,
      kind: kindOf(options),
      stages: options.drained === true ? captured(stages, known).map(goingOn) : captured(stages, known),
      emptied: known === undefined ? new Set() : emptiedFiles(known, await fileSizes(options)),
      rest: async () => {
        const transactions = await prepared;
        return { ...this.#head, kind: options.kind, takenMs: options.nowMs, sources, ...transactions };
      },
    });
    const written = await writing.finally(() => releaseSegments(stages));
    if (isCheckpoint) this.#known = knownPieces(written.manifest.stages);
    return { ...written, pauseMs };
  }

  /** What it was told is committed now. */
  committed(): void {
    this.#uncommitted = [];
    this.#uncommittedLetters = [];
  }

  #pass(run: CheckpointedRun, { id, kind }: TakeOptions): Passing {
    const of = kind === "savepoint" ? "all" : this.#known === undefined ? "files" : "changes";
    const barrier: Barrier = { id, of };
    const passing: Passing = { barrier, stages: new Map(), sinks: [] };
    this.#passing = passing;
    try {
      for (const output of run.sourceOutputs()) output.barrier(barrier);
      for (const gate of run.gates) if (gate.inputsOver) gate.barrier(barrier);
      requireAll(run.stages, passing);
      return passing;
    } finally {
      this.#passing = undefined;
    }
  }

  /** What sinks prepared, with what they had before and was not committed. */
  async #gather(
    sinks: Passing["sinks"],
    letters: ReturnType<CheckpointedRun["preparedDeadLetters"]>,
  ): Promise<Pick<Manifest, "sinks" | "deadLetters">> {
    for (const { stage, transaction } of sinks) {
      const given = await transaction;
      if (given !== undefined) this.#uncommitted = withMore(this.#uncommitted, stage, [given]);
    }
    for (const { id, transaction } of letters) {
      const given = await transaction;
      if (given !== undefined) this.#uncommittedLetters = withMore(this.#uncommittedLetters, id, [given]);
    }
    return { sinks: this.#uncommitted, deadLetters: this.#uncommittedLetters };
  }
}

/** What is written is not read any more. */
function releaseSegments(stages: ReadonlyMap<string, readonly SubtaskSnapshot[]>): void {
  for (const { states } of [...stages.values()].flat()) {
    for (const { snapshot } of states.values()) {
      if (snapshot.scope === "segments") for (const segment of snapshot.segments) segment.release();
    }
  }
}

function kindOf({ kind }: TakeOptions): KnownCheckpoint["kind"] {
  return kind === "savepoint" ? "savepoint" : "checkpoint";
}

function withMore(
  all: readonly StoredTransactions[],
  id: string,
  transactions: readonly Transaction[],
): StoredTransactions[] {
  const before = all.find((one) => one.id === id)?.transactions ?? [];
  return [...all.filter((one) => one.id !== id), { id, transactions: [...before, ...transactions] }];
}

async function fileSizes({ files, dir }: TakeOptions): Promise<ReadonlyMap<string, number>> {
  return new Map((await filesIn(files, dir)).map(({ path, sizeBytes }) => [nameIn(path), sizeBytes]));
}

/** In this host a barrier has passed all when its sending returns. */
function requireAll(stages: readonly Stage[], passing: Passing): void {
  for (const { id, node, parallelism } of stages) {
    if (node.kind === "source") continue;
    const count =
      node.kind === "sink"
        ? passing.sinks.filter(({ stage }) => stage === id).length
        : Object.keys(passing.stages.get(id) ?? []).length;
    if (count === parallelism) continue;
    throw new Error(
      `Cannot take checkpoint ${passing.barrier.id} as its barrier must pass every subtask of ${id}: ` +
        `got ${count} of ${parallelism}; this is a defect of Millrace`,
    );
  }
}

/** As what has not ended, and is at no time yet. */
function goingOn(stage: CapturedStage): CapturedStage {
  return {
    ...stage,
    subtasks: stage.subtasks.map((subtask) => ({
      ...subtask,
      watermarks: subtask.watermarks.map(() => Number.NEGATIVE_INFINITY),
      times: null,
      ended: false,
    })),
  };
}
