import { oneRow, type ResultColumns, type RowAlgorithm } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { countDegrees } from "../kernels/degrees.ts";
import { inOneTurn } from "../turns.ts";

/**
 * One row: whether vertices of many edges are neighbours of such, in [−1, 1]: the correlation between the degrees of both ends over
 * all edges, in a directed graph between what leaves the source and what reaches the target. Null where all degrees are the same.
 *
 * O(edges).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { assortativity, graph } from "millrace/graph";
 * const star = graph({ edges: from([{ a: 0, b: 1 }, { a: 0, b: 2 }]), source: "a", target: "b", directed: false });
 * console.log(await star.apply(assortativity()).collect()); // { assortativity: -1 }
 * ```
 * @see Newman, “Mixing Patterns in Networks”, Physical Review E 67, 2003, equation 21.
 */
export function assortativity(...none: readonly []): RowAlgorithm<never, { assortativity: number | null }> {
  mustBeNone(none, "assortativity");
  return { name: "assortativity", gives: "rows", run: (graph) => inOneTurn(() => correlationOf(graph)) };
}

function correlationOf({
  edges,
  out,
  directed,
  vertexCount,
}: Snapshot): ResultColumns<{ assortativity: number | null }> {
  const [leaving, reaching] = [new Float64Array(vertexCount), new Float64Array(vertexCount)];
  countDegrees(edges.sources, leaving);
  countDegrees(edges.targets, directed ? reaching : leaving);
  const others = directed ? reaching : leaving;
  // Sums of x, y, x², y² and xy: whole numbers, so that equal degrees are seen exactly.
  let [x, y, xx, yy, xy] = [0, 0, 0, 0, 0];
  for (let vertex = 0; vertex < vertexCount; vertex++) {
    const one = leaving[vertex]!;
    for (let e = out.starts[vertex]!; e < out.starts[vertex + 1]!; e++) {
      const other = others[out.neighbours[e]!]!;
      x += one;
      y += other;
      xx += one * one;
      yy += other * other;
      xy += one * other;
    }
  }
  const count = out.neighbours.length;
  const spread = (count * xx - x * x) * (count * yy - y * y);
  return oneRow<{ assortativity: number | null }>({
    assortativity: spread === 0 ? null : (count * xy - x * y) / Math.sqrt(spread),
  });
}
