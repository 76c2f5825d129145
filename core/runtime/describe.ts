import type { SourceDescription } from "../io/source.ts";
import { nodesOf, type PlanNode, rebuild, type SourceNode } from "../plan/node.ts";
import type { Edges } from "./edges.ts";

/**
 * What sources knew when a run began: it is what the run reads, also where it begins again. By their places in the plan and their
 * names: a job makes them anew for each life.
 */
export type Descriptions = Map<string, SourceDescription>;

/** The plan with what its sources know before reading; those that are known already are not asked again. */
export async function described(
  roots: readonly PlanNode[],
  edges: Edges,
  signal: AbortSignal | undefined,
  known: Descriptions,
): Promise<readonly PlanNode[]> {
  const sources = nodesOf(roots).filter((node): node is SourceNode => node.kind === "source");
  const descriptions = new Map<PlanNode, SourceDescription | undefined>();
  await Promise.all(
    sources.map(async (node, at) => {
      const { source } = node;
      if (source.describe === undefined) return;
      const look = (): Promise<SourceDescription> =>
        edges.io(`look at ${node.name}`, () => source.describe!(), { signal });
      const place = `${at} ${source.name}`;
      const description = known.get(place) ?? (await look());
      known.set(place, description);
      descriptions.set(node, description);
    }),
  );
  return rebuild(roots, (node) => {
    const description = descriptions.get(node);
    if (node.kind !== "source" || description === undefined) return node;
    return { ...node, description, source: description.source ?? node.source };
  });
}
