import { type Edge, isForward, type Stage, stagesOf } from "../stage.ts";
import type { StepInfo, StepInput } from "./metrics-snapshot.ts";

/** The steps of a plan, those of an iteration behind it. What has one name is one step: numbers of it are added up. */
export function stepInfos(stages: readonly Stage[]): StepInfo[] {
  const steps = new Map<string, StepInfo>();
  for (const info of infosOf(stages, undefined)) {
    const same = steps.get(info.step);
    steps.set(info.step, same === undefined ? info : { ...info, inputs: distinct([...same.inputs, ...info.inputs]) });
  }
  return [...steps.values()];
}

/** @param loop Whose body these are: its heads stand for it. */
function infosOf(stages: readonly Stage[], loop: string | undefined): StepInfo[] {
  return stages.flatMap((stage) => {
    const { node, parallelism } = stage;
    const inputs = distinct(stage.edges.map((edge) => inputOf(edge, stage, loop)));
    const own = { step: node.name, kind: node.kind, parallelism, inputs };
    if (node.kind !== "loop") return [own];
    const body = stagesOf(node.body, parallelism).filter(
      (inner) => inner.node.kind !== "source" && inner.node.kind !== "sink",
    );
    return [own, ...infosOf(body, node.name)];
  });
}

function inputOf(edge: Edge, consumer: Stage, loop: string | undefined): StepInput {
  const { from, side, partitioning } = edge;
  const step = loop !== undefined && from.node.kind === "source" ? loop : from.node.name;
  const by = partitioning?.by ?? (isForward(edge, consumer) ? "forward" : "rebalance");
  return { step, by, side: side ?? null };
}

function distinct(inputs: readonly StepInput[]): StepInput[] {
  return [...new Map(inputs.map((input) => [JSON.stringify(input), input])).values()];
}
