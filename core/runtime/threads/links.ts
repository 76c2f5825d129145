import { isForward, type Stage } from "../stage.ts";
import type { Placement, ThreadNumber } from "./placement.ts";

/**
 * What one thread sends to another for the subtasks of one stage, in order. Each stage has links of its own, so that what is
 * further down in the plan can be taken while what is further up has to wait: that is why nobody waits for ever.
 */
export interface Link {
  readonly from: ThreadNumber;
  readonly to: ThreadNumber;
  readonly stage: Stage;
}

/** All links of a plan, the same list in every thread. */
export function linksOf(stages: readonly Stage[], { threadOf }: Placement): Link[] {
  return stages.flatMap((stage) => {
    const pairs = new Map<string, Link>();
    for (const edge of stage.edges) {
      for (let subtask = 0; subtask < edge.from.parallelism; subtask++) {
        const from = threadOf(edge.from, subtask);
        for (const target of targetsOf(isForward(edge, stage), subtask, stage.parallelism)) {
          const to = threadOf(stage, target);
          if (from !== to) pairs.set(`${from} ${to}`, { from, to, stage });
        }
      }
    }
    return [...pairs.values()];
  });
}

function targetsOf(forward: boolean, subtask: number, targets: number): readonly number[] {
  return forward ? [subtask] : Array.from({ length: targets }, (_, target) => target);
}

/** The stages that rows of a stage reach, itself aside. */
export function stagesBehind(stage: Stage, stages: readonly Stage[]): ReadonlySet<Stage> {
  const behind = new Set<Stage>();
  // Inputs come first, so that one pass finds all.
  for (const each of stages) {
    if (each.edges.some(({ from }) => from === stage || behind.has(from))) behind.add(each);
  }
  return behind;
}

/** How many channels from other threads reach the subtasks that a thread has. */
export function channelsFromOthers(stages: readonly Stage[], { threadOf }: Placement, own: ThreadNumber): number {
  let count = 0;
  for (const stage of stages) {
    for (const edge of stage.edges) {
      for (let subtask = 0; subtask < edge.from.parallelism; subtask++) {
        if (threadOf(edge.from, subtask) === own) continue;
        const targets = targetsOf(isForward(edge, stage), subtask, stage.parallelism);
        count += targets.filter((target) => threadOf(stage, target) === own).length;
      }
    }
  }
  return count;
}
