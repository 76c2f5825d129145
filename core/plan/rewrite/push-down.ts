import { requireColumn } from "../../data/schema.ts";
import type { Condition } from "../../io/source.ts";
import type { Columns } from "../../operators/operator.ts";
import {
  boundednessOf,
  inputsOf,
  nodesOf,
  type OperatorNode,
  type PlanNode,
  rebuild,
  type SourceNode,
} from "../node.ts";
import { schemaOf } from "../schema-of.ts";

/**
 * Sources are told which columns anything reads, and conditions that every row wanted fulfils; operators that make columns, which
 * of them anything reads.
 */
export function pushDown(roots: readonly PlanNode[]): readonly PlanNode[] {
  const wanted = columnsWanted(roots);
  const conditions = conditionsOn(roots);
  return rebuild(roots, (node, original) => {
    const columns = wanted.get(original) ?? "all";
    if (node.kind === "operator") return narrowed(node, columns);
    if (node.kind !== "source") return node;
    if (columns !== "all") requireAll(node, columns);
    return {
      ...node,
      columns: columns === "all" ? undefined : [...columns],
      conditions: (conditions.get(original) ?? []).filter(({ column }) => known(node, column)),
    };
  });
}

function narrowed(node: OperatorNode, columns: Columns): PlanNode {
  const { narrowed: narrow } = node.operator;
  return columns === "all" || narrow === undefined ? node : { ...node, operator: narrow(columns) };
}

/** A column that nobody has is a slip: said before anything is read. */
function requireAll(node: SourceNode, columns: ReadonlySet<string>): void {
  const schema = node.description?.schema;
  if (schema === undefined || schema.open === true || schema.shape === "value") return;
  for (const name of columns) requireColumn(schema, name, node.name);
}

function known(node: SourceNode, name: string): boolean {
  const schema = node.description?.schema;
  return schema === undefined || schema.index.has(name);
}

/** The columns that consumers read of each node's output, from the sinks down. */
function columnsWanted(roots: readonly PlanNode[]): Map<PlanNode, Columns> {
  const wanted = new Map<PlanNode, Columns>();
  const want = (node: PlanNode, columns: Columns): void => {
    const before = wanted.get(node);
    wanted.set(node, before === "all" || columns === "all" ? "all" : new Set([...(before ?? []), ...columns]));
  };
  for (const node of nodesOf(roots).toReversed()) {
    const columns = wanted.get(node) ?? "all";
    inputsOf(node).forEach((port, input) =>
      want(port.node, port.side === undefined ? readBy(node, columns, input) : "all"),
    );
  }
  return wanted;
}

function readBy(node: PlanNode, wanted: Columns, input: number): Columns {
  if (node.kind === "sink" || node.kind === "loop") return "all";
  if (node.kind === "operator") {
    const schemas = boundednessOf(node) === "bounded" ? node.inputs.map(schemaOf) : [];
    return node.operator.reads?.(wanted, schemas)[input] ?? "all";
  }
  if (node.kind !== "exchange" || wanted === "all" || node.partitioning.by !== "key") return wanted;
  const { reads } = node.partitioning;
  return reads === "all" ? "all" : new Set([...wanted, ...reads]);
}

/** Conditions of the filters that are the only consumer of a source. */
function conditionsOn(roots: readonly PlanNode[]): Map<PlanNode, readonly Condition[]> {
  const consumers = new Map<PlanNode, PlanNode[]>();
  for (const node of nodesOf(roots)) {
    for (const { node: input } of inputsOf(node)) consumers.set(input, [...(consumers.get(input) ?? []), node]);
  }
  const found = new Map<PlanNode, readonly Condition[]>();
  for (const [source, users] of consumers) {
    const [user] = users;
    if (source.kind !== "source" || users.length > 1 || user?.kind !== "operator") continue;
    found.set(source, user.operator.conditions ?? []);
  }
  return found;
}
