import { countEnds, sumCounts } from "../kernels/adjacency.ts";
import { levelArcs, sendAlongLevels } from "../kernels/flow.ts";

/** Arcs by the vertices that they lead from: arc 2e is edge e, arc 2e + 1 the way back. */
export interface Network {
  readonly starts: Uint32Array;
  readonly arcs: Uint32Array;
  readonly heads: Uint32Array;
  /** What can still be sent along each. */
  readonly left: Float64Array;
}

/** A network of edges with capacities, the same both ways or none back. */
export function networkOf(
  vertexCount: number,
  { sources, targets }: { readonly sources: Uint32Array; readonly targets: Uint32Array },
  capacities: Float64Array,
  bothWays: boolean,
): Network {
  const count = 2 * sources.length;
  const [tails, heads, left] = [new Uint32Array(count), new Uint32Array(count), new Float64Array(count)];
  for (let edge = 0; edge < sources.length; edge++) {
    tails[2 * edge] = heads[2 * edge + 1] = sources[edge]!;
    heads[2 * edge] = tails[2 * edge + 1] = targets[edge]!;
    left[2 * edge] = sources[edge] === targets[edge] ? 0 : capacities[edge]!;
    left[2 * edge + 1] = bothWays ? left[2 * edge]! : 0;
  }
  const starts = new Uint32Array(vertexCount + 1);
  countEnds(tails, starts);
  sumCounts(starts);
  const free = starts.slice(0, vertexCount);
  const arcs = new Uint32Array(count);
  for (let arc = 0; arc < count; arc++) arcs[free[tails[arc]!]!++] = arc;
  return { starts, arcs, heads, left };
}

/** What a flow from one vertex to another can be, and by which vertices it gets no further. */
export interface Flow {
  readonly value: number;
  /** At least 0 where something more could still be sent to a vertex: the side of the cut that the flow comes from. */
  readonly levels: Int32Array;
}

/**
 * The greatest flow: changes what is left in the network. Dinic's algorithm, O(vertices² · edges), and O(edges · √vertices)
 * where capacities are 1.
 */
export function* greatestFlow(
  { starts, arcs, heads, left }: Network,
  from: number,
  to: number,
): Generator<number | undefined, Flow> {
  const vertexCount = starts.length - 1;
  const [queue, path] = [new Uint32Array(vertexCount), new Uint32Array(vertexCount)];
  const levels = new Int32Array(vertexCount);
  let value = 0;
  while (levelArcs(starts, arcs, heads, left, from, to, queue, levels)) {
    value += sendAlongLevels(starts, arcs, heads, left, from, to, levels, starts.slice(0, vertexCount), path);
    yield;
  }
  return { value, levels };
}
