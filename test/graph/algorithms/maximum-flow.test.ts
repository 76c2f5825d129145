import { expect, test } from "vitest";
import { maximumFlow } from "../../../graph/mod.ts";
import { graphOf, graphOfPairs, type PlainGraph, sumOf, testGraphs } from "../naive.ts";

test("what two ways can take goes along both, and backward in an undirected graph", async () => {
  const pipes = [
    [1, 2, 3],
    [2, 3, 2],
    [1, 3, 1],
  ] as const;
  const back = pipes.map(([a, b, w]) => [b, a, w] as const);
  const flows = async (pairs: typeof back, directed: boolean): Promise<number[]> =>
    (
      await graphOfPairs(pairs, directed)
        .apply(maximumFlow({ from: 1, to: 3 }))
        .collect()
    ).map(({ flow }) => flow);
  expect(await flows(pipes as never, true)).toEqual([2, 2, 1]);
  expect(await flows(back, false)).toEqual([-2, -2, -1]);
  expect(await flows(back, true)).toEqual([0, 0, 0]);
});

test("a flow from a vertex to itself is refused", () => {
  expect(() => maximumFlow({ from: 1, to: 1 })).toThrow(
    /Cannot find a flow in maximumFlow as from and to must not be one vertex: got 1; give two vertices/,
  );
});

test("flows keep what edges can take, lose nothing on the way, and are as great as the lightest cut", async () => {
  for (const plain of testGraphs().filter(({ vertices }) => vertices.length > 1)) {
    const [from, to] = [plain.vertices[0]!, plain.vertices.at(-1)!];
    const rows = await graphOf(plain).maximumFlow({ from, to }).collect();
    const net = (id: number): number =>
      sumOf(rows, ({ source, target, flow }) => (source === id ? flow : 0) - (target === id ? flow : 0));
    for (const [edge, { flow }] of rows.entries()) {
      const { weight } = plain.edges[edge]!;
      expect(flow <= weight && flow >= (plain.directed ? 0 : -weight)).toBe(true);
    }
    const between = plain.vertices.filter((id) => id !== from && id !== to);
    expect(between.filter((id) => net(id) !== 0)).toEqual([]);
    expect(net(from), plain.name).toBe(naive(plain, from, to));
  }
});

/** Paths with something left, one after the other: Ford and Fulkerson. */
function naive({ vertices, edges, directed }: PlainGraph, from: number, to: number): number {
  const left = new Map(vertices.map((id) => [id, new Map(vertices.map((other) => [other, 0]))]));
  const add = (one: number, other: number, by: number): unknown =>
    left.get(one)!.set(other, left.get(one)!.get(other)! + by);
  for (const { source, target, weight } of edges) {
    add(source, target, weight);
    if (!directed) add(target, source, weight);
  }
  for (let total = 0; ; total++) {
    const before = new Map<number, number>([[from, from]]);
    const queue = [from];
    for (const at of queue) {
      for (const [other, rest] of left.get(at)!) {
        if (rest <= 0 || before.has(other)) continue;
        before.set(other, at);
        queue.push(other);
      }
    }
    if (!before.has(to)) return total;
    for (let at = to; at !== from; at = before.get(at)!) {
      add(before.get(at)!, at, -1);
      add(at, before.get(at)!, 1);
    }
  }
}
