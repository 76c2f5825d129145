import { expect, test } from "vitest";
import { shortestPath } from "../../../graph/mod.ts";
import { distancesOf, entriesOf, graphOf, graphOfPairs, testGraphs } from "../naive.ts";

test("the path over the middle is taken where it is shorter, and none where none leads", async () => {
  const roads = graphOfPairs([
    [1, 2, 230],
    [2, 3, 190],
    [1, 3, 440],
  ]);
  expect(await roads.apply(shortestPath({ from: 1, to: 3 })).collect()).toEqual([
    { id: 1, distance: 0 },
    { id: 2, distance: 230 },
    { id: 3, distance: 420 },
  ]);
  expect(await roads.shortestPath({ from: 3, to: 1 }).collect()).toEqual([]);
  expect(await roads.shortestPath({ from: 3, to: 3 }).collect()).toEqual([{ id: 3, distance: 0 }]);
});

test("a search with an estimate looks at fewer vertices and finds a path of the same length", async () => {
  const side = 30;
  const at = (x: number, y: number): number => x * side + y;
  const pairs = Array.from({ length: side }, (_, x) =>
    Array.from({ length: side - 1 }, (_, y): [number, number][] => [
      [at(x, y), at(x, y + 1)],
      [at(y, x), at(y + 1, x)],
    ]),
  );
  const grid = graphOfPairs(pairs.flat(2), false);
  const asked = new Set<number>();
  const estimate = (id: number): number => {
    asked.add(id);
    return Math.abs(Math.floor(id / side) - 15) + Math.abs((id % side) - 29);
  };
  const path = await grid.shortestPath({ from: at(15, 10), to: at(15, 29), estimate }).collect();
  expect(path.at(-1)!.distance).toBe(19);
  expect(asked.size).toBeLessThan(200);
});

test("paths are as long as the distance, with and without an estimate, along edges that are there", async () => {
  for (const plain of testGraphs().filter(({ vertices }) => vertices.length > 0)) {
    const distance = distancesOf(plain, "use");
    const [from, to] = [plain.vertices[0]!, plain.vertices.at(-1)!];
    for (const by of [{}, { estimate: (id: number) => Math.min(distance(id, to), 1e6) / 2 }]) {
      const path = await graphOf(plain)
        .shortestPath({ from, to, ...by })
        .collect();
      expect(path.at(-1)?.distance ?? Number.POSITIVE_INFINITY, plain.name).toBe(distance(from, to));
      for (const [step, { id, distance: so }] of path.slice(1).entries()) {
        const before = path[step]!;
        const steps = entriesOf(plain)
          .get(before.id)!
          .filter((entry) => entry.to === id)
          .map(({ weight }) => weight);
        expect(steps).toContain(so - before.distance);
      }
    }
  }
});
