import { type LoopSink, type PlanNode, rebuild } from "../node.ts";
import { combineBeforeExchange } from "./combine-before-exchange.ts";
import { copySmallSide } from "./copy-small-side.ts";
import { fuseOperators } from "./fuse-operators.ts";
import { pushDown } from "./push-down.ts";

type Rule = (roots: readonly PlanNode[]) => readonly PlanNode[];

/** In the order they are applied. */
const rules: readonly Rule[] = [combineBeforeExchange, copySmallSide, fuseOperators, pushDown];

/** The plan as it will run. With one subtask nothing crosses an exchange, so nothing is combined before it. */
export function rewrite(roots: readonly PlanNode[], parallelism: number): readonly PlanNode[] {
  const applied =
    parallelism > 1 ? rules : rules.filter((rule) => rule !== combineBeforeExchange && rule !== copySmallSide);
  const rewritten = applied.reduce((plan, rule) => rule(plan), roots);
  return rebuild(rewritten, (node) =>
    node.kind === "loop" ? { ...node, body: rewrite(node.body, parallelism) as LoopSink[] } : node,
  );
}
