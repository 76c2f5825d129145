import { expect, test } from "vitest";
import { Snapshot } from "../../graph/build/snapshot.ts";
import { greatestFlow, networkOf } from "../../graph/parts/flow.ts";
import { GrowingPairs } from "../../graph/parts/growing-pairs.ts";
import { sharedNeighbours } from "../../graph/parts/shared-neighbours.ts";
import { sortedInTurns } from "../../graph/turns.ts";
import { everyAlgorithm, graphOf } from "./every-algorithm.ts";

test("numbers that are sorted turn by turn are those that are sorted at once, equal ones in their order", () => {
  for (const count of [0, 1, 2, 7, 8, 9, 63, 64, 65, 1000]) {
    const weights = Float64Array.from({ length: count }, (_, at) => Math.imul(at + 1, 2_654_435_761) % 17);
    const compare = (a: number, b: number): number => weights[a]! - weights[b]!;
    const sorting = sortedInTurns(count, compare, 8);
    let turns = 0;
    let next = sorting.next();
    for (; next.done !== true; next = sorting.next()) turns++;
    expect([...next.value], `${count}`).toEqual([...weights.keys()].sort(compare));
    expect(turns).toBeGreaterThanOrEqual(Math.ceil(count / 8));
  }
});

/** Turns that an algorithm takes over 2^scale vertices and eight edges of each, at least: by what it looks at in one, not by time. */
const least: readonly (readonly [name: string, scale: number, turns: number])[] = [
  // 2^13 vertices are taken off a turn, and as many coloured.
  ["core-numbers", 16, 8],
  ["colouring", 16, 16],
  // 2^17 pairs.
  ["rich-club", 16, 4],
  // 2^14 vertices of each level are refined.
  ["leiden", 16, 100],
];

test.each(least)("%s of 2^%i vertices is no turn, or a few, but %i at least", (name, scale, turns) => {
  const { algorithm, on } = everyAlgorithm(2 ** scale)[name]!;
  const computing = algorithm.run(graphOf(on, scale));
  let taken = 0;
  while (taken < turns && computing.next().done !== true) taken++;
  expect(taken).toBe(turns);
});

test("paths of edges that count their weights give way while the nearest vertices are settled and sorted", () => {
  const { algorithm, on } = everyAlgorithm(2 ** 16)["edge-betweenness"]!;
  const computing = algorithm.run(graphOf(on, 16));
  let before = 0;
  while (computing.next().value === undefined) before++;
  // The first share is told behind three sources, of which each settles 2^16 vertices, 2^15 a turn.
  expect(before).toBeGreaterThanOrEqual(6);
});

test("what greedyModularity begins with are turns of 2^13 vertices", () => {
  const { algorithm, on } = everyAlgorithm(2 ** 16)["greedy-modularity"]!;
  const computing = algorithm.run(graphOf(on, 16));
  let shares = 0;
  while (computing.next().value !== undefined) shares++;
  expect(shares).toBe(17);
});

test("classes of vertices that look alike are refined by turns of 2^12 vertices", () => {
  const { algorithm, on } = everyAlgorithm(2 ** 14).automorphisms!;
  const count = 2 ** 14;
  const { ids, work } = graphOf(on, 14);
  // From both of its ends on, the vertices of a path are told from one another round by round.
  const ends = Uint32Array.from({ length: count - 1 }, (_, vertex) => vertex);
  const path = new Snapshot(
    ids,
    { sources: ends, targets: ends.map((end) => end + 1), weights: undefined },
    true,
    work,
  );
  const computing = algorithm.run(path);
  let turns = 0;
  for (; turns < 1000 && computing.next().done !== true; turns++);
  expect(turns).toBeGreaterThanOrEqual(4);
});

test("rows that are made when they are asked for are made in turns of their own", () => {
  const graph = graphOf("directed", 8);
  const made: string[] = [];
  const lazy = new Proxy(graph, {
    get: (of, name: keyof Snapshot) => {
      if (typeof name === "string") made.push(name);
      return of[name];
    },
  });
  const askedBy = (turns: Generator<unknown>): string[] => {
    turns.next();
    return made.splice(0);
  };
  const computing = everyAlgorithm(2 ** 8)["rich-club"]!.algorithm.run(lazy);
  const turns = Array.from({ length: 4 }, () => askedBy(computing));
  expect(turns).toEqual([["out"], ["in"], ["distinct"], ["pairs"]]);
  for (const name of ["triangles", "core-numbers", "colouring", "maximum-matching", "jaccard"]) {
    const rows = everyAlgorithm(2 ** 8)[name]!.algorithm.run(lazy);
    expect(
      [0, 1, 2].map(() => askedBy(rows)),
      name,
    ).toEqual([["out"], ["in"], ["distinct"]]);
  }
  const blocks = everyAlgorithm(2 ** 8).bridges!.algorithm.run(lazy);
  expect(askedBy(blocks)).toEqual(["both"]);
});

test("vertices with many neighbours make more turns of what they share", () => {
  const count = 256;
  const starts = Uint32Array.from({ length: count + 1 }, (_, vertex) => vertex * (count - 1));
  const neighbours = Uint32Array.from({ length: count * (count - 1) }, (_, entry) => {
    const [vertex, nth] = [Math.floor(entry / (count - 1)), entry % (count - 1)];
    return nth < vertex ? nth : nth + 1;
  });
  const whole = { vertexCount: count, distinct: { starts, neighbours } } as Snapshot;
  const shares = [...sharedNeighbours(whole)].filter((share) => share !== undefined);
  // Σ degree² is 16.6 million, a turn two.
  expect(shares.length).toBeGreaterThanOrEqual(8);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares.at(-1)).toBe(1);
});

test("a flow through a million vertices takes turns of a million arcs", () => {
  const count = 2 ** 20;
  const sources = Uint32Array.from({ length: count }, (_, vertex) => vertex);
  const targets = sources.map((vertex) => vertex + 1);
  const made = turnsOf(networkOf(count + 1, { sources, targets }, new Float64Array(count).fill(2), false));
  expect(made.turns).toBeGreaterThanOrEqual(4);
  const flow = turnsOf(greatestFlow(made.result, 0, count));
  expect(flow.result.value).toBe(2);
  expect(flow.turns).toBeGreaterThanOrEqual(6);
});

function turnsOf<Result>(computing: Generator<unknown, Result>): { readonly turns: number; readonly result: Result } {
  for (let turns = 0; ; turns++) {
    const { done, value } = computing.next();
    if (done === true) return { turns, result: value };
  }
}

test("pairs that come one after the other are joined turn by turn, and refused where there are too many", () => {
  const limit = { doing: "list pairs", remedy: "leave some out" };
  for (const count of [0, 1, 65_535, 65_536, 65_537, 1_200_000]) {
    const pairs = new GrowingPairs(limit, true);
    for (let at = 0; at < count; at++) pairs.pushWith(at, at + 1, at / 2);
    const { turns, result } = turnsOf(pairs.joined());
    const { first, second, sums } = result;
    expect([first.length, second.length, sums.length]).toEqual([count, count, count]);
    let wrong = 0;
    for (let at = 0; at < count; at++) {
      if (first[at] !== at || second[at] !== at + 1 || sums[at] !== at / 2) wrong++;
    }
    expect(wrong).toBe(0);
    expect(turns).toBe(Math.floor(Math.ceil(count / 65_536) / 16));
  }
  const few = new GrowingPairs({ ...limit, most: 70_000 });
  for (let at = 0; at < 70_000; at++) few.push(at, at);
  expect(() => few.push(0, 0)).toThrow("Cannot list pairs as there must be at most 70000: got more; leave some out");
});
