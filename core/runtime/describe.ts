import type { SourceDescription } from "../io/source.ts";
import { nodesOf, type PlanNode, rebuild, type SourceNode } from "../plan/node.ts";
import type { Edges } from "./edges.ts";

/** The plan with what its sources know before reading. */
export async function described(
  roots: readonly PlanNode[],
  edges: Edges,
  signal: AbortSignal | undefined,
): Promise<readonly PlanNode[]> {
  const sources = nodesOf(roots).filter((node): node is SourceNode => node.kind === "source");
  const descriptions = new Map<PlanNode, SourceDescription | undefined>();
  await Promise.all(
    sources.map(async (node) => {
      const { source } = node;
      if (source.describe === undefined) return;
      descriptions.set(node, await edges.io(`look at ${node.name}`, () => source.describe!(), { signal }));
    }),
  );
  return rebuild(roots, (node) => {
    const description = descriptions.get(node);
    return node.kind === "source" && description !== undefined ? { ...node, description } : node;
  });
}
