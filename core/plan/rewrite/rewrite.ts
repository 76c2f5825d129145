import { type LoopSink, type PlanNode, rebuild } from "../node.ts";
import { combineBeforeExchange } from "./combine-before-exchange.ts";
import { copySmallSide } from "./copy-small-side.ts";
import { fuseOperators } from "./fuse-operators.ts";
import { groupInOrder } from "./group-in-order.ts";
import { keepSmallerSide } from "./keep-smaller-side.ts";
import { knowColumns } from "./know-columns.ts";
import { pushDown } from "./push-down.ts";
import { unionByName } from "./union-by-name.ts";

type Rule = (roots: readonly PlanNode[]) => readonly PlanNode[];

/** In the order they are applied. */
const rules: readonly Rule[] = [
  unionByName,
  combineBeforeExchange,
  groupInOrder,
  keepSmallerSide,
  copySmallSide,
  fuseOperators,
  pushDown,
  knowColumns,
];

export interface RewriteOptions {
  readonly parallelism: number;
  /** Whether its state must be the same at any parallelism and whatever its sources have grown to: sizes then decide nothing. */
  readonly keepsState: boolean;
}

/** The plan as it will run. With one subtask nothing crosses an exchange, so nothing is combined or copied before it, and order is kept. */
export function rewrite(roots: readonly PlanNode[], options: RewriteOptions): readonly PlanNode[] {
  const isSingle = options.parallelism === 1;
  const leftOut = new Set<Rule>([
    ...(isSingle ? [combineBeforeExchange, copySmallSide] : [groupInOrder]),
    ...(options.keepsState ? [keepSmallerSide, copySmallSide] : []),
  ]);
  const applied = rules.filter((rule) => !leftOut.has(rule));
  const rewritten = applied.reduce((plan, rule) => rule(plan), roots);
  return rebuild(rewritten, (node) =>
    node.kind === "loop" ? { ...node, body: rewrite(node.body, options) as LoopSink[] } : node,
  );
}
