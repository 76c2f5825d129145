import type { BadRecord } from "../io/source.ts";
import type { OperatorNode, SourceNode } from "../plan/node.ts";
import type { Clock } from "../platform/mod.ts";
import { routingContext } from "./context.ts";
import type { RunMetrics } from "./metrics.ts";
import { type CountedOutput, fanOut, type OutEdge } from "./output.ts";
import { announcing, router } from "./router.ts";
import { type Edge, isForward, type Stage } from "./stage.ts";
import type { Output, Receiver } from "./subtask.ts";

/** What edges need of a run. */
export interface WiringHost {
  readonly clock: Clock;
  readonly metrics: RunMetrics;
  onBadRecord(node: OperatorNode | SourceNode | undefined, record: BadRecord, error: unknown, stage: string): void;
}

/** What a stage's subtask gives to: all its consumers. */
export function outputFor(
  stage: Stage,
  subtask: number,
  stages: readonly Stage[],
  receivers: ReadonlyMap<Stage, Receiver[]>,
  host: WiringHost,
): Output {
  const edges: OutEdge[] = [];
  for (const consumer of stages) {
    for (const edge of consumer.edges) {
      if (edge.from === stage) edges.push(outEdge(edge, consumer, subtask, receivers.get(consumer)!, host));
    }
  }
  const output = fanOut(edges);
  if (stage.node.kind !== "sink") watchOutput(stage.node.name, output, host.metrics);
  return output;
}

function watchOutput(step: string, output: CountedOutput, metrics: RunMetrics): void {
  metrics.watch(step, "numRecordsOut", () => output.rows);
  metrics.watch(step, "numBatchesOut", () => output.batches);
  metrics.watchTime(step, "currentOutputWatermark", () => output.given);
}

function outEdge(
  edge: Edge,
  consumer: Stage,
  subtask: number,
  targets: readonly Receiver[],
  host: WiringHost,
): OutEdge {
  const forward = isForward(edge, consumer);
  const node = consumer.node.kind === "operator" ? consumer.node : undefined;
  const step = consumer.node.name;
  const context = routingContext({
    step,
    parallelism: edge.from.parallelism,
    clock: host.clock,
    count: (metric, by) => host.metrics.add(step, metric, by),
    onBadRecord: (record, error) => host.onBadRecord(node, record, error, edge.from.id),
  });
  const routed = router(edge.partitioning, subtask, consumer.parallelism, context);
  const announces = node?.operator.emptyBatches === "accepts" && consumer.parallelism > 1;
  const exchanged = announces ? announcing(routed, consumer.parallelism) : routed;
  return {
    side: edge.side,
    route: forward ? (batch, send) => send(subtask, batch) : exchanged,
    targets,
    input: edge.input,
    channel: channelsBefore(edge, consumer) + (forward ? 0 : subtask),
    only: forward ? targets[subtask] : undefined,
  };
}

/** By how many channels an edge reaches each subtask of its consumer. */
export function channelsOf(edge: Edge, consumer: Stage): number {
  return isForward(edge, consumer) ? 1 : edge.from.parallelism;
}

function channelsBefore(edge: Edge, consumer: Stage): number {
  const before = consumer.edges.slice(0, consumer.edges.indexOf(edge)).filter(({ input }) => input === edge.input);
  return before.reduce((sum, earlier) => sum + channelsOf(earlier, consumer), 0);
}

/** Channels of each input. */
export function channelCounts(stage: Stage, inputs: number): number[] {
  return Array.from({ length: inputs }, (_, input) => {
    return stage.edges.filter((edge) => edge.input === input).reduce((sum, edge) => sum + channelsOf(edge, stage), 0);
  });
}

/**
 * Which channels of a stage wake together: a number for each, the same for those of one edge whose subtasks are all told the same
 * by the steps before them. While one of those is awake, the others are only yet to hear so, or to say so.
 */
export function channelGroups(stage: Stage, inputs: number): number[] {
  let group = 0;
  return Array.from({ length: inputs }, (_, input) => stage.edges.filter((edge) => edge.input === input))
    .flat()
    .flatMap((edge) => {
      const isTogether = toldAlike(edge.from);
      const numbers = Array.from({ length: channelsOf(edge, stage) }, (_, at) => group + (isTogether ? 0 : at));
      group = numbers.at(-1)! + 1;
      return numbers;
    });
}

/** Whether all that its subtasks are told of event time reaches each of them: through exchanges, or what is behind those alone. */
function toldAlike(stage: Stage): boolean {
  const { node, edges } = stage;
  if (node.kind !== "operator" || node.operator.eventTime !== undefined || edges.length === 0) return false;
  return edges.every((edge) => !isForward(edge, stage) || toldAlike(edge.from));
}
