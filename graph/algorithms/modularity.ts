import { checkOptions, type KnownOptions } from "../../core/mod.ts";
import { oneRow, type RowAlgorithm, type Turns, weightsIf } from "../algorithm.ts";
import type { Snapshot } from "../build/snapshot.ts";
import { demand, demandGiven } from "../checks.ts";
import { inTurns } from "../turns.ts";

export interface ModularityOptions<Id> {
  /** The community of each vertex, by whatever name. */
  readonly communities: ReadonlyMap<Id, unknown>;
  /** Above 0: greater favours smaller communities. Default 1. */
  readonly resolution?: number;
  /** Whether edges count 1 each, or by their weights. Default "ignore". */
  readonly weights?: "ignore" | "use";
}

const known: KnownOptions<ModularityOptions<never>> = {
  communities: true,
  resolution: "a number",
  weights: ["ignore", "use"],
};

/**
 * One row: by how much more of the edges lie within communities than would by chance, in [−1/2, 1); null without edges. Parallel
 * edges count each; in a directed graph chance goes by edges in and out.
 *
 * O(edges).
 *
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { graph, modularity } from "millrace/graph";
 * const pairs = graph({ edges: from([{ a: 1, b: 2 }, { a: 3, b: 4 }]), source: "a", target: "b", directed: false });
 * const communities = new Map([[1, "x"], [2, "x"], [3, "y"], [4, "y"]]);
 * console.log(await pairs.apply(modularity({ communities })).collect()); // { modularity: 0.5 }
 * ```
 * @see Newman, “Modularity and Community Structure in Networks”, PNAS 103, 2006; Leicht, Newman, 2008 (directed).
 */
export function modularity<Id>(options: ModularityOptions<Id>): RowAlgorithm<Id, { modularity: number | null }> {
  checkOptions(options as ModularityOptions<never>, known, "modularity");
  demandGiven(options, ["communities"], "modularity");
  const { communities, resolution = 1, weights = "ignore" } = options;
  demand(communities instanceof Map, {
    doing: "measure communities in modularity",
    as: "communities must be a map from ids to names",
    got: typeof communities,
    remedy: "use new Map(rows.map(({ id, community }) => [id, community]))",
  });
  const uses = weightsIf(weights === "use", "not negative");
  const run = (graph: Snapshot): ReturnType<RowAlgorithm<Id, { modularity: number | null }>["run"]> =>
    modularityOf(graph, communities, resolution, weights === "use");
  return { name: "modularity", gives: "rows", ...uses, run };
}

/** Edges before others may take their turn. */
const turn = 1 << 18;

function* modularityOf<Id>(
  { ids, vertexCount, edges, edgeCount, directed }: Snapshot,
  communities: ReadonlyMap<Id, unknown>,
  resolution: number,
  uses: boolean,
): Turns<{ modularity: number | null }> {
  const groups = Array.from({ length: vertexCount }, (_, vertex) => communities.get(ids.idOf(vertex) as Id));
  demand(!groups.includes(undefined), {
    doing: "measure communities in modularity",
    as: "each vertex must be in one",
    got: `none for ${String(ids.idOf(groups.indexOf(undefined)))}`,
    remedy: "give a community for every vertex",
  });
  const [out, into] = [new Map<unknown, number>(), new Map<unknown, number>()];
  const add = (sums: Map<unknown, number>, group: unknown, weight: number): unknown =>
    sums.set(group, (sums.get(group) ?? 0) + weight);
  let [within, total] = [0, 0];
  yield* inTurns(edgeCount, turn, (from, to) => {
    for (let edge = from; edge < to; edge++) {
      const weight = uses ? (edges.weights?.[edge] ?? 1) : 1;
      const [source, target] = [groups[edges.sources[edge]!], groups[edges.targets[edge]!]];
      total += weight;
      if (source === target) within += weight;
      add(out, source, weight);
      add(directed ? into : out, target, weight);
    }
  });
  const scale = directed ? total : 2 * total;
  const chance = [...out].reduce(
    (sum, [group, strength]) => sum + (strength * ((directed ? into : out).get(group) ?? 0)) / scale ** 2,
    0,
  );
  return oneRow<{ modularity: number | null }>({
    modularity: total === 0 ? null : within / total - resolution * chance,
  });
}
