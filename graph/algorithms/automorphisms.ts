import { oneRow, type RowAlgorithm, type Turns } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";

/**
 * One row: in how many ways the vertices can be exchanged with one another so that the same edges are there, 1 for none but each
 * for itself. Parallel edges and self-loops count.
 *
 * The product of how many vertices each could be exchanged with, those before it being fixed; each exchange is sought step by
 * step. Exponential time at worst; for graphs of some hundred vertices.
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { automorphisms, graph } from "millrace/graph";
 * const star = graph({ edges: from([{ a: 0, b: 1 }, { a: 0, b: 2 }, { a: 0, b: 3 }]), source: "a", target: "b" });
 * console.log(await star.apply(automorphisms()).collect()); // { count: 6 }
 * ```
 * @see McKay, Piperno, “Practical Graph Isomorphism, II”, Journal of Symbolic Computation 60, 2014 (orbits and stabilizers).
 */
export function automorphisms(...none: readonly []): RowAlgorithm<never, { count: number }> {
  mustBeNone(none, "automorphisms");
  return { name: "automorphisms", gives: "rows", run: countOf };
}

/** Vertices before others may take their turn. */
const turn = 1 << 12;

function* countOf(graph: Snapshot): Turns<{ count: number }> {
  const classes = yield* refinedClasses(graph);
  const edges = edgeCounts(graph);
  const alike = new Map<number, number[]>();
  for (const [vertex, own] of classes.entries()) {
    const members = alike.get(own);
    if (members === undefined) alike.set(own, [vertex]);
    else members.push(vertex);
  }
  let count = 1;
  for (const members of alike.values()) members.reverse();
  for (let fixed = 0; fixed < classes.length; fixed++) {
    let orbit = 1;
    const others = alike.get(classes[fixed]!)!;
    others.pop();
    for (const other of others) if (yield* canExchange(edges, classes, fixed, other)) orbit++;
    count *= orbit;
    if (fixed % turn === turn - 1) yield (fixed + 1) / classes.length;
  }
  yield 1;
  return oneRow({ count });
}

type EdgesBetween = (one: number, other: number) => number;

function edgeCounts({ out, vertexCount }: Snapshot): EdgesBetween {
  const counts = new Map<number, number>();
  for (let vertex = 0; vertex < vertexCount; vertex++) {
    for (let e = out.starts[vertex]!; e < out.starts[vertex + 1]!; e++) {
      const key = vertex * vertexCount + out.neighbours[e]!;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return (one, other) => counts.get(one * vertexCount + other) ?? 0;
}

/** Classes of vertices that look alike: by the classes of those around them, until those of no vertex split any more. */
function* refinedClasses({ out, in: into, vertexCount }: Snapshot): Generator<undefined, Uint32Array> {
  let classes = new Uint32Array(vertexCount);
  for (let count = vertexCount === 0 ? 0 : 1; ; ) {
    const names = new Map<string, number>();
    const around = ({ starts, neighbours }: Snapshot["out"], vertex: number): string =>
      neighbours
        .slice(starts[vertex], starts[vertex + 1])
        .map((other) => classes[other]!)
        .sort()
        .join();
    const next = new Uint32Array(vertexCount);
    for (let vertex = 0; vertex < vertexCount; vertex++) {
      const name = `${classes[vertex]}|${around(out, vertex)}|${around(into, vertex)}`;
      next[vertex] = names.get(name) ?? names.size;
      names.set(name, next[vertex]!);
      if (vertex % turn === turn - 1) yield;
    }
    if (names.size === count) return next;
    count = names.size;
    classes = next;
  }
}

/** Whether there is an exchange that leaves the first `fixed` vertices and takes the next one to this other. */
function* canExchange(
  edges: EdgesBetween,
  classes: Uint32Array,
  fixed: number,
  other: number,
): Generator<number | undefined, boolean> {
  const images = Int32Array.from(classes, (_, vertex) => (vertex < fixed ? vertex : -1));
  const taken = Uint8Array.from(classes, (_, vertex) => (vertex < fixed ? 1 : 0));
  const fits = (vertex: number, image: number): boolean => {
    if (taken[image] === 1 || classes[vertex] !== classes[image]) return false;
    for (let before = 0; before <= vertex; before++) {
      const to = before === vertex ? image : images[before]!;
      if (edges(vertex, before) !== edges(image, to) || edges(before, vertex) !== edges(to, image)) return false;
    }
    return true;
  };
  let vertex = fixed;
  for (let from = other; vertex >= fixed; ) {
    let image = from;
    const end = vertex === fixed ? other + 1 : classes.length;
    while (image < end && !fits(vertex, image)) image++;
    if (image < end) {
      images[vertex] = image;
      taken[image] = 1;
      if (++vertex === classes.length) return true;
      from = 0;
    } else if (--vertex >= fixed) {
      taken[images[vertex]!] = 0;
      from = images[vertex]! + 1;
    }
    yield;
  }
  return false;
}
