import { oneRow, type RowAlgorithm, type Turns } from "../algorithm.ts";
import type { Adjacency, Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { colouringOf } from "../parts/colouring.ts";

/** Vertices that a search looks at before others may take their turn. */
const turn = 1 << 22;

/**
 * One row: the fewest colours with which no two neighbours have the same. Directions, self-loops and parallel edges do not count.
 *
 * Begins at what `colouring` needs and seeks one with a colour less, always at the vertex with the fewest that are free: exponential
 * time at worst, as for all exact algorithms. For graphs of some hundred vertices.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { chromaticNumber, graph } from "millrace/graph";
 * const ring = graph({ edges: from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 3, b: 1 }]), source: "a", target: "b" });
 * console.log(await ring.apply(chromaticNumber()).collect()); // { colours: 3 }
 * ```
 * @see Brélaz, “New Methods to Color the Vertices of a Graph”, CACM 22(4), 1979 (DSATUR).
 */
export function chromaticNumber(...none: readonly []): RowAlgorithm<never, { colours: number }> {
  mustBeNone(none, "chromaticNumber");
  return { name: "chromaticNumber", gives: "rows", run: numberOf };
}

function* numberOf(graph: Snapshot): Turns<{ colours: number }> {
  let colours = (yield* colouringOf(graph, "smallest last")).reduce((most, colour) => Math.max(most, colour + 1), 0);
  while (colours > 1 && (yield* canColour(graph.distinct, colours - 1))) colours--;
  return oneRow({ colours });
}

interface Search extends Adjacency {
  readonly allowed: number;
  readonly colours: Int32Array;
  /** How many neighbours of a vertex have each colour. */
  readonly taken: Uint16Array;
  /** How many colours its neighbours have. */
  readonly saturations: Uint16Array;
}

function* canColour(rows: Adjacency, allowed: number): Generator<number | undefined, boolean> {
  const count = rows.starts.length - 1;
  const taken = new Uint16Array(count * allowed);
  const colours = new Int32Array(count).fill(-1);
  const search = { ...rows, allowed, colours, taken, saturations: new Uint16Array(count) };
  // By depth: the vertex that is coloured, the colour after the one it has, and how many colours those before have.
  const [chosen, next, used] = [0, 1, 2].map(() => new Uint32Array(count + 1)) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  let looked = 0;
  for (let [depth, isNew] = [0, true]; depth < count; ) {
    looked += 1 + count;
    if (looked > turn) {
      looked = 0;
      yield;
    }
    if (isNew) {
      chosen[depth] = mostSaturated(search);
      next[depth] = 0;
    } else paint(search, chosen[depth]!, next[depth]! - 1, -1);
    const vertex = chosen[depth]!;
    const colour = freeColour(search, vertex, next[depth]!, used[depth]!);
    isNew = colour >= 0;
    if (isNew) {
      paint(search, vertex, colour, 1);
      next[depth] = colour + 1;
      used[depth + 1] = Math.max(used[depth]!, colour + 1);
      depth++;
    } else if (--depth < 0) return false;
  }
  return true;
}

/** The first colour that no neighbour has, from one on; −1 where there is none. Of colours that none has yet one is as good as any other. */
function freeColour({ allowed, taken }: Search, vertex: number, from: number, used: number): number {
  for (let colour = from; colour < Math.min(allowed, used + 1); colour++) {
    if (taken[vertex * allowed + colour] === 0) return colour;
  }
  return -1;
}

function mostSaturated({ starts, colours, saturations }: Search): number {
  const degree = (vertex: number): number => starts[vertex + 1]! - starts[vertex]!;
  let best = -1;
  for (let vertex = 0; vertex < colours.length; vertex++) {
    if (colours[vertex]! >= 0) continue;
    const more = best < 0 ? 1 : saturations[vertex]! - saturations[best]! || degree(vertex) - degree(best);
    if (more > 0) best = vertex;
  }
  return best;
}

function paint(search: Search, vertex: number, colour: number, by: 1 | -1): void {
  const { starts, neighbours, allowed, colours, taken, saturations } = search;
  colours[vertex] = by === 1 ? colour : -1;
  for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
    const cell = neighbours[e]! * allowed + colour;
    taken[cell]! += by;
    if (taken[cell] === (by === 1 ? 1 : 0)) saturations[neighbours[e]!]! += by;
  }
}
