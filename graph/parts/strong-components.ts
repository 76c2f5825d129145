import type { Snapshot } from "../build/snapshot.ts";
import { walkStrongComponents } from "../kernels/strong-components.ts";
import { namedByLeast } from "./component-names.ts";

/** Steps before others may take their turn. */
const turn = 1_000_000;

/** The strongly connected component of each vertex, by the vertex of the smallest id in it. O(vertices + edges). */
export function* strongComponents(graph: Snapshot): Generator<number | undefined, Uint32Array> {
  const { out, vertexCount } = graph;
  const none = vertexCount;
  const column = (): Uint32Array => new Uint32Array(vertexCount);
  const [orders, lows, cursors, calls, stack, roots] = [column(), column(), column(), column(), column(), column()];
  roots.fill(none);
  const state = new Uint32Array(4);
  const goesOn = (): boolean =>
    walkStrongComponents(out.starts, out.neighbours, orders, lows, cursors, calls, stack, roots, none, state, turn);
  while (goesOn()) yield state[2]! / vertexCount;
  yield 1;
  return namedByLeast(graph, roots);
}
