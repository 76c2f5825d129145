import { type Dataset, fromColumns, type Operator } from "../../../core/mod.ts";
import type { AnyAlgorithm } from "../../../graph/mod.ts";
import { bipartition, connectedComponents, degrees, graph, pageRank } from "../../../graph/mod.ts";
import type { BenchCase } from "../case.ts";
import type { BenchGraph } from "./graphs.ts";

/** Passes edges on, of which nobody is told that they end. */
const endless: Operator = {
  name: "edges that may never end",
  endless: true,
  selection: "accepts",
  open: (context) => ({ batch: (batch) => context.emit(batch) }),
};

/** Takes changes without making rows of them. */
const swallow: Operator = {
  name: "swallow",
  changes: "accepts",
  selection: "accepts",
  open: () => ({ batch: () => {} }),
};

/** Algorithms that keep up with edges of whole numbers, in a random order, from columns to changes; nobody else does that. */
export function streamingCases(graphOf: () => BenchGraph): readonly BenchCase[] {
  const algorithms: readonly AnyAlgorithm<number, object>[] = [
    connectedComponents<number>(),
    degrees(),
    bipartition(),
    pageRank<number>(),
  ];
  const { name, sources, targets } = graphOf();
  const order = mixed(sources.length);
  const [source, target] = [sources, targets].map((ends) => Int32Array.from(order, (edge) => ends[edge]!));
  return algorithms.map((algorithm) => ({
    name: `streaming ${algorithm.name} · ${name}`,
    rows: sources.length,
    run: async () => {
      const edges = fromColumns({ source: source!, target: target! }).pipe<{ source: number; target: number }>(endless);
      const live = graph({ edges, source: "source", target: "target" }).apply(algorithm as never) as Dataset<unknown>;
      await live.pipe<never>(swallow).forEach(() => {});
    },
  }));
}

/** 0 … count − 1 in an order like a random one, always the same. */
function mixed(count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, at) => at);
  let state = 1;
  for (let at = count - 1; at > 0; at--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = state % (at + 1);
    const here = order[at]!;
    order[at] = order[other]!;
    order[other] = here;
  }
  return order;
}
