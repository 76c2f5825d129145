import { describe, expect, test } from "vitest";
import { fromColumns } from "../../../core/mod.ts";
import { workspaceFor } from "../../../graph/build/kernel-choice.ts";
import { Snapshot } from "../../../graph/build/snapshot.ts";
import type { VertexIds } from "../../../graph/build/vertex-ids.ts";
import { twinNames, Workspace } from "../../../graph/build/workspace.ts";
import {
  type AnyAlgorithm,
  betweenness,
  bfs,
  connectedComponents,
  graph,
  greedyModularity,
  leiden,
  localClustering,
  louvain,
  pageRank,
  sssp,
  transitivity,
  triangleListing,
  triangles,
} from "../../../graph/mod.ts";
import { rowsByDegree } from "../../../graph/parts/rows-by-degree.ts";
import { type PlainGraph, testGraphs } from "../naive.ts";

// One suite for kernels in WebAssembly and in JavaScript: what algorithms give is the same to the bit. Their own tests compare
// with naive oracles what JavaScript gives.

const inWasm = (mostBytes?: number): Workspace => Workspace.of(new Set(twinNames), mostBytes);

describe.each(testGraphs())("$name, directed $directed", (plain) => {
  test("kernels in WebAssembly and their twins in JavaScript give the same", () => {
    for (const [name, algorithm] of algorithmsFor(plain)) {
      const wasm = resultsOf(algorithm, snapshotOf(plain, inWasm()));
      expect(wasm, name).toEqual(resultsOf(algorithm, snapshotOf(plain, Workspace.ofJavaScript())));
    }
  });

  test("what has no room in the memory of the kernels is computed in JavaScript", () => {
    // Some arrays lie in the memory, others behind its end.
    for (const mostBytes of [0, 4_200, 4_600, 5_000, 6_000]) {
      for (const [name, algorithm] of algorithmsFor(plain)) {
        const some = resultsOf(algorithm, snapshotOf(plain, inWasm(mostBytes)));
        expect(some, name).toEqual(resultsOf(algorithm, snapshotOf(plain, Workspace.ofJavaScript())));
      }
    }
  });
});

test("components are the same by edges, and by rows where these are made and vertices have many neighbours", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const plain = trees(seed);
    const expected = resultsOf(connectedComponents(), snapshotOf(plain, Workspace.ofJavaScript()));
    for (const work of [inWasm(), Workspace.ofJavaScript()]) {
      const snapshot = snapshotOf(plain, work);
      expect(snapshot.both.neighbours.length).toBeGreaterThan(4 * plain.vertices.length);
      expect(resultsOf(connectedComponents(), snapshot), `seed ${seed}`).toEqual(expected);
    }
    const names = Uint32Array.from(plain.vertices, (vertex) => vertex);
    for (const _ of names)
      for (const { source, target } of plain.edges)
        names[source] = names[target] = Math.min(names[source]!, names[target]!);
    expect(expected).toEqual([["component", Array.from(names)]]);
  }
});

test.each([true, false])(
  "ranks and betweenness of a graph with hubs are the same in WebAssembly and in JavaScript, directed %s",
  (directed) => {
    const edges = Array.from({ length: 6000 }, (_, edge) => {
      const at = Math.imul(edge + 1, 2_654_435_761) >>> 0;
      return {
        source: Math.floor(280 * ((at % 65_536) / 65_536) ** 3),
        target: Math.floor(300 * (at / 2 ** 32) ** 9),
        weight: 1,
      };
    });
    const plain = { name: "hubs", directed, vertices: Array.from({ length: 300 }, (_, vertex) => vertex), edges };
    const [wasm, javascript] = [inWasm(), Workspace.ofJavaScript()].map((work) => {
      const snapshot = snapshotOf(plain, work);
      expect(rowsByDegree(snapshot, 20)).toBeDefined();
      return resultsOf(pageRank(), snapshot);
    });
    expect(wasm).toEqual(javascript);
  },
);

test("arrays lie side by side in memory that grows, are zeros, and stay what they are", () => {
  const work = inWasm();
  const first = work.uint32(5).fill(7);
  const large = work.float64(300_000);
  expect([first.buffer instanceof SharedArrayBuffer, large.byteOffset % 64]).toEqual([true, 0]);
  expect([first[4], first.length, large[299_999], large.length]).toEqual([7, 5, 0, 300_000]);
  large.fill(1);
  expect(Array.from(first)).toEqual([7, 7, 7, 7, 7]);
});

