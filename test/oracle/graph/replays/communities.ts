import type { Dataset } from "../../../../core/mod.ts";
import type { Graph } from "../../../../graph/mod.ts";
import { parts, type Replay, single } from "../replay.ts";

/** Communities, and how good they are. */
export const communities: Readonly<Record<string, Replay>> = {
  modularityOfPartition: async (one, { params }) => {
    const partition = new Map((params.partition as number[]).map((part, vertex) => [vertex, part]));
    return (await single(one.modularity({ communities: partition, resolution: params.resolution as number })))
      .modularity;
  },
  girvanNewmanFirstSplit: (one) => parts(one.girvanNewman({ communities: 2 }), "community"),
  // Ties may be broken in another way: within 0.02 is right.
  greedyModularityQ: async (one, { expected }) => {
    const quality = await qualityOf(one, one.greedyModularity());
    return Math.abs(quality - (expected as number)) <= 0.02 ? expected : quality;
  },
  // The exact optimum: nothing is above it, and the best of ten seeds of Leiden is at least 0.98 of it.
  optimalModularity: async (one, { expected }) => {
    const most = expected as number;
    const seeds = Array.from({ length: 10 }, (_, seed) => seed + 1);
    const louvain = await Promise.all(seeds.map((seed) => qualityOf(one, one.louvain({ seed }))));
    const leiden = await Promise.all(seeds.map((seed) => qualityOf(one, one.leiden({ seed }))));
    const isRight = Math.max(...louvain, ...leiden) <= most + 1e-9 && Math.max(...leiden) >= 0.98 * most;
    return isRight ? expected : { louvain, leiden };
  },
};

async function qualityOf(one: Graph<number>, found: Dataset<{ id: number; community: number }>): Promise<number> {
  const communities = new Map((await found.collect()).map(({ id, community }) => [id, community]));
  return (await single(one.modularity({ communities }))).modularity!;
}
