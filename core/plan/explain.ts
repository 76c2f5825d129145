import { schemaText } from "../data/schema.ts";
import { allNodesOf, inputsOf, type LoopNode, type PlanNode, type Port } from "./node.ts";

/** A plan as plain data, for display: sinks at the top, sources at the leaves. */
export interface PlanTree {
  readonly label: string;
  readonly details: readonly (readonly [string, string])[];
  readonly children: readonly PlanTree[];
}

/** How and where a node runs, for plans: `["parallelism", "4"]`. */
export type RunDetails = (node: PlanNode) => readonly (readonly [string, string])[];

/** The tree below each sink. */
export function planTrees(roots: readonly PlanNode[], runDetails: RunDetails): PlanTree[] {
  return roots.map((root) => treeOf(root, runDetails));
}

function treeOf(node: PlanNode, runDetails: RunDetails): PlanTree {
  const details = [...runDetails(node), ...detailsOf(node)];
  const children = inputsOf(node).map((port) => childOf(port, runDetails));
  return { label: labelOf(node), details, children: [...bodyOf(node, runDetails), ...children] };
}

/** What goes round in a loop, before what it is given. */
function bodyOf(node: PlanNode, runDetails: RunDetails): PlanTree[] {
  if (node.kind !== "loop") return [];
  return node.body.map((sink) => ({ ...treeOf(sink, runDetails), label: sink.name, details: [] }));
}

function childOf(port: Port, runDetails: RunDetails): PlanTree {
  const tree = treeOf(port.node, runDetails);
  return port.side === undefined ? tree : { ...tree, label: `${tree.label} (side output "${port.side}")` };
}

function labelOf(node: PlanNode): string {
  switch (node.kind) {
    case "exchange":
      return `exchange by ${node.partitioning.by}`;
    case "union":
      return "union";
    case "sink":
    case "source":
      return `${node.kind} ${node.name}`;
    default:
      return node.name;
  }
}

function detailsOf(node: PlanNode): (readonly [string, string])[] {
  if (node.kind === "source") return sourceDetails(node);
  if (node.kind === "exchange" && node.partitioning.by === "key")
    return [["key", node.partitioning.key?.names.join(", ") ?? "none"]];
  if (node.kind === "sink") return [["guarantee", node.sink.guarantee]];
  if (node.kind === "loop") return loopDetails(node);
  if (node.kind !== "operator") return [];
  const state = (node.operator.state ?? []).map(({ name, form }) => `${name}: ${form.split("(")[0]}`);
  return [
    ...Object.entries(node.operator.details ?? {}),
    ...(state.length > 0 ? [["state", state.join(", ")] as const] : []),
  ];
}

function loopDetails({ mode, rounds }: LoopNode): (readonly [string, string])[] {
  if (mode === "stream") return [["goes round", "as rows come"]];
  return [["rounds", rounds === Number.POSITIVE_INFINITY ? "until nothing is fed back" : `${rounds} at most`]];
}

function sourceDetails(node: PlanNode & { kind: "source" }): (readonly [string, string])[] {
  const { description, columns, conditions = [] } = node;
  const details: (readonly [string, string])[] = [["boundedness", node.source.boundedness]];
  if (description?.schema !== undefined) details.push(["schema", schemaText(description.schema)]);
  if (description?.rows !== undefined) details.push(["rows", description.rows.toLocaleString("en-US")]);
  if (columns !== undefined) details.push(["columns read", columns.join(", ") || "none"]);
  if (conditions.length > 0) details.push(["pushed down", conditions.map(conditionText).join(" and ")]);
  return details;
}

function conditionText({ column, compare, value }: { column: string; compare: string; value: unknown }): string {
  return `${column} ${compare} ${typeof value === "string" ? JSON.stringify(value) : String(value)}`;
}

/** All operators of a plan, inputs first. */
export function operatorsOf(roots: readonly PlanNode[]): (PlanNode & { kind: "operator" })[] {
  return allNodesOf(roots).filter((node): node is PlanNode & { kind: "operator" } => node.kind === "operator");
}