test("arrays that are given back are zeros when the next ones as long lie there", () => {
  const work = inWasm();
  const [one, other] = [work.float64(100).fill(3), work.uint32(200).fill(5)];
  work.free(one);
  const next = work.int32(200);
  expect([next.byteOffset, next.some((value) => value !== 0), other[0]]).toEqual([one.byteOffset, false, 5]);
  expect(work.float64(100).byteOffset).toBeGreaterThan(other.byteOffset);
  // Those of other memories, and of none, are nobody's here.
  work.free(new Float64Array(9), inWasm().float64(9));
  expect(work.float64(9).byteOffset).toBeGreaterThan(other.byteOffset);
});

test("algorithms over one graph use what the one before needed: many of them take no more memory than two", () => {
  const plain = testGraphs().at(-1)!;
  for (const [name, algorithm] of algorithmsFor(plain)) {
    const snapshot = snapshotOf(plain, inWasm());
    const place = (): number => snapshot.work.float64(1).byteOffset;
    for (let run = 0; run < 2; run++) resultsOf(algorithm, snapshot);
    const first = place();
    resultsOf(algorithm, snapshot);
    const second = place();
    resultsOf(algorithm, snapshot);
    // What a run gives stays: a column of a value for each vertex.
    expect(place() - second, name).toBe(second - first);
    expect(second - first, name).toBeLessThanOrEqual(64 + Math.ceil((8 * plain.vertices.length) / 64) * 64);
  }
});

test("V8 is told of the memory of graphs that are small, and many", () => {
  const before = process.memoryUsage().arrayBuffers;
  const held = Array.from({ length: 40 }, () => {
    const work = inWasm();
    work.uint32(2 ** 20);
    return work;
  });
  expect(process.memoryUsage().arrayBuffers - before).toBeGreaterThan(0.9 * 2 ** 27);
  expect(held).toHaveLength(40);
});

/** A memory of which so much is in use already: pages that nobody writes to are never given. */
function filled(sizeBytes: number): Workspace {
  const work = inWasm();
  // The kernels have the first 4 kB.
  for (let left = sizeBytes - 4096; left > 0; left -= 2 ** 30) work.uint8(Math.min(left, 2 ** 30));
  return work;
}

test.each([
  ["2 GB, where signed numbers end", 2 ** 31],
  ["4 GB, where the memory ends", 2 ** 32],
])("around %s arrays are those of any place, and what is behind the end is computed in JavaScript", (_, place) => {
  const edges = Array.from({ length: 4000 }, (_, edge) => {
    const at = Math.imul(edge + 1, 2_654_435_761) >>> 0;
    return { source: at % 211, target: (at >>> 9) % 257, weight: 1 + (edge % 9) };
  });
  const plain = { name: "far", directed: false, vertices: Array.from({ length: 257 }, (_, vertex) => vertex), edges };
  for (const [at, [name, algorithm]] of algorithmsFor(plain).slice(0, 14).entries()) {
    const expected = resultsOf(algorithm, snapshotOf(plain, Workspace.ofJavaScript()));
    // Edges take 32 kB, their rows 64 kB, what algorithms need up to as much again.
    const before = 5_000 + 15_000 * at;
    const far = resultsOf(algorithm, snapshotOf(plain, filled(place - before)));
    expect(far, `${name}, from ${before} bytes before`).toEqual(expected);
  }
  // What the memory has no room for lies elsewhere.
  const [near, far] = [filled(place - 5_000), filled(place - 5_000)].map((work, k) =>
    work.uint8(k === 0 ? 4_000 : 6_000),
  );
  expect(near!.byteOffset).toBeGreaterThanOrEqual(place - 5_000);
  expect(far!.byteOffset > 0).toBe(place < 2 ** 32);
});

test("a small graph has no memory for kernels, and a large one has", () => {
  expect(workspaceFor(1000).uint32(4).buffer).toBeInstanceOf(ArrayBuffer);
  expect(workspaceFor(1_000_000).uint32(4).buffer).toBeInstanceOf(SharedArrayBuffer);
});

test("a large graph by its edges has the components that a plain search finds", async () => {
  const [vertexCount, edgeCount] = [100_000, 140_000];
  let state = 1;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * vertexCount);
  };
  const [source, target] = [Int32Array.from({ length: edgeCount }, next), Int32Array.from({ length: edgeCount }, next)];
  const rows = await graph({ edges: fromColumns({ source, target }), source: "source", target: "target" })
    .connectedComponents()
    .collect();
  const expected = plainComponents(vertexCount, source, target);
  expect(rows.length).toBe(new Set([...source, ...target]).size);
  expect(rows.every(({ id, component }) => expected[id] === component)).toBe(true);
});

