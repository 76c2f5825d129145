import type { Execution } from "../execution.ts";
import type { Stage } from "../stage.ts";
import type { Holding } from "./hold-meter.ts";
import { stepInfos } from "./step-infos.ts";

/** Who holds the sources back at present: sinks that write, steps that wait for something outside, and other threads. */
export function holdingIn({ stages, host, wiring }: Pick<Execution, "stages" | "host" | "wiring">): Holding {
  const slow = new Set<string>();
  for (const { sink, queue } of host.queues) if (queue.isBusy) slow.add(sink);
  for (const { stage, open } of wiring.subtasks) if (open.waits() === "full") slow.add(stage.node.name);
  const ahead = new Set(host.channels?.fullStages() ?? []);
  const held = new Set<string>();
  for (const stage of stages) if (ahead.has(stage) || slow.has(stage.node.name)) addBefore(stage, held);
  if (held.size > 0) return { slow, held };
  // Something else has not been taken: records that could not be processed, or rows of an iteration.
  return { slow, held: new Set(stages.flatMap(({ node }) => (node.kind === "sink" ? [] : [node.name]))) };
}

function addBefore({ edges }: Stage, held: Set<string>): void {
  for (const { from } of edges) {
    if (held.has(from.node.name)) continue;
    held.add(from.node.name);
    if (from.node.kind === "loop") for (const { step } of stepInfos([from])) held.add(step);
    addBefore(from, held);
  }
}
