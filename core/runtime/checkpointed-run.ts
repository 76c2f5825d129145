import type { CheckpointedRun } from "./checkpoint/checkpoints.ts";
import type { StoredSource } from "./checkpoint/manifest.ts";
import type { Passage } from "./checkpoint/passage.ts";
import type { SplitProgress } from "./checkpoint/split-progress.ts";
import { type PartRun, PartTaker } from "./checkpoint/take-part.ts";
import type { Execution } from "./execution.ts";
import { foundTypes } from "./found-types.ts";
import type { Stage } from "./stage.ts";

/** How far a source is, by the types it is read by. */
export function storedSource({ id, node }: Stage, progress: Pick<SplitProgress, "stored">): StoredSource {
  const types = node.kind === "source" ? foundTypes(node) : undefined;
  return { id, ...(types === undefined ? {} : { types }), splits: progress.stored() };
}

/** What of a run is in this thread, as checkpoints see it. */
export function partRun(execution: Execution): PartRun {
  const { stages, wiring, endedSources, deadLetters } = execution;
  const sources = stages.filter(({ node }) => node.kind === "source");
  const outputs = sources.flatMap((stage) =>
    Array.from({ length: stage.parallelism }, (_, subtask) => wiring.outputOf(stage, subtask) ?? []).flat(),
  );
  return {
    gates: wiring.gates,
    sourceOutputs: () => outputs.filter((output) => !endedSources.has(output)),
    sources: () => sources.map((stage) => storedSource(stage, execution.progressOf(stage))),
    preparedDeadLetters: () => deadLetters.prepare(),
  };
}

/** A run that is in this thread as a whole. */
export function checkpointedRun(execution: Execution, passage: Passage): CheckpointedRun {
  const taker = new PartTaker(partRun(execution), passage);
  return {
    stages: execution.stages,
    take: async (order) => {
      const taking = taker.take(order);
      // In one thread a barrier has passed all when its sending returns.
      if (passage.isPassing(order.barrier)) passage.giveUp(order.barrier.id, notPassed(order.barrier.id));
      const { part, sources, pauseMs } = await taking;
      return { parts: [part], sources, pauseMs };
    },
    giveUp: (id) => passage.giveUp(id),
  };
}

function notPassed(id: number): Error {
  return new Error(
    `Cannot take checkpoint ${id} as its barrier must pass every subtask: got one that it has not passed; this is a defect of Millrace`,
  );
}