/** The smallest vertex that can be reached from each. */
function plainComponents(count: number, source: Int32Array, target: Int32Array): Int32Array {
  const neighbours: number[][] = Array.from({ length: count }, () => []);
  for (const [edge, from] of source.entries()) {
    neighbours[from]!.push(target[edge]!);
    neighbours[target[edge]!]!.push(from);
  }
  const component = new Int32Array(count).fill(-1);
  for (let vertex = 0; vertex < count; vertex++) {
    if (component[vertex]! >= 0) continue;
    component[vertex] = vertex;
    for (const waiting = [vertex]; waiting.length > 0; ) {
      for (const other of neighbours[waiting.pop()!]!) {
        if (component[other]! >= 0) continue;
        component[other] = vertex;
        waiting.push(other);
      }
    }
  }
  return component;
}

function algorithmsFor({ vertices }: PlainGraph): [string, AnyAlgorithm<number, object>][] {
  const named: [string, AnyAlgorithm<number, object>][] = [
    ["pageRank", pageRank()],
    ["pageRank, five rounds", pageRank({ iterations: 5, damping: 0.5 })],
    ["connectedComponents", connectedComponents()],
    ["triangles", triangles()],
    ["triangleListing", triangleListing()],
    ["localClustering", localClustering()],
    ["transitivity", transitivity()],
    ["betweenness", betweenness()],
    ["louvain", louvain()],
    ["louvain, by weights", louvain({ weights: "use", resolution: 0.7 })],
    ["leiden", leiden({ weights: "use", iterations: 3 })],
    ["greedyModularity", greedyModularity()],
  ];
  const each = vertices.flatMap((_, from): [string, AnyAlgorithm<number, object>][] => [
    [`bfs ${from}`, bfs({ from })],
    [`sssp ${from}`, sssp({ from })],
  ]);
  return [...named, ...each];
}

/** Trees, any vertex in any of them, now and then one between two, and 400 edges within the first of more than one vertex; in no order. */
function trees(seed: number): PlainGraph {
  let state = seed;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const parts: number[][] = Array.from({ length: 1 + below(8) }, () => []);
  const vertices = Array.from({ length: 60 }, (_, vertex) => vertex);
  for (const vertex of vertices) parts[below(parts.length)]!.push(vertex);
  const pairs = parts.flatMap((part) => part.slice(1).map((vertex, before) => [vertex, part[below(before + 1)]!]));
  const large = parts.find(({ length }) => length > 1)!;
  for (let k = 0; k < 400; k++) pairs.push([large[below(large.length)]!, large[below(large.length)]!]);
  for (let k = below(3); k > 0; k--) pairs.push([below(60), below(60)]);
  const edges = pairs.map(([source, target]) => ({ source: source!, target: target!, weight: 1, at: below(1e6) }));
  return { name: "trees", directed: seed % 2 === 0, vertices, edges: edges.sort((a, b) => a.at - b.at) };
}

/** A graph whose vertices are numbers from 0, its arrays in one place. */
function snapshotOf({ vertices, edges, directed }: PlainGraph, work: Workspace): Snapshot {
  const [sources, targets] = [work.uint32(edges.length), work.uint32(edges.length)];
  const weights = Float64Array.from(edges, ({ weight }) => weight);
  for (const [edge, { source, target }] of edges.entries()) {
    sources[edge] = vertices.indexOf(source);
    targets[edge] = vertices.indexOf(target);
  }
  return new Snapshot(idsOf(vertices.length), { sources, targets, weights }, directed, work);
}

function idsOf(count: number): VertexIds {
  const all = Uint32Array.from({ length: count }, (_, vertex) => vertex);
  const keys = Float64Array.from(all);
  return {
    count,
    find: (id) => id as number,
    idOf: (vertex) => vertex,
    comesBefore: (one, other) => one < other,
    columnOf: () => expect.unreachable("nobody asks for rows"),
    ranks: () => all,
    sortKeys: () => keys,
    save: () => expect.unreachable("nobody keeps ids"),
  };
}

function resultsOf(algorithm: AnyAlgorithm<number, object>, snapshot: Snapshot): unknown {
  const turns = algorithm.run(snapshot);
  for (;;) {
    const { done, value } = turns.next();
    if (done !== true) continue;
    return Object.entries(value as object).map(([name, { values }]) => [name, Array.from(values as ArrayLike<number>)]);
  }
}
