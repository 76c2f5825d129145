import { countEnds, sumCounts } from "../kernels/adjacency.ts";
import { levelArcs, sendAlongLevels } from "../kernels/flow.ts";
import { inTurns } from "../turns.ts";

/** Arcs by the vertices that they lead from: arc 2e is edge e, arc 2e + 1 the way back. */
export interface Network {
  readonly starts: Uint32Array;
  readonly arcs: Uint32Array;
  readonly heads: Uint32Array;
  /** What can still be sent along each. */
  readonly left: Float64Array;
}

/** Arcs that are looked at before others may take their turn. */
const turn = 1 << 20;

/** A network of edges with capacities, the same both ways or none back. */
export function* networkOf(
  vertexCount: number,
  { sources, targets }: { readonly sources: Uint32Array; readonly targets: Uint32Array },
  capacities: Float64Array,
  bothWays: boolean,
): Generator<number | undefined, Network> {
  const count = 2 * sources.length;
  const [tails, heads, left] = [new Uint32Array(count), new Uint32Array(count), new Float64Array(count)];
  const starts = new Uint32Array(vertexCount + 1);
  yield* inTurns(sources.length, turn / 2, (begin, end) => {
    for (let edge = begin; edge < end; edge++) {
      tails[2 * edge] = heads[2 * edge + 1] = sources[edge]!;
      heads[2 * edge] = tails[2 * edge + 1] = targets[edge]!;
      left[2 * edge] = sources[edge] === targets[edge] ? 0 : capacities[edge]!;
      left[2 * edge + 1] = bothWays ? left[2 * edge]! : 0;
    }
    countEnds(tails.subarray(2 * begin, 2 * end), starts);
  });
  sumCounts(starts);
  const free = starts.slice(0, vertexCount);
  const arcs = new Uint32Array(count);
  yield* inTurns(count, turn, (begin, end) => {
    for (let arc = begin; arc < end; arc++) arcs[free[tails[arc]!]!++] = arc;
  });
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
  const [searched, sent] = [new Uint32Array(2), new Float64Array(3)];
  for (;;) {
    levels.fill(-1);
    levels[from] = 0;
    queue[0] = from;
    searched.set([0, 1]);
    while (searched[0]! < searched[1]!) {
      levelArcs(starts, arcs, heads, left, queue, levels, searched, turn);
      yield;
    }
    if (levels[to]! < 0) return { value: sent[0]!, levels };
    const cursors = starts.slice(0, vertexCount);
    sent[1] = 0;
    sent[2] = from;
    while (!sendAlongLevels(starts, arcs, heads, left, to, levels, cursors, path, sent, turn)) yield;
  }
}
