import { expect, test } from "vitest";
import type { Dataset } from "../../../core/mod.ts";
import { f64, i32 } from "../../../graph/mod.ts";
import { graphOf, nearly, type PlainGraph, testGraphs } from "../naive.ts";

type Weighted = ReturnType<typeof graphOf>;
type Pair = readonly [
  name: string,
  byMessages: (one: Weighted, first: number) => Dataset<object>,
  kernel: (one: Weighted, first: number) => Dataset<object>,
];

const infinite = Number.POSITIVE_INFINITY;

/** Beside those of pregel.test.ts: the same algorithm, thought from a vertex. */
const pairs: readonly Pair[] = [
  [
    "bfs",
    (one, first) =>
      one.pregel({
        state: { distance: f64(infinite) },
        combine: "min",
        maxSupersteps: 100,
        compute(v, message, { superstep, sendAlongEdges }) {
          const distance = superstep === 0 && v.id === first ? 0 : message;
          if (distance >= v.distance) return;
          v.distance = distance;
          sendAlongEdges(distance + 1);
        },
      }).vertices,
    (one, first) => one.bfs({ from: first }).map(({ id, distance }) => ({ id, distance: distance ?? infinite })),
  ],
  [
    "bellmanFord",
    (one, first) =>
      one.pregel({
        state: { distance: f64(infinite) },
        combine: "min",
        maxSupersteps: 100,
        compute(v, message, { superstep, sendAlongEdges }) {
          const distance = superstep === 0 && v.id === first ? 0 : message;
          if (distance >= v.distance) return;
          v.distance = distance;
          sendAlongEdges((e) => distance + e.weight);
        },
      }).vertices,
    (one, first) =>
      one.bellmanFord({ from: first }).map(({ id, distance }) => ({ id, distance: distance ?? infinite })),
  ],
  [
    "degrees",
    (one) =>
      loopless(one).pregel({
        state: { inDegree: i32() },
        combine: "sum",
        maxSupersteps: 2,
        compute(v, message, { superstep, sendAlongEdges }) {
          if (superstep === 0) sendAlongEdges(1);
          else v.inDegree = message;
        },
      }).vertices,
    (one) =>
      loopless(one)
        .degrees()
        .map(({ id, inDegree }) => ({ id, inDegree })),
  ],
  [
    "coreNumbers",
    (one) =>
      one
        .undirected()
        .simplified()
        .pregel({
          state: { core: i32(), heard: i32() },
          combine: "all",
          direction: "both",
          active: "all",
          maxSupersteps: 200,
          aggregators: { changed: "sum" },
          until: ({ superstep, aggregates }) => superstep > 1 && aggregates.changed === 0,
          compute(v, messages, { superstep, add, sendAlongEdges }) {
            const before = v.core;
            const estimate = superstep === 0 ? 1000 : indexOf([...messages]);
            v.core = estimate;
            if (estimate !== before) add("changed", 1);
            sendAlongEdges(estimate);
          },
        })
        .vertices.map(({ id, core }) => ({ id, core })),
    (one) => one.coreNumbers(),
  ],
  [
    "stronglyConnectedComponents of its first vertex",
    (one, first) => {
      const reach = (direction: "out" | "in") =>
        one.pregel({
          state: { reached: i32() },
          combine: "max",
          direction,
          maxSupersteps: 100,
          compute(v, message, { superstep, sendAlongEdges }) {
            const reached = superstep === 0 ? v.id === first : message === 1;
            if (!reached || v.reached === 1) return;
            v.reached = 1;
            sendAlongEdges(1);
          },
        }).vertices;
      const back = reach("in").map(({ id, reached }) => ({ id, back: reached }));
      return reach("out")
        .join(back, { on: "id" })
        .map(({ id, reached, back }) => ({ id, same: reached === 1 && back === 1 }));
    },
    (one, first) => {
      const parts = one.stronglyConnectedComponents();
      const own = parts.filter(({ id }) => id === first).map(({ component }) => ({ component, same: true }));
      return parts.join(own, { on: "component", how: "left" }).map(({ id, same }) => ({ id, same: same === true }));
    },
  ],
];

/** A self-loop is one edge of its vertex, and counts twice as its degree. */
const loopless = (one: Weighted): Weighted => one.filterEdges(({ source, target }) => source !== target);

/** The greatest h so that h of them are h or more: Montresor, De Pellegrini, Miorandi, “Distributed k-core Decomposition”, 2013. */
function indexOf(estimates: readonly number[]): number {
  const sorted = [...estimates].sort((a, b) => b - a);
  let h = 0;
  while (h < sorted.length && sorted[h]! > h) h++;
  return h;
}

const byId = (rows: readonly object[]): object[] =>
  [...rows].sort((one, other) => (one as { id: number }).id - (other as { id: number }).id);

const graphs: readonly PlainGraph[] = testGraphs().slice(1, 20);

test.each(pairs)("%s by messages is that of the kernel", async (_, byMessages, kernel) => {
  for (const plain of graphs.filter(({ vertices }) => vertices.length > 0)) {
    const [one, first] = [graphOf(plain), plain.vertices[0]!];
    const expected = byId([...(await kernel(one, first).collect())]);
    expect(byId([...(await byMessages(one, first).collect())]), `${plain.name}, directed ${plain.directed}`).toEqual(
      nearly(expected),
    );
  }
});
