import type { Partitioning } from "../../plan/node.ts";
import type { Stage } from "../stage.ts";

/** A plan as text: the same in two threads where they built the same. */
export function planText(stages: readonly Stage[]): string {
  return JSON.stringify(
    stages.map(({ id, node, parallelism, edges }) => [
      id,
      node.kind,
      parallelism,
      node.kind === "operator"
        ? [node.operator.name, (node.operator.state ?? []).map(({ name, form }) => [name, form])]
        : [],
      edges.map(({ from, side, input, partitioning }) => [from.id, side, input, partitioningText(partitioning)]),
    ]),
  );
}

function partitioningText(partitioning: Partitioning | undefined): unknown {
  if (partitioning?.by !== "key") return partitioning?.by;
  return ["key", partitioning.key?.names];
}
