import { expect, test } from "vitest";
import {
  barabasiAlbertGraph,
  erdosRenyiGraph,
  type Graph,
  plantedPartitionGraph,
  rMatGraph,
  wattsStrogatzGraph,
} from "../../../graph/mod.ts";

const made: Readonly<Record<string, (seed: number) => Graph<number>>> = {
  rMatGraph: (seed) => rMatGraph({ vertices: 32, edges: 80, seed }),
  erdosRenyiGraph: (seed) => erdosRenyiGraph({ vertices: 30, probability: 0.2, seed }),
  barabasiAlbertGraph: (seed) => barabasiAlbertGraph({ vertices: 30, edges: 3, seed }),
  wattsStrogatzGraph: (seed) => wattsStrogatzGraph({ vertices: 30, neighbours: 4, rewire: 0.3, seed }),
  plantedPartitionGraph: (seed) => plantedPartitionGraph({ groups: 3, size: 8, inside: 0.8, between: 0.05, seed }),
};

test.each(Object.keys(made))("a seed gives the same graph again, and another one another: %s", async (name) => {
  const degrees = async (seed: number): Promise<number[]> =>
    (await made[name]!(seed).degrees().collect()).map(({ degree }) => degree);
  expect(await degrees(7)).toEqual(await degrees(7));
  expect(await degrees(8)).not.toEqual(await degrees(7));
});

test.each(Object.keys(made).filter((name) => name !== "rMatGraph"))(
  "there are no self-loops and no parallel edges: %s",
  async (name) => {
    const one = made[name]!(3);
    const [metrics] = await one.graphMetrics().collect();
    expect(metrics!.selfLoops).toBe(0);
    expect((await one.kTruss().collect()).length).toBe(metrics!.edges);
  },
);

test("R-MAT has so many edges, and most of them where the first quarter is", async () => {
  const rows = await rMatGraph({ vertices: 64, edges: 2000 }).degrees().collect();
  const half = rows.filter(({ id }) => id < 32).reduce((sum, { degree }) => sum + degree, 0);
  expect(rows.reduce((sum, { degree }) => sum + degree, 0)).toBe(4000);
  expect(half / 4000).toBeGreaterThan(0.7);
  expect(half / 4000).toBeLessThan(0.82);
});

test("each pair is an edge as often as the probability says", async () => {
  const edges = async (probability: number): Promise<number> =>
    (await erdosRenyiGraph({ vertices: 100, probability }).graphMetrics().collect())[0]!.edges;
  expect([await edges(0), await edges(1)]).toEqual([0, 4950]);
  expect(Math.abs((await edges(0.3)) - 1485)).toBeLessThan(150);
});

test("new vertices come with so many edges, and the oldest have most", async () => {
  const rows = await barabasiAlbertGraph({ vertices: 300, edges: 2 }).degrees().collect();
  expect(rows.reduce((sum, { degree }) => sum + degree, 0)).toBe(2 * (2 + 297 * 2));
  expect(Math.min(...rows.slice(3).map(({ degree }) => degree))).toBe(2);
  const mean = (some: typeof rows): number => some.reduce((sum, { degree }) => sum + degree, 0) / some.length;
  expect(mean(rows.slice(0, 30))).toBeGreaterThan(2 * mean(rows.slice(150)));
});

test("a ring that is not rewired stays one, and a rewired one keeps its edges but gets smaller", async () => {
  const world = (rewire: number): Graph<number> => wattsStrogatzGraph({ vertices: 60, neighbours: 4, rewire });
  const [ring] = await world(0).distanceMetrics().collect();
  const [small] = await world(0.3).distanceMetrics().collect();
  expect(ring!.diameter).toBe(15);
  expect(small!.averageDistance!).toBeLessThan(ring!.averageDistance! / 1.5);
  expect((await world(1).graphMetrics().collect())[0]!.edges).toBe(120);
});

test("planted groups are what Leiden finds", async () => {
  const planted = plantedPartitionGraph({ groups: 4, size: 10, inside: 0.9, between: 0.02 });
  const rows = await planted.leiden().collect();
  expect(rows.map(({ community }) => community)).toEqual(rows.map(({ id }) => id - (id % 10)));
});

test("what makes no such graph is refused", () => {
  expect(() => rMatGraph({ vertices: 10, edges: 3 })).toThrow(
    /its number of vertices must be a power of 2: got 10; use for instance 1024/,
  );
  expect(() => rMatGraph({ vertices: 8, edges: 3, quarters: [0.9, 0.9, 0] })).toThrow(
    /its quarters must be three numbers from 0, at most 1 in sum/,
  );
  expect(() => erdosRenyiGraph({ vertices: 10, probability: 2 })).toThrow(
    /its probability must be in \[0, 1\]: got 2; use for instance 0.1/,
  );
  expect(() => barabasiAlbertGraph({ vertices: 3, edges: 3 })).toThrow(
    /its edges must be fewer than its vertices: got 3/,
  );
  expect(() => wattsStrogatzGraph({ vertices: 9, neighbours: 3, rewire: 0 })).toThrow(
    /must be an even number below that of vertices: got 3/,
  );
});

test.each([
  [() => erdosRenyiGraph({ vertices: 1_000_000, probability: 0.5 }), "edges that are drawn in memory"],
  [() => barabasiAlbertGraph({ vertices: 10_000_000, edges: 2 }), "edges that are drawn in memory"],
  [() => wattsStrogatzGraph({ vertices: 10_000_000, neighbours: 4, rewire: 0 }), "edges that are drawn in memory"],
  [() => wattsStrogatzGraph({ vertices: 20_000_000, neighbours: 0, rewire: 0 }), "vertices that are drawn in memory"],
  [
    () => plantedPartitionGraph({ groups: 2, size: 100_000, inside: 0.5, between: 0 }),
    "edges that are drawn in memory",
  ],
  [() => plantedPartitionGraph({ groups: 9_999, size: 99, inside: 0, between: 0.5 }), "edges that are drawn in memory"],
  [() => plantedPartitionGraph({ groups: 2 ** 30, size: 1, inside: 1, between: 0 }), "groups that are drawn in memory"],
])("more than can be drawn is refused at once (%#)", (make, what) => {
  expect(make).toThrow(`Cannot make a graph as it must have at most 16777216 ${what}: got `);
});
