import { oneRow, type RowAlgorithm, type Turns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { dot, scale } from "../kernels/vectors.ts";
import { laplacianOf } from "../parts/laplacian.ts";

/** Steps at most: each keeps a vector. */
const most = 400;

/**
 * One row: the second smallest eigenvalue of the Laplacian, how hard a graph is to part in two: 0 where it is in parts, or has
 * fewer than two vertices. Directions and self-loops do not count, parallel edges each.
 *
 * Lanczos' algorithm, O(edges + vertices · steps) a step, of which there are 400 at most: an error where it has not settled by then.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { algebraicConnectivity, graph } from "millrace/graph";
 * const path = graph({ edges: from([{ a: 1, b: 2 }, { a: 2, b: 3 }]), source: "a", target: "b" });
 * console.log(await path.apply(algebraicConnectivity()).collect()); // 1
 * ```
 * @see Fiedler, “Algebraic Connectivity of Graphs”, Czechoslovak Mathematical Journal 23, 1973; Lanczos, 1950.
 */
export function algebraicConnectivity(...none: readonly []): RowAlgorithm<never, { connectivity: number }> {
  mustBeNone(none, "algebraicConnectivity");
  return { name: "algebraicConnectivity", gives: "rows", run: connectivityOf };
}

function* connectivityOf(graph: Snapshot): Turns<{ connectivity: number }> {
  const { vertexCount: n } = graph;
  if (n < 2) return oneRow({ connectivity: 0 });
  const multiply = laplacianOf(graph);
  // What is left are vectors at right angles to all that came before, the eigenvector of 0 first.
  const basis = [new Float64Array(n).fill(1 / Math.sqrt(n))];
  const [diagonal, beside]: [number[], number[]] = [[], []];
  let next = Float64Array.from({ length: n }, (_, vertex) => Math.sin(vertex + 1) + 0.1 * Math.cos(3 * vertex));
  let before = Number.POSITIVE_INFINITY;
  for (let step = 0; step < Math.min(n - 1, most); step++) {
    const size = partAtRightAngles(next, basis);
    if (size < 1e-10 * (step === 0 ? 1 : diagonal[0]! + 1)) return oneRow({ connectivity: smallest(diagonal, beside) });
    if (step > 0) beside.push(size);
    scale(next, 1 / size);
    const vector = next;
    basis.push(vector);
    next = new Float64Array(n);
    multiply(vector, next);
    diagonal.push(dot(vector, next));
    const value = smallest(diagonal, beside);
    if (Math.abs(before - value) < 1e-13 * (1 + value) && step > 20) return oneRow({ connectivity: value });
    before = value;
    yield;
  }
  if (n - 1 <= most) return oneRow({ connectivity: smallest(diagonal, beside) });
  throw new RangeError(
    `Cannot find the eigenvalue in algebraicConnectivity as it must settle within ${most} steps: got ${before} and still falling; ` +
      "use connectivity(), or a part of the graph",
  );
}

/** Twice, as once leaves rounding errors. Gives the length of what is left. */
function partAtRightAngles(vector: Float64Array, basis: readonly Float64Array[]): number {
  for (let round = 0; round < 2; round++) {
    for (const other of basis) {
      const share = dot(vector, other);
      for (let at = 0; at < vector.length; at++) vector[at]! -= share * other[at]!;
    }
  }
  return Math.sqrt(dot(vector, vector));
}

/** The smallest eigenvalue of a symmetric tridiagonal matrix, by bisection: how many are below x is how often a ratio is below 0. */
function smallest(diagonal: readonly number[], beside: readonly number[]): number {
  let [low, high] = [0, Math.max(0, ...diagonal)];
  for (let round = 0; round < 100 && high - low > 1e-16 * high; round++) {
    const middle = (low + high) / 2;
    let isBelow = false;
    for (let at = 0, ratio = 1; at < diagonal.length && !isBelow; at++) {
      ratio = diagonal[at]! - middle - (at === 0 ? 0 : (beside[at - 1]! * beside[at - 1]!) / ratio);
      isBelow = ratio < 0;
    }
    if (isBelow) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}
