import type { SourceDescription } from "../io/source.ts";
import { nodesOf, type PlanNode, rebuild, type SourceNode } from "../plan/node.ts";

/** The plan with what its sources know before reading. */
export async function described(roots: readonly PlanNode[]): Promise<readonly PlanNode[]> {
  const sources = nodesOf(roots).filter((node): node is SourceNode => node.kind === "source");
  const descriptions = new Map<PlanNode, SourceDescription | undefined>();
  await Promise.all(sources.map(async (node) => descriptions.set(node, await node.source.describe?.())));
  return rebuild(roots, (node) => {
    const description = descriptions.get(node);
    return node.kind === "source" && description !== undefined ? { ...node, description } : node;
  });
}
