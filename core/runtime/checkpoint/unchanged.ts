import type { PlanNode } from "../../plan/node.ts";
import { schemaOf } from "../snapshot.ts";
import { allStagesOf, keyShapeOf } from "../stage.ts";
import type { UpgradeOptions } from "./options.ts";
import type { LoadedCheckpoint } from "./store.ts";

/** Whether all state of a checkpoint is just what a plan declares, so that none of it has to be read to know what becomes of it. */
export function isUnchanged(
  { stages }: LoadedCheckpoint,
  plan: readonly PlanNode[],
  parallelism: number,
  upgrade: UpgradeOptions,
): boolean {
  if (Object.keys(upgrade).length > 0) return false;
  const known = new Map(allStagesOf(plan, parallelism).map((stage) => [stage.id, stage]));
  return [...stages].every(([id, subtasks]) => {
    const stage = known.get(id);
    // What a loop keeps for itself is its own.
    if (stage?.node.kind === "loop") return true;
    const declared = stage?.node.kind === "operator" ? (stage.node.operator.state ?? []) : [];
    const key = stage === undefined ? null : keyShapeOf(stage);
    return subtasks.every(({ states }) =>
      [...states].every(([name, { form, schema }]) => {
        const now = declared.find((one) => one.name === name);
        return now?.form === form && JSON.stringify(schema) === JSON.stringify(schemaOf(now, key));
      }),
    );
  });
}
