import { numbers, type RowAlgorithm, type Turns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { inTurns, madeInTurns } from "../turns.ts";

/** How dense the part of the vertices with more than so many neighbours is. */
export interface RichClub {
  readonly degree: number;
  /** How many they are, two at least. */
  readonly vertices: number;
  /** Pairs of them that are neighbours over all pairs, in [0, 1]. */
  readonly coefficient: number;
}

/**
 * A row for each degree that two vertices or more have more neighbours than: the density of the part that those make. Not
 * normalised by random graphs. Directions, self-loops and parallel edges do not count.
 *
 * O(edges + vertices).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, richClub } from "millrace/graph";
 * const path = graph({ edges: from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 3, b: 4 }]), source: "a", target: "b" });
 * console.log(await path.apply(richClub()).collect()); // 1/2 of four vertices above degree 0, 1 of two above 1
 * ```
 * @see Colizza, Flammini, Serrano, Vespignani, “Detecting Rich-club Ordering in Complex Networks”, Nature Physics 2, 2006.
 */
export function richClub(...none: readonly []): RowAlgorithm<never, RichClub> {
  mustBeNone(none, "richClub");
  return { name: "richClub", gives: "rows", run: clubsOf };
}

/** Pairs before others may take their turn. */
const turn = 1 << 17;

function* clubsOf(graph: Snapshot): Turns<RichClub> {
  yield* madeInTurns(graph, "out", "in", "distinct", "pairs");
  const { pairs, vertexCount } = graph;
  const { starts, least, greatest } = pairs;
  const degree = (vertex: number): number => starts[vertex + 1]! - starts[vertex]!;
  // By degree: vertices of it, pairs whose lesser end has it.
  const [members, edges] = [new Float64Array(vertexCount + 1), new Float64Array(vertexCount + 1)];
  for (let vertex = 0; vertex < vertexCount; vertex++) members[degree(vertex)]!++;
  yield* inTurns(least.length, turn, (from, to) => {
    for (let pair = from; pair < to; pair++) edges[Math.min(degree(least[pair]!), degree(greatest[pair]!))]!++;
  });
  const rows: [degree: number, count: number, coefficient: number][] = [];
  let [count, inside] = [vertexCount, least.length];
  for (let above = 0; above < vertexCount; above++) {
    count -= members[above]!;
    inside -= edges[above]!;
    if (count < 2) break;
    rows.push([above, count, (2 * inside) / (count * (count - 1))]);
  }
  const column = (at: number): ReturnType<typeof numbers> => numbers(Float64Array.from(rows, (row) => row[at]!));
  return { degree: column(0), vertices: column(1), coefficient: column(2) };
}
