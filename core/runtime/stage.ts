import type { KeyShape } from "../data/key-shape.ts";
import { commonKeyShape } from "../plan/key-shape.ts";
import type { LoopNode, OperatorNode, Partitioning, PlanNode, Port, SinkNode, SourceNode } from "../plan/node.ts";
import { inputsOf, nodesOf } from "../plan/node.ts";

/** A node that runs as subtasks, with the edges that feed it: exchanges and unions are edges by now. */
export interface Stage {
  /** The node's name, with a number where several have it: what state is found by again. */
  readonly id: string;
  readonly node: SourceNode | OperatorNode | LoopNode | SinkNode;
  readonly parallelism: number;
  readonly edges: readonly Edge[];
}

/** Batches from an output of a stage to an input of another. */
export interface Edge {
  readonly from: Stage;
  readonly side: string | undefined;
  readonly input: number;
  readonly partitioning: Partitioning | undefined;
}

/** Whether subtask n feeds subtask n only. */
export function isForward(edge: Edge, consumer: Stage): boolean {
  return edge.partitioning === undefined && edge.from.parallelism === consumer.parallelism;
}

/** What the keys of a step's state are made of, as the exchanges before it say; null where nobody knows before a row. */
export function keyShapeOf({ edges }: Stage): KeyShape | null {
  return commonKeyShape(edges.flatMap(({ partitioning }) => (partitioning?.by === "key" ? [partitioning.key] : [])));
}

/** The stages of a plan, inputs first. Those of a loop's body are named behind the loop. */
export function stagesOf(roots: readonly PlanNode[], parallelism: number, within = ""): Stage[] {
  const stages = new Map<PlanNode, Stage>();
  const named = new Map<string, number>();
  for (const node of nodesOf(roots)) {
    if (node.kind === "exchange" || node.kind === "union") continue;
    const same = named.get(node.name) ?? 0;
    named.set(node.name, same + 1);
    const id = `${within}${same === 0 ? node.name : `${node.name} (${same + 1})`}`;
    const edges = inputsOf(node).flatMap((port, input) => edgesTo(port, input, undefined, stages));
    stages.set(node, { id, node, parallelism: subtasksFor(node, edges, parallelism), edges });
  }
  return [...stages.values()];
}

/** The stages of a plan with those of the bodies of loops. */
export function allStagesOf(roots: readonly PlanNode[], parallelism: number, within = ""): Stage[] {
  return stagesOf(roots, parallelism, within).flatMap((stage) => {
    const { node, id } = stage;
    return node.kind === "loop" ? [stage, ...allStagesOf(node.body, stage.parallelism, `${id} / `)] : [stage];
  });
}

/** The edges behind a port: through exchanges, of which the one next to the consumer counts, and unions. */
function edgesTo(
  port: Port,
  input: number,
  partitioning: Partitioning | undefined,
  stages: ReadonlyMap<PlanNode, Stage>,
): Edge[] {
  const { node, side } = port;
  if (node.kind === "exchange") return edgesTo(node.input, input, partitioning ?? node.partitioning, stages);
  if (node.kind === "union") return node.inputs.flatMap((each) => edgesTo(each, input, partitioning, stages));
  return [{ from: stages.get(node)!, side, input, partitioning }];
}

function subtasksFor(node: PlanNode, edges: readonly Edge[], parallelism: number): number {
  if (node.kind === "source" || node.kind === "loop") return parallelism;
  if (edges.some(({ partitioning }) => partitioning?.by === "gather")) return 1;
  if (edges.some(({ partitioning }) => partitioning !== undefined)) return parallelism;
  return Math.max(...edges.map(({ from }) => from.parallelism));
}
