import { type Stage, stagesOf } from "../stage.ts";
import type { StepInfo } from "./metrics-snapshot.ts";

/** The steps of a plan, those of an iteration behind it. */
export function stepInfos(stages: readonly Stage[]): StepInfo[] {
  return stages.flatMap(({ node, parallelism }) => {
    const own = { step: node.name, kind: node.kind, parallelism };
    if (node.kind !== "loop") return [own];
    const body = stagesOf(node.body, parallelism).filter(
      (stage) => stage.node.kind !== "source" && stage.node.kind !== "sink",
    );
    return [own, ...stepInfos(body)];
  });
}
