import { expect, test } from "vitest";
import {
  circulantGraph,
  completeGraph,
  cycleGraph,
  echoGraph,
  emptyGraph,
  type Graph,
  gridGraph,
  hypercubeGraph,
  pathGraph,
  singletonEdgesGraph,
  starGraph,
} from "../../../graph/mod.ts";

/** Each pair of neighbours as text, the smaller vertex first; parallel edges and self-loops would be seen by their number. */
async function edgesOf(one: Graph<number>): Promise<string[]> {
  const rows = await one.edgeBetweenness().collect();
  return rows.map(({ source, target }) => `${Math.min(source, target)} ${Math.max(source, target)}`).sort();
}

function pairsWhere(count: number, isEdge: (one: number, other: number) => boolean): string[] {
  const all = Array.from({ length: count }, (_, one) =>
    Array.from({ length: count }, (_, other) => [one, other] as const).filter((pair) => pair[0] < pair[1]),
  );
  return all
    .flat()
    .filter(([one, other]) => isEdge(one, other))
    .map(([one, other]) => `${one} ${other}`)
    .sort();
}

const away = (count: number, one: number, other: number): number =>
  Math.min((other - one + count) % count, (one - other + count) % count);
const digits = (id: number): number[] => [Math.floor(id / 12), Math.floor((id % 12) / 4), id % 4];

test.each([
  ["empty", emptyGraph(4), 4, () => false],
  ["complete", completeGraph(9), 9, () => true],
  ["path", pathGraph(5), 5, (a, b) => b - a === 1],
  ["cycle", cycleGraph(5), 5, (a, b) => away(5, a, b) === 1],
  ["star", starGraph(5), 5, (a) => a === 0],
  ["singleton edges", singletonEdgesGraph(3), 6, (a, b) => a % 2 === 0 && b === a + 1],
  ["hypercube", hypercubeGraph(4), 16, (a, b) => [1, 2, 4, 8].includes(a ^ b)],
  ["circulant, even", circulantGraph(8, [1, 4, 7]), 8, (a, b) => [1, 4].includes(away(8, a, b))],
  ["circulant, odd", circulantGraph(7, [2, 3]), 7, (a, b) => [2, 3].includes(away(7, a, b))],
  ["echo, odd", echoGraph(13, 4), 13, (a, b) => [5, 6].includes(away(13, a, b))],
  ["echo, even", echoGraph(10, 3), 10, (a, b) => [4, 5].includes(away(10, a, b))],
  [
    "grid",
    gridGraph([{ size: 2, ends: "meet" }, { size: 3, ends: "meet" }, { size: 4 }]),
    24,
    (a, b) => {
      const [one, other] = [digits(a), digits(b)];
      const apart = one.flatMap((digit, at) => (digit === other[at] ? [] : [at]));
      const steps = Math.abs(one[apart[0]!]! - other[apart[0]!]!);
      return apart.length === 1 && (steps === 1 || (apart[0] === 1 && steps === 2));
    },
  ],
] as [string, Graph<number>, number, (one: number, other: number) => boolean][])(
  "a graph has the edges that its kind says, each once: %s",
  async (_, one, count, isEdge) => {
    expect(await edgesOf(one)).toEqual(pairsWhere(count, isEdge));
    expect((await one.degrees().collect()).map(({ id }) => id)).toEqual(Array.from({ length: count }, (_, id) => id));
  },
);

test("what makes no such graph is refused", () => {
  expect(() => cycleGraph(2)).toThrow(
    /Cannot make a graph in cycleGraph as its number of vertices must be a whole number from 3 to 2147483647: got 2; use/,
  );
  expect(() => echoGraph(10, 2)).toThrow(
    /one of its vertices and its degree must be even, and the other odd: got 10, 2; add one to either/,
  );
  expect(() => echoGraph(3, 4)).toThrow(/its degree must be below the number of vertices: got 4/);
  expect(() => gridGraph([{ size: 0 }])).toThrow(
    /its size of a dimension must be a whole number from 1 to 2147483647: got 0/,
  );
});

test.each([
  [() => hypercubeGraph(31), "vertices"],
  [() => hypercubeGraph(2_147_483_647), "vertices"],
  [() => singletonEdgesGraph(2 ** 30), "vertices"],
  [() => gridGraph([{ size: 65_536 }, { size: 65_536 }]), "vertices"],
  [() => completeGraph(100_000), "edges"],
  [() => echoGraph(2_147_483_646, 2_147_483_645), "edges"],
])("more than the numbers of vertices reach is refused at once (%#)", (make, what) => {
  expect(make).toThrow(`Cannot make a graph as it must have at most 2147483647 ${what}: got `);
  expect(() => emptyGraph(1e300)).toThrow("must be a whole number from 0 to 2147483647: got 1e+300; use");
});
