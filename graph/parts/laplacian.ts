import type { Snapshot } from "../build/snapshot.ts";
import { sumNeighbours } from "../kernels/vectors.ts";

/** `out = L · values` for the Laplacian of a graph without directions: degrees less neighbours. Self-loops fall out. */
export function laplacianOf({ both, vertexCount }: Snapshot): (values: Float64Array, out: Float64Array) => void {
  const { starts, neighbours } = both;
  return (values, out) => {
    sumNeighbours(starts, neighbours, values, out);
    for (let vertex = 0; vertex < vertexCount; vertex++) {
      out[vertex] = (starts[vertex + 1]! - starts[vertex]!) * values[vertex]! - out[vertex]!;
    }
  };
}
