import { type EdgeAlgorithm, numbers, type ResultColumn, type Turns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { countDegrees } from "../kernels/degrees.ts";
import { inTurns } from "../turns.ts";

/** The degrees of both ends of an edge; of an undirected graph all three of an end are the same. */
export interface EdgeDegrees {
  readonly sourceDegree: number;
  readonly sourceInDegree: number;
  readonly sourceOutDegree: number;
  readonly targetDegree: number;
  readonly targetInDegree: number;
  readonly targetOutDegree: number;
}

/**
 * Each edge with the degrees of its ends, counted as `degrees` counts them: parallel edges each, a self-loop twice (Gelly's
 * EdgeSourceDegrees, EdgeTargetDegrees and EdgeDegreesPair).
 *
 * O(vertices + edges).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { edgeDegrees, graph } from "millrace/graph";
 * const roads = graph({ edges: from([{ a: 1, b: 2 }, { a: 3, b: 2 }]), source: "a", target: "b" });
 * console.log(await roads.apply(edgeDegrees()).collect()); // { source: 1, target: 2, sourceDegree: 1, …, targetInDegree: 2, … }, …
 * ```
 */
export function edgeDegrees(...none: readonly []): EdgeAlgorithm<never, EdgeDegrees> {
  mustBeNone(none, "edgeDegrees");
  return { name: "edgeDegrees", gives: "edges", run: degreesOf };
}

/** Edges before others may take their turn. */
const turn = 1 << 18;

function* degreesOf({ edges, vertexCount, directed }: Snapshot): Turns<EdgeDegrees> {
  const [out, into] = [new Float64Array(vertexCount), new Float64Array(vertexCount)];
  countDegrees(edges.sources, out);
  countDegrees(edges.targets, into);
  const all = out.map((count, vertex) => count + into[vertex]!);
  const { sources, targets } = edges;
  return {
    sourceDegree: yield* degreesAt(sources, all),
    sourceInDegree: yield* degreesAt(sources, directed ? into : all),
    sourceOutDegree: yield* degreesAt(sources, directed ? out : all),
    targetDegree: yield* degreesAt(targets, all),
    targetInDegree: yield* degreesAt(targets, directed ? into : all),
    targetOutDegree: yield* degreesAt(targets, directed ? out : all),
  };
}

function* degreesAt(ends: Uint32Array, degrees: Float64Array): Generator<number, ResultColumn<number>> {
  const values = new Float64Array(ends.length);
  yield* inTurns(ends.length, turn, (from, to) => {
    for (let edge = from; edge < to; edge++) values[edge] = degrees[ends[edge]!]!;
  });
  return numbers(values);
}
