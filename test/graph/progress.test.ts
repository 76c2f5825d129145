import { expect, test } from "vitest";
import { everyAlgorithm, graphOf } from "./every-algorithm.ts";

/**
 * A turn tells which share of what an algorithm is at is done: it goes up to 1, and only behind that begins at something else. What goes on
 * until nothing changes, or seeks what may be anywhere, cannot know its share: of that the number of turns is told alone.
 */
const tellTurnsAlone: ReadonlySet<string> = new Set([
  // Until nothing changes, or what is sought is found.
  "algebraic-connectivity",
  "bellman-ford",
  "bfs",
  "cdlp",
  "community-detection",
  "dominators",
  "eigenvector",
  "hits",
  "k-shortest-paths",
  "katz",
  "label-propagation",
  "louvain",
  "page-rank",
  "sim-rank",
  "sssp",
  // In one turn.
  "assortativity",
  "degrees",
  "find-cycle",
  "graph-metrics",
  "longest-path",
  "reciprocity",
  "shortest-path",
  "topological-order",
]);

const scale = 8;

test.each(Object.entries(everyAlgorithm(2 ** scale)))("%s tells shares that go up to 1, or none", (name, tried) => {
  const shares: number[] = [];
  for (const share of tried.algorithm.run(graphOf(tried.on, scale))) if (share !== undefined) shares.push(share);
  const wrong = shares.filter((share, at) => {
    const before = shares[at - 1] ?? 1;
    return !(share >= 0 && share <= 1) || (share < before && before !== 1);
  });
  expect(wrong).toEqual([]);
  expect(shares.at(-1) ?? 1).toBe(1);
  expect(shares.length === 0, `${shares.length} shares`).toBe(tellTurnsAlone.has(name));
});
