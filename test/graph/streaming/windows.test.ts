import { expect, test } from "vitest";
import { from, sliding, tumbling } from "../../../core/mod.ts";
import { row, verifyOperator } from "../../../core/testing/mod.ts";
import { graph, sssp } from "../../../graph/mod.ts";
import { edgesOperator } from "../../../graph/operator/edges-operator.ts";
import { sorted, testGraphs } from "../naive.ts";
import { contentsInTheEnd, edgeGraph, streamed } from "./streams.ts";

const calls = [
  { at: 1, from: "Ann", to: "Bob", minutes: 3 },
  { at: 4, from: "Bob", to: "Cid", minutes: 2 },
  { at: 8, from: "Cid", to: "Ann", minutes: 9 },
  { at: 12, from: "Ann", to: "Cid", minutes: 7 },
];

test("each window of edges is a graph of its own, with rows that say of which it is", async () => {
  const edges = from(calls).withEventTime(({ at }) => at);
  const one = graph({ edges, source: "from", target: "to", weight: "minutes", directed: false }).window(tumbling(10));
  expect(await one.coreNumbers().collect()).toEqual([
    ...["Ann", "Bob", "Cid"].map((id) => ({ windowStart: 0, windowEnd: 10, id, core: 2 })),
    ...["Ann", "Cid"].map((id) => ({ windowStart: 10, windowEnd: 20, id, core: 1 })),
  ]);
  expect(await one.apply(sssp({ from: "Bob" })).collect()).toEqual([
    { windowStart: 0, windowEnd: 10, id: "Ann", distance: 3 },
    { windowStart: 0, windowEnd: 10, id: "Bob", distance: 0 },
    { windowStart: 0, windowEnd: 10, id: "Cid", distance: 2 },
  ]);
});

test("windows of edges that may never end are what the stored edges of their times give", async () => {
  const every = 7;
  for (const plain of testGraphs().filter(({ edges }) => edges.length > 0)) {
    const timed = streamed(plain.edges.map((edge, at) => ({ ...edge, at }))).withEventTime();
    const windows = edgeGraph(timed, plain.directed).window(sliding(2 * every, { every }));
    const [live, ranks] = [await contentsInTheEnd(windows.coreNumbers()), await contentsInTheEnd(windows.pageRank())];
    const stored: { core: unknown[]; rank: unknown[] } = { core: [], rank: [] };
    for (let windowStart = -every; windowStart < plain.edges.length; windowStart += every) {
      const windowEnd = windowStart + 2 * every;
      const within = plain.edges.filter((_, at) => at >= windowStart && at < windowEnd);
      const one = edgeGraph(from(within.map((edge) => ({ ...edge }))), plain.directed);
      const [cores, ranked] = [await one.coreNumbers().collect(), await one.pageRank().collect()];
      stored.core.push(...cores.map((each) => ({ windowStart, windowEnd, ...each })));
      stored.rank.push(...ranked.map((each) => ({ windowStart, windowEnd, ...each })));
    }
    expect(sorted(live), plain.name).toEqual(sorted(stored.core));
    expect(sorted(ranks), plain.name).toEqual(sorted(stored.rank));
  }
});

test("edges are read as their ends and weights at their times; what cannot be one is a failed record", () =>
  verifyOperator(
    edgesOperator(
      [
        { name: "source", choice: "a" },
        { name: "target", choice: (edge: { b: unknown }) => edge.b },
        { name: "weight", choice: "w" },
      ],
      "not negative",
    ),
    {
      input: [row({ a: 1, b: 2, w: 3, more: "x" }), row({ a: 1, b: null, w: 3 }), row({ a: 1, b: 2, w: -3 })],
      output: [row({ source: 1, target: 2, weight: 3 })],
      failures: [/Cannot take the id of the target of an edge/, /Cannot take the weight of an edge .* got -3/],
    },
  ));
