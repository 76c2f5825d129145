import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { graph, maximumMatching } from "../../../graph/mod.ts";
import { graphOf, graphOfPairs, neighboursOf, testGraphs } from "../naive.ts";

test("an odd ring with tails is matched whole, though taking the first edges is not enough", async () => {
  const rows = await graphOfPairs([
    [1, 2],
    [2, 3],
    [3, 4],
    [4, 5],
    [5, 1],
    [3, 6],
  ])
    .apply(maximumMatching())
    .collect();
  expect(rows.map(({ mate }) => mate)).toEqual([expect.any(Number), expect.any(Number), 6, 5, 4, 3]);
});

test("pairs are neighbours that have one another, and as many as there can be", async () => {
  for (const plain of testGraphs()) {
    const mates = new Map((await graphOf(plain).maximumMatching().collect()).map(({ id, mate }) => [id, mate]));
    const neighbours = neighboursOf(plain);
    const matched = [...mates].filter((pair): pair is [number, number] => pair[1] !== null);
    for (const [id, mate] of matched) expect(mates.get(mate) === id && neighbours.get(id)!.has(mate)).toBe(true);
    expect(matched.length / 2, plain.name).toBe(naive(plain.vertices, neighbours, new Map()));
  }
});

/** The first vertex is left alone, or makes a pair with any neighbour that is left; what is left is remembered. */
function naive(
  left: readonly number[],
  neighbours: ReadonlyMap<number, ReadonlySet<number>>,
  known: Map<string, number>,
): number {
  const [first, ...others] = left;
  if (first === undefined) return 0;
  const key = left.join(" ");
  const before = known.get(key);
  if (before !== undefined) return before;
  const mates = others.filter((other) => neighbours.get(first)!.has(other));
  const counts = mates.map(
    (mate) =>
      1 +
      naive(
        others.filter((other) => other !== mate),
        neighbours,
        known,
      ),
  );
  const most = Math.max(naive(others, neighbours, known), ...counts);
  known.set(key, most);
  return most;
}

test("where pairs of all vertices are planted among other edges, all get a mate: searches begin anew behind odd cycles", async () => {
  for (let seed = 1; seed <= 12; seed++) {
    let state = seed;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const order = Array.from({ length: 200 }, (_, at) => at);
    for (let at = 199; at > 0; at--) {
      const other = random(at + 1);
      [order[at], order[other]] = [order[other]!, order[at]!];
    }
    const others = Array.from({ length: 150 }, () => ({ a: random(200), b: random(200) }));
    const planted = Array.from({ length: 100 }, (_, at) => ({ a: order[2 * at]!, b: order[2 * at + 1]! }));
    const edges = from([...others, ...planted]);
    const rows = await graph({ edges, source: "a", target: "b", directed: false }).maximumMatching().collect();
    expect(rows.filter(({ mate }) => mate === null)).toEqual([]);
  }
});
