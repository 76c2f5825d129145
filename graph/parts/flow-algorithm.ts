import { checkOptions } from "../../core/mod.ts";
import type { EdgeAlgorithm, Turns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { demand, demandGiven } from "../checks.ts";

export interface FlowOptions<Id> {
  /** The vertex that it comes from. */
  readonly from: Id;
  /** Another one, that it goes to. */
  readonly to: Id;
}

/** The algorithm that tells something of each edge by a flow from one vertex to another. */
export function flowAlgorithm<Id, Row>(
  name: string,
  options: FlowOptions<Id>,
  run: (graph: Snapshot, from: number, to: number) => Turns<Row>,
): EdgeAlgorithm<Id, Row> {
  checkOptions(options, { from: true, to: true }, name);
  demandGiven(options, ["from", "to"], name);
  const { from, to } = options;
  const remedy = "give two vertices";
  demand(from !== to, { doing: `find a flow in ${name}`, as: "from and to must not be one vertex", got: to, remedy });
  return {
    name,
    gives: "edges",
    details: { from: String(from), to: String(to) },
    weights: "not negative",
    vertices: [from, to],
    run: (graph) => run(graph, graph.ids.find(from), graph.ids.find(to)),
  };
}

/** What each edge can take. */
export function capacitiesOf({ edges: { weights }, edgeCount }: Snapshot): Float64Array {
  return weights ?? new Float64Array(edgeCount).fill(1);
}
