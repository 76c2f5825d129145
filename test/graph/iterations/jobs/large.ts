import { threadId } from "node:worker_threads";
import { from, into, type Job, job } from "../../../../core/mod.ts";
import { f64, graph } from "../../../../graph/mod.ts";

/** What each sink is given, in the thread that runs them. */
export const given: Readonly<Record<string, unknown[]>> = { ranks: [], supersteps: [], distances: [] };

export const vertexCount = 30_000;

/** Text ids, six edges from each vertex, parallel ones and self-loops among them. */
const edges = Array.from({ length: 6 * vertexCount }, (_, n) => ({
  a: `v${n % vertexCount}`,
  b: `v${(Math.imul(n + 1, 2_654_435_761) >>> 9) % vertexCount}`,
  km: 1 + (n % 17),
}));

/** Iterations whose supersteps are work enough for all threads of a run. */
export const large: Job = job("large", ({ parameter }) => {
  const deed = parameter("deed", "none");
  const rule = { damping: 0.85, ...(deed === "broadcast a function" ? { half: (x: number) => x / 2 } : {}) };
  const one = graph({ edges: from(edges), source: "a", target: "b", weight: "km" });
  const ranks = one.pregel({
    state: { rank: f64() },
    combine: "sum",
    active: "all",
    maxSupersteps: 12,
    aggregators: { most: "max", least: "min" },
    broadcast: { rules: from([rule]) },
    compute(v, message, { superstep, vertexCount, broadcast, aggregates, add, sendAlongEdges }) {
      const { damping } = broadcast.rules[0]!;
      v.rank = superstep === 0 ? 1 / vertexCount : (1 - damping) / vertexCount + damping * message;
      if (superstep === 3 && v.number === vertexCount - 1) {
        if (deed === "throw") throw new RangeError("no such vertex");
        if (deed === "exit") process.exit(9);
      }
      // Whoever begins is kept busy until others have come, which share only what is left then.
      const isAlone = superstep === 0 || aggregates.most === aggregates.least;
      if (v.number === 0 && isAlone) for (const until = performance.now() + 200; performance.now() < until; );
      sendAlongEdges(v.rank / v.degree);
      add("most", threadId);
      add("least", threadId);
    },
  });
  const distances = one.pregel({
    state: { distance: f64(Number.POSITIVE_INFINITY), via: f64(-1) },
    combine: (left, right) => Math.min(left, right),
    direction: "both",
    maxSupersteps: 60,
    compute(v, message, { superstep, send, sendAlongEdges }) {
      const distance = superstep === 0 ? (v.id === "v0" ? 0 : 1e6) : message;
      if (superstep === 0) send("v1", 2000 + v.number);
      if (distance >= v.distance) return;
      v.distance = distance;
      sendAlongEdges((e) => distance + e.weight);
    },
  });
  return [
    ranks.vertices.sinkTo(into(given.ranks!)),
    ranks.supersteps.sinkTo(into(given.supersteps!)),
    distances.vertices.sinkTo(into(given.distances!)),
  ];
});

export const module: URL = new URL(import.meta.url);

export default large;
