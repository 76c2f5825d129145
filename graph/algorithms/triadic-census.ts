import { numbers, type RowAlgorithm, type Turns, valuesOf } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { mustBeNone } from "../checks.ts";
import { countOpenTriads, countTriangles, upwardRows } from "../kernels/triads.ts";
import { inTurns } from "../turns.ts";

/** How many sets of three vertices have edges of a kind. */
export interface TriadCount {
  /** How many pairs have edges both ways, one way and none, and which of several kinds it is: down, up, cyclic, transitive. */
  readonly triad: string;
  readonly count: number;
}

const names = [
  ["003", "012", "102", "021D", "021U", "021C", "111D", "111U"],
  ["030T", "030C", "201", "120D", "120U", "120C", "210", "300"],
].flat();

/** Vertices before others may take their turn. */
const turn = 256;

/**
 * A row for each of the 16 kinds of edges among three vertices, in their usual order, with how many sets of three are of it. An
 * undirected edge is one both ways. Self-loops and parallel edges do not count.
 *
 * O(edges^1.5).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, triadicCensus } from "millrace/graph";
 * const ring = graph({ edges: from([{ a: 1, b: 2 }, { a: 2, b: 3 }, { a: 3, b: 1 }]), source: "a", target: "b" });
 * console.log(await ring.apply(triadicCensus()).filter((row) => row.count > 0).collect()); // { triad: "030C", count: 1 }
 * ```
 * @see Holland, Leinhardt, “Local Structure in Social Networks”, Sociological Methodology 7, 1976. Sets of two pairs are counted by their middle, and
 * triangles are taken off: Moody, “Matrix Methods for Calculating the Triad Census”, Social Networks 20, 1998, with lists of edges for matrices.
 */
export function triadicCensus(...none: readonly []): RowAlgorithm<never, TriadCount> {
  mustBeNone(none, "triadicCensus");
  return { name: "triadicCensus", gives: "rows", run: censusOf };
}

/** Edges among three vertices as bits: 1 and 2 between the first and second, 4 and 8 first and third, 16 and 32 second and third. */
function kindOf(code: number): number {
  const [ab, ac, bc] = [code & 3, (code >> 2) & 3, code >> 4];
  const all = [ab, ac, bc];
  const out = [(ab & 1) + (ac & 1), (ab >> 1) + (bc & 1), (ac >> 1) + (bc >> 1)];
  const into = [(ab >> 1) + (ac >> 1), (ab & 1) + (bc >> 1), (ac & 1) + (bc & 1)];
  const mutual = all.filter((pair) => pair === 3).length;
  const none = all.filter((pair) => pair === 0).length;
  const prefix = `${mutual}${3 - mutual - none}${none}`;
  const apart = [2, 1, 0][all.indexOf(3)] ?? 0;
  if (prefix === "021") return names.indexOf(out.includes(2) ? "021D" : into.includes(2) ? "021U" : "021C");
  if (prefix === "111") return names.indexOf(out[apart] === 1 ? "111D" : "111U");
  if (prefix === "030") return names.indexOf(out.includes(2) ? "030T" : "030C");
  if (prefix === "120") return names.indexOf(out[apart] === 2 ? "120D" : into[apart] === 2 ? "120U" : "120C");
  return names.indexOf(prefix);
}

function* censusOf({ pairs, distinctOut, distinctIn, vertexCount: n }: Snapshot): Turns<TriadCount> {
  const codes = new Float64Array(64);
  const rows = { ...pairs, ways: waysOf(pairs, distinctOut, distinctIn) };
  countOpenTriads(rows, codes);
  const up = upwardRows(rows);
  const marks = new Uint8Array(n);
  yield* inTurns(n, turn, (from, to) => countTriangles(up, from, to, marks, codes));
  const counts = new Float64Array(names.length);
  for (let code = 0; code < codes.length; code++) counts[kindOf(code)]! += codes[code]!;
  counts[0] = (n * (n - 1) * (n - 2)) / 6 - counts.subarray(1).reduce((sum, count) => sum + count, 0);
  return { triad: valuesOf(names), count: numbers(counts) };
}

type Rows = Pick<Snapshot["pairs"], "starts" | "neighbours">;

/** Of each pair's entry, whether an edge leads out (1), in (2) or both. */
function waysOf(pairs: Rows, out: Rows, into: Rows): Uint8Array {
  const ways = new Uint8Array(pairs.neighbours.length);
  const bits = new Uint8Array(pairs.starts.length - 1);
  for (let vertex = 0; vertex < bits.length; vertex++) {
    for (const [bit, { starts, neighbours }] of [
      [1, out],
      [2, into],
    ] as const) {
      for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) bits[neighbours[e]!]! |= bit;
    }
    for (let e = pairs.starts[vertex]!; e < pairs.starts[vertex + 1]!; e++) {
      ways[e] = bits[pairs.neighbours[e]!]!;
      bits[pairs.neighbours[e]!] = 0;
    }
  }
  return ways;
}
