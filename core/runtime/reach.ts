import { allNodesOf, deadLetterSinks, type PlanNode } from "../plan/node.ts";
import type { Edges } from "./edges.ts";

/**
 * Asks all sources and sinks of a run whether they can be reached, all at once and before anything of it begins: worker threads take
 * seconds to start, and who has two names to mend should be told both.
 */
export async function reachAll(
  plan: readonly PlanNode[],
  edges: Edges,
  signal: AbortSignal | undefined,
): Promise<void> {
  const ask = (name: string, reach: (() => Promise<void>) | undefined): Promise<void>[] =>
    reach === undefined ? [] : [edges.io(`reach ${name}`, reach, { signal })];
  const nodes = allNodesOf(plan);
  const asked = [
    ...nodes.flatMap((node) =>
      node.kind === "source" ? ask(node.name, node.source.reach && (() => node.source.reach!("read"))) : [],
    ),
    ...nodes.flatMap((node) =>
      node.kind === "sink" ? ask(node.name, node.sink.reach && (() => node.sink.reach!("write"))) : [],
    ),
    ...deadLetterSinks(plan).flatMap((sink) => ask(sink.name, sink.reach && (() => sink.reach!("write")))),
  ];
  const failures = (await Promise.allSettled(asked)).flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  const [first] = failures;
  if (failures.length === 0) return;
  const texts = [...new Set(failures.map((error) => (error instanceof Error ? error.message : String(error))))];
  if (texts.length === 1 || signal?.aborted === true) throw first;
  throw new AggregateError(
    failures,
    `Cannot begin the run as all that it reads and writes must be reached: got ${texts.length} that cannot be; mend each:\n${texts.map((text) => `- ${text}`).join("\n")}`,
  );
}
