import { type LoopSink, type PlanNode, rebuild } from "../node.ts";
import { combineBeforeExchange } from "./combine-before-exchange.ts";
import { copySmallSide } from "./copy-small-side.ts";
import { fuseOperators } from "./fuse-operators.ts";
import { pushDown } from "./push-down.ts";

type Rule = (roots: readonly PlanNode[]) => readonly PlanNode[];

/** In the order they are applied. */
const rules: readonly Rule[] = [combineBeforeExchange, copySmallSide, fuseOperators, pushDown];

export interface RewriteOptions {
  readonly parallelism: number;
  /** Whether its state must be the same at any parallelism: a join then does not copy a side, which it would only with several. */
  readonly keepsState: boolean;
}

/** The plan as it will run. With one subtask nothing crosses an exchange, so nothing is combined before it. */
export function rewrite(roots: readonly PlanNode[], options: RewriteOptions): readonly PlanNode[] {
  const isSingle = options.parallelism === 1;
  const applied = rules.filter(
    (rule) =>
      !(rule === combineBeforeExchange && isSingle) && !(rule === copySmallSide && (isSingle || options.keepsState)),
  );
  const rewritten = applied.reduce((plan, rule) => rule(plan), roots);
  return rebuild(rewritten, (node) =>
    node.kind === "loop" ? { ...node, body: rewrite(node.body, options) as LoopSink[] } : node,
  );
}
