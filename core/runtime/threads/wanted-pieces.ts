import { defaultMaxParallelism, groupsOf, subtaskOf } from "../../data/key-group.ts";
import { commonGroups } from "../../state/state.ts";
import type { WantsPiece } from "../checkpoint/store.ts";
import type { Stage } from "../stage.ts";
import type { Placement, ThreadNumber } from "./placement.ts";

/** What one thread restores of a checkpoint: the key groups of its subtasks, and what is of a subtask as a whole. */
export function wantedPieces(stages: readonly Stage[], { threadOf }: Placement, own: ThreadNumber): WantsPiece {
  const here = stages.map((stage) => {
    const subtasks = Array.from({ length: stage.parallelism }, (_, subtask) => subtask);
    return { stage, subtasks: subtasks.filter((subtask) => threadOf(stage, subtask) === own) };
  });
  return ({ id, subtasks: stored }, subtask, scope, piece) => {
    // The stages of a loop's body are where the loop is.
    const placed = here.find(({ stage }) => id === stage.id || id.startsWith(`${stage.id} / `));
    if (placed === undefined || placed.subtasks.length === 0) return false;
    const { parallelism } = placed.stage;
    const owns = (group: number): boolean =>
      placed.subtasks.includes(subtaskOf(group, parallelism, defaultMaxParallelism));
    if (scope === "keyed") return owns(piece.id);
    if (scope !== "segments") return stored.length !== parallelism || placed.subtasks.includes(subtask);
    const { groups } = piece.segment!;
    return placed.subtasks.some((one) => {
      const common = commonGroups(groups, groupsOf(one, parallelism, defaultMaxParallelism));
      return common.from < common.to;
    });
  };
}
