import type { Stage } from "./stage.ts";

/**
 * Sources in the order they are read: where an operator wants one input whole before the other (the build side of a
 * join), the sources that only feed the other one wait. Those of one phase are read side by side.
 */
export function phasesOf(stages: readonly Stage[]): Stage[][] {
  const phases: Stage[][] = [];
  for (const stage of stages) {
    if (stage.node.kind !== "source") continue;
    const rank = stage.node.source.boundedness === "bounded" ? waits(stage, stages) : 0;
    phases[rank] = [...(phases[rank] ?? []), stage];
  }
  return phases.filter((phase) => phase !== undefined);
}

/** How many operators want another input first than the one that this source feeds. */
function waits(source: Stage, stages: readonly Stage[]): number {
  return stages.filter((stage) => {
    const first = stage.node.kind === "operator" ? stage.node.operator.readsFirst : undefined;
    if (first === undefined) return false;
    const inputs = stage.edges.filter(({ from }) => feeds(source, from)).map(({ input }) => input);
    const others = stage.edges.filter(({ input }) => input === first).flatMap(({ from }) => sourcesOf(from));
    return inputs.length > 0 && !inputs.includes(first) && others.every((other) => other.boundedness === "bounded");
  }).length;
}

function feeds(source: Stage, stage: Stage): boolean {
  return stage === source || stage.edges.some(({ from }) => feeds(source, from));
}

function sourcesOf(stage: Stage): { boundedness: string }[] {
  return stage.node.kind === "source" ? [stage.node.source] : stage.edges.flatMap(({ from }) => sourcesOf(from));
}
