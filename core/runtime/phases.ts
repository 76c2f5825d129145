import type { Edge, Stage } from "./stage.ts";

/**
 * Sources in the order they are read: where an operator wants one input whole before the other (the build side of a
 * join), the sources that only feed the other one wait. Those of one phase are read side by side. What never ends is
 * read in the last one: nothing could come behind it.
 */
export function phasesOf(stages: readonly Stage[]): Stage[][] {
  const phases: Stage[][] = [];
  const sources = sourcesOf(stages);
  const ranks = new Map<Stage, number>();
  for (const stage of stages) if (stage.node.kind === "source") ranks.set(stage, waits(stage, stages, sources));
  const last = Math.max(0, ...ranks.values());
  for (const [stage, own] of ranks) {
    const rank = isBounded(stage) ? own : last;
    phases[rank] = [...(phases[rank] ?? []), stage];
  }
  return phases.filter((phase) => phase !== undefined);
}

type Sources = ReadonlyMap<Stage, ReadonlySet<Stage>>;

/** The sources that feed each stage; inputs come before what they feed. */
function sourcesOf(stages: readonly Stage[]): Sources {
  const sources = new Map<Stage, ReadonlySet<Stage>>();
  for (const stage of stages) {
    const own = stage.edges.flatMap(({ from }) => [...(sources.get(from) ?? [])]);
    sources.set(stage, new Set(stage.node.kind === "source" ? [stage] : own));
  }
  return sources;
}

/** How many operators want another input first than the one that this source feeds. */
function waits(source: Stage, stages: readonly Stage[], sources: Sources): number {
  const isFed = ({ from }: Edge): boolean => sources.get(from)!.has(source);
  return stages.filter((stage) => {
    const first = stage.node.kind === "operator" ? stage.node.operator.readsFirst : undefined;
    if (first === undefined) return false;
    const inputs = stage.edges.filter(isFed).map(({ input }) => input);
    const others = stage.edges.filter(({ input }) => input === first).flatMap(({ from }) => [...sources.get(from)!]);
    return inputs.length > 0 && !inputs.includes(first) && others.every(isBounded);
  }).length;
}

function isBounded({ node }: Stage): boolean {
  return node.kind !== "source" || node.source.boundedness === "bounded";
}
