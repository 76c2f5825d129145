import { threadId } from "node:worker_threads";
import { type Dataset, into, type Job, job } from "../../../../core/mod.ts";
import { f64, graph, pageRank } from "../../../../graph/mod.ts";
import { readings } from "../../../core/runtime/threads/jobs/parts.ts";

/** What each sink is given, in the thread that runs them. */
export const given: Readonly<Record<string, unknown[]>> = {
  pregel: [],
  supersteps: [],
  scatterGather: [],
  gatherSumApply: [],
  ranks: [],
  readBy: [],
};

interface Edge {
  readonly source: number;
  readonly target: number;
}

/** Distances from vertex 0 by each of the three models, and ranks, over edges that several threads read. */
export const distances: Job = job("distances", ({ from }) => {
  const numbers = from(readings(4, 60)).map(({ part, n }) => ({
    source: (n * 7 + part) % 53,
    target: (n * n + 3 * part) % 53,
    readBy: threadId,
  }));
  // By key, so that edges come from all threads to the one that has the graph.
  const edges: Dataset<Edge> = numbers.distinctBy(({ source, target }) => 53 * source + target);
  const vertices = from(Array.from({ length: 53 }, (_, id) => ({ id })));
  const one = graph({ edges, source: "source", target: "target", vertices, id: "id" });
  const begun = {
    state: { distance: f64(Number.POSITIVE_INFINITY) },
    initial: ({ id }: { readonly id: number }) => (id === 0 ? { distance: 0 } : {}),
    maxSupersteps: 60,
  };
  const byMessages = one.pregel({
    ...begun,
    combine: "min",
    compute(v, message, { superstep, sendAlongEdges }) {
      if (superstep > 0 && message >= v.distance) return;
      if (superstep > 0) v.distance = message;
      if (v.distance < Number.POSITIVE_INFINITY) sendAlongEdges(v.distance + 1);
    },
  });
  const scattered = one.scatterGather({
    ...begun,
    combine: "min",
    scatter: (v, { sendAlongEdges }) => sendAlongEdges(v.distance + 1),
    gather: (v, message) => {
      v.distance = Math.min(v.distance, message);
    },
  });
  const gathered = one.gatherSumApply({
    ...begun,
    gather: (neighbour) => neighbour.distance + 1,
    sum: "min",
    apply: (v, least) => {
      v.distance = Math.min(v.distance, least);
    },
  });
  return [
    byMessages.vertices.sinkTo(into(given.pregel!)),
    byMessages.supersteps.sinkTo(into(given.supersteps!)),
    scattered.vertices.sinkTo(into(given.scatterGather!)),
    gathered.vertices.sinkTo(into(given.gatherSumApply!)),
    one.apply(pageRank({ iterations: 10 })).sinkTo(into(given.ranks!)),
    numbers.map(({ readBy }) => readBy).sinkTo(into(given.readBy!)),
  ];
});

export const module: URL = new URL(import.meta.url);

export default distances;
