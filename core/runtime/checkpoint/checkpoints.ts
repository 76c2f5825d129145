import type { Stage } from "../stage.ts";
import type { Barrier } from "./barrier.ts";
import { type KnownPieces, knownPieces } from "./capture.ts";
import { emptiedFiles } from "./emptied-files.ts";
import type { Manifest, StoredPart, StoredSource, StoredStage, StoredSubtask, StoredTransactions } from "./manifest.ts";
import type { PreparedHere } from "./passage.ts";
import { type CheckpointFiles, filesIn, type KnownCheckpoint, nameIn } from "./store.ts";
import type { PartOrder } from "./take-part.ts";
import { type WrittenCheckpoint, writeCheckpoint } from "./write-checkpoint.ts";
import { dropPart, type WrittenPart } from "./write-part.ts";

/** What checkpoints are made of: the run, in as many threads as it has. */
export interface CheckpointedRun {
  readonly stages: readonly Stage[];
  /** Sends barriers and writes what comes of them. The first thing it does in this thread happens at once: between two batches. */
  take(order: PartOrder): Promise<TakenParts>;
  /** Nobody waits for a checkpoint any more. */
  giveUp(id: number): void;
}

export interface TakenParts {
  readonly parts: readonly WrittenPart[];
  readonly sources: readonly StoredSource[];
  readonly pauseMs: number;
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
  /** The checkpoint of the folder that the run has taken before, or went on from. */
  readonly before: string | undefined;
  /** What is not in states any more when the input is taken for ended: the savepoint can be gone on from all the same. */
  readonly drained?: boolean;
}

export interface TakenCheckpoint extends WrittenCheckpoint {
  /** How long nothing was read of any source, ms. */
  readonly pauseMs: number;
}

/** Takes checkpoints of a run: one at a time. */
export class Checkpoints {
  readonly #head: ManifestHead;
  /** The pieces that the checkpoint before has; undefined where all must be written. */
  #known: KnownPieces | undefined;
  /** What was prepared for checkpoints that did not come to be, or that do not commit. */
  #uncommitted: readonly PreparedHere[] = [];

  constructor(head: ManifestHead) {
    this.#head = head;
  }

  /** Sends barriers, to be called between two batches, and writes what comes of them. Does not commit. */
  async take(run: CheckpointedRun, options: TakeOptions): Promise<TakenCheckpoint> {
    const { kind, files, dir, id, isWanted } = options;
    const barrier: Barrier = {
      id,
      of: kind === "savepoint" ? "all" : this.#known === undefined ? "files" : "changes",
    };
    const known = barrier.of === "changes" ? this.#known : undefined;
    // Until it is there, nobody may name its pieces.
    this.#known = undefined;
    const emptied = emptiedOf(known, options);
    emptied.catch(() => undefined);
    const taken = await run.take({
      barrier,
      kind: kindOf(options),
      files,
      dir,
      emptied,
      keep: (prepared) => {
        this.#uncommitted = [...this.#uncommitted, ...prepared];
      },
    });
    const { parts, sources, pauseMs } = taken;
    const stages = await wholeStages(run.stages, options, parts);
    const rest = { ...this.#head, kind, takenMs: options.nowMs, sources, ...this.#transactions() };
    const all = options.drained === true ? stages.map(goingOn) : stages;
    const written = await writeCheckpoint({
      files,
      dir,
      kind: kindOf(options),
      id,
      parts,
      stages: all,
      rest,
      isWanted,
      before: options.before,
    });
    if (kind !== "savepoint") this.#known = knownPieces(written.manifest.stages);
    return { ...written, pauseMs };
  }

  /** What a checkpoint holds is committed now. */
  committed({ sinks, deadLetters }: Pick<Manifest, "sinks" | "deadLetters">): void {
    const done = new Set([...sinks, ...deadLetters].flatMap(({ transactions }) => transactions));
    this.#uncommitted = this.#uncommitted.filter(({ transaction }) => !done.has(transaction));
  }

  #transactions(): Pick<Manifest, "sinks" | "deadLetters"> {
    const of = (which: PreparedHere["of"]): StoredTransactions[] => {
      const some = Map.groupBy(
        this.#uncommitted.filter((each) => each.of === which),
        ({ id }) => id,
      );
      return Array.from(some, ([id, all]) => ({ id, transactions: all.map(({ transaction }) => transaction) }));
    };
    return { sinks: of("sinks"), deadLetters: of("deadLetters") };
  }
}

async function emptiedOf(known: KnownPieces | undefined, options: TakeOptions): Promise<ReadonlySet<string>> {
  return known === undefined ? new Set() : emptiedFiles(known, await fileSizes(options));
}

function kindOf({ kind }: TakeOptions): KnownCheckpoint["kind"] {
  return kind === "savepoint" ? "savepoint" : "checkpoint";
}

async function fileSizes({ files, dir }: TakeOptions): Promise<ReadonlyMap<string, number>> {
  return new Map((await filesIn(files, dir)).map(({ path, sizeBytes }) => [nameIn(path), sizeBytes]));
}

/** All subtasks of all threads. */
async function wholeStages(
  stages: readonly Stage[],
  options: TakeOptions,
  parts: readonly WrittenPart[],
): Promise<StoredStage[]> {
  const whole = new Map<string, StoredSubtask[]>();
  for (const { id, subtasks } of parts.flatMap((part): readonly StoredPart[] => part.stages)) {
    const all = whole.get(id) ?? [];
    subtasks.forEach((stored, subtask) => {
      if (stored !== undefined) all[subtask] = stored;
    });
    whole.set(id, all);
  }
  for (const { id, node, parallelism } of stages) {
    if (node.kind === "source" || node.kind === "sink") continue;
    const count = Object.keys(whole.get(id) ?? []).length;
    if (count === parallelism) continue;
    for (const part of parts) await dropPart(options.files, part);
    throw new Error(
      `Cannot take checkpoint ${options.id} as its barrier must pass every subtask of ${id}: ` +
        `got ${count} of ${parallelism}; this is a defect of Millrace`,
    );
  }
  return Array.from(whole, ([id, subtasks]) => ({ id, subtasks }));
}

/** As what has not ended, and is at no time yet. */
function goingOn(stage: StoredStage): StoredStage {
  return {
    ...stage,
    subtasks: stage.subtasks.map((subtask) => ({
      ...subtask,
      watermarks: subtask.watermarks.map(() => Number.NEGATIVE_INFINITY),
      reached: undefined,
      times: null,
      ended: false,
    })),
  };
}
