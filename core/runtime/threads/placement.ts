import type { Stage } from "../stage.ts";

/** The number of a thread of a run: 0 is the one that started it, workers are counted from 1. */
export type ThreadNumber = number;

export const mainThread: ThreadNumber = 0;

/** Which thread each subtask runs in. */
export interface Placement {
  readonly workers: number;
  threadOf(stage: Stage, subtask: number): ThreadNumber;
}

/**
 * Subtask n of each stage runs in worker n, so that nothing crosses threads where nothing is exchanged. A stage of one
 * subtask runs with the one that it follows, or in the next worker in turn. All subtasks of an iteration are in one worker,
 * since its rounds are one. Sinks that are functions or arrays of the user's are where those are: in the main thread.
 */
export function placementOf(stages: readonly Stage[], workers: number): Placement {
  const whole = new Map<Stage, ThreadNumber>();
  let turn = 0;
  for (const stage of stages) {
    const { node, parallelism, edges } = stage;
    if (node.kind === "sink" && node.sink.thread === "main") whole.set(stage, mainThread);
    else if (node.kind === "loop" || (parallelism === 1 && workers > 1)) {
      const followed = edges.map(({ from }) => whole.get(from)).find((thread) => thread !== undefined);
      whole.set(stage, followed ?? 1 + (turn++ % workers));
    }
  }
  return { workers, threadOf: (stage, subtask) => whole.get(stage) ?? 1 + (subtask % workers) };
}

/** `workers 1 to 4`, `worker 2`, `the main thread`. */
export function threadsText(stage: Stage, { threadOf }: Placement): string {
  const threads = new Set(Array.from({ length: stage.parallelism }, (_, subtask) => threadOf(stage, subtask)));
  if (threads.has(mainThread)) return "the main thread";
  return threads.size === 1 ? `worker ${[...threads][0]}` : `workers 1 to ${threads.size}`;
}
