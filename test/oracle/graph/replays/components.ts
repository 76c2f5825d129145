import type { Graph } from "../../../../graph/mod.ts";
import { column, parts, type Replay } from "../replay.ts";

/** What hangs together. */
export const components: Readonly<Record<string, Replay>> = {
  components: sizesOfComponents,
  wccSizes: sizesOfComponents,
  scc: async (one) => bySize(await parts(one.stronglyConnectedComponents(), "component")),
  condensation: async (one) => {
    const components = await parts(one.stronglyConnectedComponents(), "component");
    return { n: components.length, m: (await one.condensation().collect()).length };
  },
  bridges: async (one) =>
    (await one.bridges().collect()).flatMap(({ source, target, bridge }) => (bridge ? [[source, target]] : [])),
  articulationPoints: async (one) =>
    (await column(one.articulationPoints(), "articulation")).flatMap((isOne, vertex) => (isOne ? [vertex] : [])),
  biconnectedComponents: sizesOfBlocks,
  transitiveClosureSize: async (one) => (await one.transitiveClosure({ itself: "never" }).collect()).length,
  transitiveReductionSize: async (one) => (await one.transitiveReduction().collect()).length,
  isDag: async (one) => (await one.findCycle().collect()).length === 0,
  cycles: async (one) => (await one.findCycle().collect()).length > 0,
  lexicographicTopologicalSort: async (one) =>
    (await one.topologicalOrder().sort("position").collect()).map(({ id }) => id),
  topologicalGenerations: async (one) => {
    const generations: number[][] = [];
    for (const { id, generation } of (await one.topologicalOrder().collect()).sort((a, b) => a.id - b.id)) {
      generations[generation] = [...(generations[generation] ?? []), id];
    }
    return generations;
  },
  longestPathLength: async (one) => (await one.longestPath().collect()).at(-1)!.distance,
};

function bySize(parts: readonly (readonly number[])[]): (readonly number[])[] {
  return [...parts].sort((a, b) => b.length - a.length);
}

/** Sizes by vertices. */
async function sizesOfBlocks(one: Graph<number>): Promise<number[]> {
  const blocks = new Map<number | null, Set<number>>();
  for (const { source, target, component } of await one.biconnectedComponents().collect()) {
    const block = blocks.get(component) ?? new Set();
    blocks.set(component, block.add(source).add(target));
  }
  return [...blocks.values()].map(({ size }) => size).sort((a, b) => b - a);
}

async function sizesOfComponents(one: Graph<number>): Promise<number[]> {
  return (await parts(one.connectedComponents(), "component")).map(({ length }) => length).sort((a, b) => b - a);
}
