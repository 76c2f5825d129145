import { fileSystemOf } from "../../io/file-system.ts";
import type { PlanNode } from "../../plan/node.ts";
import { matchCheckpoint } from "../checkpoint/match-checkpoint.ts";
import type { Passage } from "../checkpoint/passage.ts";
import type { SegmentSpool } from "../checkpoint/segment-spool.ts";
import { type CheckpointFiles, loadCheckpoint } from "../checkpoint/store.ts";
import { PartTaker, type TakenPart } from "../checkpoint/take-part.ts";
import { partRun } from "../checkpointed-run.ts";
import type { Execution, RestoredRun } from "../execution.ts";
import { stagesOf } from "../stage.ts";
import type { Calls } from "./calls.ts";
import { placementOf } from "./placement.ts";
import type { SentOrder } from "./team-checkpoints.ts";
import type { WorkerOptions, WorkerSetup } from "./thread-run.ts";
import { wantedPieces } from "./wanted-pieces.ts";

/** What a worker goes on from: the key groups of its subtasks, read by itself. */
export async function restoredPart(
  plan: readonly PlanNode[],
  { own, workers, options, restored }: WorkerSetup,
  spool: SegmentSpool | undefined,
): Promise<RestoredRun | undefined> {
  if (restored === undefined) return undefined;
  const { path, upgrade, reads } = restored;
  const stages = stagesOf(plan, options.parallelism!);
  const wants = reads === "all" ? undefined : wantedPieces(stages, placementOf(stages, workers), own);
  const loaded = await loadCheckpoint(await filesOf(options, path), path, { wants, spool });
  return matchCheckpoint(loaded, plan, options.parallelism!, upgrade);
}

/** Files that are given as an object are there in simulations only: nothing but plain data comes to a thread of the system. */
async function filesOf({ checkpoint }: WorkerOptions, path: string): Promise<CheckpointFiles> {
  return checkpoint?.files ?? fileSystemOf(path);
}

/** A worker's part in the checkpoints of its run. */
export class WorkerCheckpoints {
  readonly #calls: Calls;
  readonly #options: WorkerOptions;
  readonly #taker: PartTaker;
  readonly #counted: { underWay: number };

  constructor(execution: Execution, passage: Passage, calls: Calls, { own, options }: WorkerSetup) {
    this.#calls = calls;
    this.#options = options;
    this.#counted = execution.host.checkpoints;
    const { stages, thread, deadLetters } = execution;
    const sources = stages.filter(({ node }) => node.kind === "source");
    const run = {
      ...partRun(execution),
      sources: () => sources.map((stage) => ({ id: stage.id, splits: execution.progressOf(stage).read() })),
      onPassage: (now: "begins" | "ends") => {
        // What comes behind the barrier by other channels is held in memory: it must not become much.
        thread!.channels.holdSources(now === "begins");
        if (now === "ends") void deadLetters.flush();
      },
    };
    this.#taker = new PartTaker(run, passage, own);
  }

  async take({ barrier, kind, dir, emptied }: SentOrder): Promise<TakenPart> {
    this.#counted.underWay++;
    try {
      return await this.#taker.take({
        barrier,
        kind,
        dir,
        files: await filesOf(this.#options, dir),
        emptied: Promise.resolve(emptied),
        // At once, so that what earlier checkpoints have prepared is told of before the answer to a later one.
        keep: (prepared) => {
          if (prepared.length > 0) this.#calls.tell("prepared", prepared);
        },
      });
    } finally {
      this.#counted.underWay--;
    }
  }

  look(): void {
    this.#taker.look();
  }
}
